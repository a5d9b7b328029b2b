"""What the demo's stories tell, read back from their texts: which template a text was written from, and its slots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape

from editorial.bulk_import.actions import StoryImport
from editorial.demo.grammar import SLOT
from editorial.demo.writing import WrittenText

NUMBER = re.compile(r"[\d.,]+")
PART = re.compile(rf"{SLOT.pattern}|(?P<opening>\[(?:(?P<what>\w+)=)?)|(?P<bar>\|)|(?P<closing>\])")


@dataclass(frozen=True)
class Told:
    """A story of the portal with code `unit`, as it was written and as it is imported."""

    unit: str
    written: WrittenText
    story: StoryImport

    def texts(self) -> Iterator[str]:
        """Title, lead, and each paragraph and point of the body."""
        yield self.story.title
        yield self.story.lead
        for block in self.story.body:
            if block["type"] == "text":
                yield unescape(re.sub(r"</?(?:p|ul|li)>", "\n", block["value"])).strip()

    def tables(self) -> Iterator[list[list[str]]]:
        for block in self.story.body:
            if block["type"] == "table":
                yield [row["values"] for row in block["value"]["table"]["rows"]]


@cache
def _pattern(
    template: str, known: tuple[tuple[str, str], ...]
) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return what matches the texts written from `template`, and the names of its groups in their order."""
    values = dict(known)
    names: list[str] = []
    found, end = [], 0
    for part in PART.finditer(template):
        found.append(re.escape(template[end : part.start()]))
        end = part.end()
        if part["opening"]:
            # A group of its own around the alternatives, named or not.
            names.append(part["what"] or "")
            found.append("((?:")
        elif part["bar"]:
            found.append("|")
        elif part["closing"]:
            found.append("))")
        elif part["name"] in values:
            found.append(re.escape(values[part["name"]]))
        else:
            names.append(part["name"])
            found.append(f"({NUMBER.pattern})" if part["low"] else "(.+?)")
    found.append(re.escape(template[end:]))
    return re.compile("".join(found), re.IGNORECASE), tuple(names)


def slots_of(
    template: str, text: str, *, whole: bool = False, known: Mapping[str, str] | None = None
) -> dict[str, str] | None:
    """Return how the slots of `template` are filled in `text`; None where nothing of it was written so.

    Slots that are `known` have to be filled with that.
    """
    pattern, names = _pattern(template, tuple((known or {}).items()))
    match = pattern.fullmatch(text) if whole else pattern.search(text)
    if match is None:
        return None
    slots: dict[str, str] = {}
    for name, value in zip(names, match.groups(), strict=True):
        if name and value is not None and slots.setdefault(name, value).lower() != value.lower():
            return None
    return slots

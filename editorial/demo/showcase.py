"""The portals that show the demo at its best, and what their standing pages and figures say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from portals.demo.organisations import ORGANISATIONS, demo_state_of, part_of
from portals.models import Portal

FOLDER = Path(__file__).parent / "standing"
ABOUT = "gioi-thieu"


@dataclass(frozen=True)
class StandingText:
    """One standing page: the code of its section, and its body as blocks."""

    section: str
    title: str
    intro: str
    body: list[dict[str, Any]]


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    unit: str
    source: str


@cache
def _places(organisation: str) -> dict[str, dict[str, Any]]:
    """By parts, or by the codes of departments."""
    file = FOLDER / f"places-{organisation}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _pages(file: str, organisation: str) -> list[dict[str, Any]]:
    text = ORGANISATIONS[organisation].said((FOLDER / file).read_text(encoding="utf-8"))
    pages: list[dict[str, Any]] = tomllib.loads(text)["page"]
    return pages


def is_shown_off(portal: Portal) -> bool:
    return part_of(portal) in _places(demo_state_of(portal).code)


def standing_texts(portal: Portal, *, agency: str, name: str) -> list[StandingText]:
    """Return the pages of the portal, its own first; none where it is not in the showcase."""
    if not is_shown_off(portal):
        return []
    part, organisation = part_of(portal), demo_state_of(portal).code
    own = {"section": ABOUT} | _places(organisation)[part]
    some = [
        entry
        for entry in _pages("some.toml", organisation)
        if part in entry["parts"] and entry.get("of", organisation) == organisation
    ]
    return [
        _text(entry, agency, name, demo_state_of(portal).words["below_it"])
        for entry in (own, *_pages("common.toml", organisation), *some)
    ]


def demo_figures(portal: Portal) -> list[Figure]:
    place = _places(demo_state_of(portal).code).get(part_of(portal), {})
    return [Figure(*row) for row in place.get("figures", ())]


def _text(entry: dict[str, Any], agency: str, name: str, below: str) -> StandingText:
    def filled(text: str) -> str:
        told = text.replace("{don_vi}", agency).replace("{ten}", name)
        return told.replace("{cap_duoi}", below)

    return StandingText(
        section=entry["section"],
        title=entry["title"],
        intro=filled(entry["intro"]),
        body=list(_blocks([filled(line) for line in entry["text"]])),
    )


def _blocks(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Read "## heading", "- point", "| cell | cell |" below a line with the caption, and plain paragraphs."""
    for mark, some in groupby(lines, key=lambda line: line.partition(" ")[0]):
        found = list(some)
        if mark == "##":
            for line in found:
                yield {"type": "heading", "value": {"text": line[3:], "level": "2"}}
        elif mark == "-":
            points = "".join(f"<li>{escape(line[2:])}</li>" for line in found)
            yield {"type": "text", "value": f"<ul>{points}</ul>"}
        elif mark == "|":
            yield {"type": "table", "value": _table(found)}
        else:
            yield {"type": "text", "value": "".join(f"<p>{escape(line)}</p>" for line in found)}


def _table(lines: Sequence[str]) -> dict[str, Any]:
    caption, head, *rows = (
        [cell.strip() for cell in line.strip("| ").split("|")] for line in lines
    )
    return {
        "caption": caption[0],
        "table": {
            "caption": "",
            "columns": [{"type": "text", "heading": heading} for heading in head],
            "rows": [{"values": row} for row in rows],
        },
    }

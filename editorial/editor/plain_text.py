"""A plainly typed text as a story: its first paragraph is the lead, the others the body."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.html import escape

LEAD_LENGTH = 600
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*\s+")


@dataclass(frozen=True, slots=True)
class TypedText:
    lead: str
    paragraphs: list[str]

    @property
    def html(self) -> str:
        """The body for a rich-text block; empty where all of it is the lead."""
        return "".join(
            f"<p>{escape(paragraph).replace(chr(10), '<br/>')}</p>" for paragraph in self.paragraphs
        )


def read_typed(text: str) -> TypedText:
    """Take `text` apart. Nothing of it is dropped and nothing said twice.

    A blank line ends a paragraph. A first paragraph longer than a lead may be is cut after its last sentence that
    fits, or at a space; the rest stays in the body.
    """
    paragraphs = paragraphs_of(text)
    if not paragraphs:
        return TypedText("", [])
    first, *rest = paragraphs
    # A lead is one line.
    first = " ".join(first.split())
    if len(first) > LEAD_LENGTH:
        at = _cut(first)
        rest = [first[at:].strip(), *rest]
        first = first[:at].strip()
    return TypedText(first, rest)


def paragraphs_of(text: str) -> list[str]:
    """Take `text` apart at its blank lines."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return [part.strip() for part in _PARAGRAPHS.split(unix) if part.strip()]


def _cut(paragraph: str) -> int:
    fitting = [
        match.end() for match in _SENTENCE_END.finditer(paragraph) if match.end() <= LEAD_LENGTH
    ]
    if fitting:
        return fitting[-1]
    space = paragraph.rfind(" ", 0, LEAD_LENGTH)
    return space if space > 0 else LEAD_LENGTH

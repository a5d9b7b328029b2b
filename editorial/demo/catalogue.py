"""The topics stories are written about, read from the files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from editorial.models import ArticlePage
from portals.demo.organisations import OF_2024, ORGANISATIONS

TOPICS = Path(__file__).parent / "topics"


class On(StrEnum):
    """On which days that happens which a topic tells of."""

    WORKING = "working"
    ANY = "any"
    SUNDAY = "sunday"


@dataclass(frozen=True)
class Telling:
    """A title and the lead that goes with it: both tell of the same thing, in the same words and numbers."""

    title: str
    lead: str


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Of each list of variants one is taken; `paragraphs` is a list of such lists, `pictures` names themes.

    `tiers` or `codes` (of portals) say who writes about it, `months` when. A quotation is "text || by whom".
    What is announced comes `days_ahead` days later, or on the `weekday` after that.
    """

    code: str
    section: str
    pictures: list[str]
    tellings: list[Telling]
    paragraphs: list[list[str]]
    tiers: Sequence[str] = ()
    codes: Sequence[str] = ()
    months: Sequence[int] = ()
    kind: str = ArticlePage.story_kind
    weight: int = 2
    heading: str = ""
    quotes: Sequence[str] = ()
    points: Sequence[str] = ()
    points_intro: str = ""
    table: dict[str, Any] | None = None
    place: str = ""
    days_ahead: int = 0
    weekday: int | None = None
    on: On = On.WORKING

    def fits(self, *, tier: str, codes: Collection[str], month: int) -> bool:
        """Whether a portal writes about it in that month: one of this tier, that goes by these codes."""
        written_here = (
            any(code in self.codes for code in codes) if self.codes else tier in self.tiers
        )
        return written_here and (not self.months or month in self.months)


@cache
def topics(organisation: str = OF_2024.code) -> tuple[Topic, ...]:
    """Return all topics in the words of a state of the province. A file may set `defaults` for its own."""
    said = ORGANISATIONS[organisation].said
    found: list[Topic] = []
    for path in sorted(TOPICS.glob("*.toml")):
        content = tomllib.loads(said(path.read_text(encoding="utf-8")))
        defaults = content.get("defaults", {})
        found.extend(_topic(defaults | entry, path.name) for entry in content["topic"])
    return tuple(found)


def _topic(entry: dict[str, Any], file: str) -> Topic:
    known = {field.name for field in fields(Topic)}
    if unknown := entry.keys() - known:
        raise ValueError(f"{file}: {entry.get('code')}: unknown {', '.join(sorted(unknown))}")
    tellings = [Telling(*pair) for pair in entry["tellings"]]
    return Topic(**entry | {"tellings": tellings, "on": On(entry.get("on", On.WORKING))})

"""Which agency a text may be for: by the names of units in it, and by what departments are in charge of.

It proposes; the person, or the board of the province, decides.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portals.models import Portal
from portals.text import nfc, slug_of
from portals.tiers import traits_of

MOST_PROPOSED = 3
# A unit that is named as it is called, one by its bare name, and a word of a department's matters.
WHOLE_NAME, BARE_NAME, MATTER = 12, 6, 2
# Fewer syllables stand in a text by chance.
FEWEST_OF_BARE = 2
_MATTERS = Path(__file__).with_name("data") / "matters.toml"


@dataclass(frozen=True, slots=True)
class AskableBody:
    """A portal as far as a proposal needs it."""

    portal_id: int
    name: str
    tier: str


@cache
def _matters() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    found = tomllib.loads(_MATTERS.read_text())["matter"]
    return tuple((tuple(one["body"]), tuple(one["words"])) for one in found)


def known_bodies(portals: Iterable[Portal]) -> list[AskableBody]:
    """Return those that may be proposed: all but the one that runs the install, which holds the request anyway."""
    return [
        AskableBody(one.pk, one.name, one.tier_id)
        for one in portals
        if not traits_of(one.tier_id).runs_install
    ]


def proposed_bodies(text: str, bodies: Iterable[AskableBody]) -> list[AskableBody]:
    """Return at most three bodies that the text names or is a matter of, the likeliest first. Pure.

    Accents count where the text has any: who types without them is understood too.
    """
    said = _said(text)
    has_marks = not nfc(text).isascii()
    scores = []
    for body in bodies:
        score = _named(body, said, has_marks) + _in_charge(body, said, has_marks)
        if score:
            scores.append((-score, body.name, body.portal_id, body))
    return [body for *_order, body in sorted(scores, key=lambda one: one[:3])[:MOST_PROPOSED]]


@dataclass(frozen=True, slots=True)
class _Said:
    marked: str
    plain: str

    def holds(self, words: str, *, marked: bool) -> bool:
        return _key(words) in self.marked if marked else _plain(words) in self.plain


def _said(text: str) -> _Said:
    return _Said(_key(text), _plain(text))


def _key(text: str) -> str:
    """The words of a text between single spaces, so that a name is found whole and no part of another word."""
    return f" {' '.join(re.findall(r'\w+', nfc(text).casefold()))} "


def _plain(text: str) -> str:
    # As long as it is: `slug_of` cuts at 80 unless it is told otherwise.
    return f" {slug_of(text, fallback='', max_length=len(text) * 2 + 1).replace('-', ' ')} "


def _named(body: AskableBody, said: _Said, marked: bool) -> int:
    if said.holds(body.name, marked=marked):
        return WHOLE_NAME
    bare = body.name.partition(" ")[2]
    is_place = traits_of(body.tier).is_compared
    if is_place and len(bare.split()) >= FEWEST_OF_BARE and said.holds(bare, marked=marked):
        return BARE_NAME
    return 0


def _in_charge(body: AskableBody, said: _Said, marked: bool) -> int:
    words = {word for names, its in _matters() if _is_of(body, names) for word in its}
    return sum(MATTER for word in words if said.holds(word, marked=marked))


def _is_of(body: AskableBody, names: Iterable[str]) -> bool:
    # Whose tier handles a level of procedures is in charge of its place, whatever its name says.
    return not traits_of(body.tier).handles_level and any(name in body.name for name in names)


def names_of(bodies: Iterable[AskableBody]) -> Iterator[tuple[str, str]]:
    """Yield the choices of a form."""
    for body in bodies:
        yield str(body.portal_id), body.name

"""The judged set as it is written down in `set.json`."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("set.json")


class JudgedHalf(StrEnum):
    TUNING = "tuning"
    HELD_OUT = "held-out"


class SearchReach(StrEnum):
    """Where is searched: on the portal that is asked, on it and all below it, or on all portals."""

    PORTAL = "portal"
    BELOW = "below"
    EVERYWHERE = "everywhere"


class WayOfAsking(StrEnum):
    EXACT = "exact"
    UNACCENTED = "unaccented"
    WRONG_TONE = "wrong-tone"
    OLD_SPELLING = "old-spelling"
    NUMBER_FRAGMENT = "number-fragment"
    EVERYDAY_WORD = "everyday-word"
    ABBREVIATION = "abbreviation"
    MISSPELT = "misspelt"
    PHRASE = "phrase"
    QUESTION = "question"
    PLACE = "place"
    OFFICE = "office"
    SECTION = "section"


class ResultKind(StrEnum):
    """What a result is, and by what it is known: never by the number of a row, which differs from demo to demo.

    A text by the portal that wrote it and its title, a document by its number. `TITLES`: any text on the portal (on
    any, where none is named) whose title has the words. `PATH`: a page that each portal has.
    """

    TEXT = "text"
    DOCUMENT = "document"
    TITLES = "titles"
    PAGE = "page"
    PROCEDURE = "procedure"
    PORTAL = "portal"
    SECTION = "section"
    ANSWER = "answer"
    PETITION = "petition"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class JudgedResult:
    """`portal` is the code of one, empty where it may stand on any; `name` says which of its kind it is."""

    kind: ResultKind
    portal: str
    name: str


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """Words that are typed into the search of a portal."""

    words: str
    portal: str
    reach: SearchReach


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """`wanted`: keys of results that are equally right."""

    question: JudgedQuestion
    way: WayOfAsking
    half: JudgedHalf
    wanted: Collection[str]


@dataclass(frozen=True, slots=True)
class MustNotFind:
    """`unwanted`: keys of results none of which may be among the first ten."""

    question: JudgedQuestion
    unwanted: Collection[str]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    results: Mapping[str, JudgedResult]
    queries: Sequence[JudgedQuery]
    must_not: Sequence[MustNotFind]


@cache
def judged_set() -> JudgedSet:
    """Return the set that comes with the product."""
    return read_set(json.loads(FILE.read_text(encoding="utf-8")))


def read_set(told: Mapping[str, Any]) -> JudgedSet:
    """Raises ValueError for a word that is not known, and for a result that is named and not described."""
    results = {
        key: JudgedResult(ResultKind(one["kind"]), one.get("portal", ""), one.get("name", ""))
        for key, one in told["results"].items()
    }
    found = JudgedSet(
        results,
        [
            JudgedQuery(
                _question(one),
                WayOfAsking(one["way"]),
                JudgedHalf(one["half"]),
                tuple(one["wanted"]),
            )
            for one in told["queries"]
        ],
        [MustNotFind(_question(one), tuple(one["unwanted"])) for one in told["must_not"]],
    )
    _ensure_described(found)
    return found


def _question(one: Mapping[str, Any]) -> JudgedQuestion:
    return JudgedQuestion(one["words"], one["portal"], SearchReach(one["reach"]))


def _ensure_described(found: JudgedSet) -> None:
    named = [(one.question, one.wanted) for one in found.queries]
    named += [(one.question, one.unwanted) for one in found.must_not]
    for question, keys in named:
        if not keys:
            raise ValueError(f"{question.words}: names no result")
        if unknown := set(keys) - found.results.keys():
            raise ValueError(f"{question.words}: {', '.join(sorted(unknown))} not described")

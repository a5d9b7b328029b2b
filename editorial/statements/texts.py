"""The statements as they stand in `data/statements.toml`, filled in for one portal. Pure functions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "statements.toml"


@dataclass(frozen=True, slots=True)
class StatedPart:
    """Paragraphs and a list under a heading; `lang` where it is not Vietnamese."""

    heading: str
    text: list[str]
    items: list[str]
    lang: str


@dataclass(frozen=True, slots=True)
class Statement:
    title: str
    lead: str
    parts: list[StatedPart]


def statement_of(code: str, facts: Mapping[str, str]) -> Statement:
    """Return the statement with `facts` in its braces; what is said to stand `when` one is empty is left out."""
    found = _statements()[code]
    return Statement(
        title=found["title"],
        lead=found["lead"].format_map(facts),
        parts=[
            StatedPart(
                heading=part["heading"],
                text=[text.format_map(facts) for text in part.get("text", ())],
                items=list(_items(part.get("items", ()), facts)),
                lang=part.get("lang", ""),
            )
            for part in found["part"]
        ],
    )


def _items(items: Iterable[Mapping[str, str]], facts: Mapping[str, str]) -> Iterable[str]:
    for item in items:
        when = item.get("when")
        if when is None or facts[when]:
            yield item["text"].format_map(facts)


@cache
def _statements() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))

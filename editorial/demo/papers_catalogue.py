"""What the demo's bodies issue: the topics of `papers/*.toml`, a file a tier."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from portals.demo.organisations import OF_2024, ORGANISATIONS

FOLDER = Path(__file__).parent / "papers"
TIERS = ("province", "department", "district", "commune")


@dataclass(frozen=True, kw_only=True)
class PaperTopic:
    """What one sort of document is about.

    `field` is empty where it is the department's own. `issuer`: "ubnd" and "hdnd" for the committee and the council of
    the unit, "self" for a department. `symbol` only where it does not follow from kind and issuer. `effective`:
    "signing", or "+10" for ten days later.
    """

    code: str
    tiers: tuple[str, ...]
    kind: str
    issuer: str
    field: str
    abstracts: tuple[str, ...]
    articles: tuple[str, ...]
    grounds: tuple[str, ...]
    recipients: tuple[str, ...]
    position: str
    capacity: str = ""
    symbol: str = ""
    normative: bool = False
    effective: str = "signing"
    weight: int = 1


@cache
def paper_topics(organisation: str = OF_2024.code) -> tuple[PaperTopic, ...]:
    """Return all topics, file by file, in the words of a state of the province."""
    found = []
    for tier in TIERS:
        read = tomllib.loads(ORGANISATIONS[organisation].said(_text(tier)))
        found += [_topic(read["defaults"] | row) for row in read["paper"]]
    return tuple(found)


def _topic(given: Mapping[str, Any]) -> PaperTopic:
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    return PaperTopic(**told)


def known_rows() -> list[dict[str, Any]]:
    """Return the documents of the province that stand in the demo whatever day it is, as they were issued."""
    rows: list[dict[str, Any]] = tomllib.loads(_text("known"))["paper"]
    return rows


def _text(name: str) -> str:
    return (FOLDER / f"{name}.toml").read_text("utf-8")

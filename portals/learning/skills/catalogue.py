"""The skills, as they are shipped, and which of them a post needs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portals.boards.enums import Position
from portals.text import nfc


@dataclass(frozen=True, slots=True)
class Skill:
    """What somebody can do. `counts` says which deeds show it, `page` the page of the handbook that tells how."""

    code: str
    name: str
    counts: str
    positions: frozenset[Position]
    page: str

    def __str__(self) -> str:
        return self.name


@cache
def skills() -> Mapping[str, Skill]:
    """All skills by their code, in the order in which they are shown."""
    told = tomllib.loads(Path(__file__).with_name("skills.toml").read_text("utf-8"))
    return {
        code: Skill(
            code,
            nfc(one["name"]),
            nfc(one["counts"]),
            frozenset(map(Position, one["positions"])),
            one["page"],
        )
        for code, one in told.items()
    }


def needed_for(position: str) -> list[Skill]:
    """The skills that a post needs."""
    return [skill for skill in skills().values() if position in skill.positions]

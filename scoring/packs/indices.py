"""The indices that ask about portals, and which criteria speak to them: data."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("indices.toml")


@dataclass(frozen=True)
class AskingIndex:
    title: str
    about: str
    criteria: Sequence[str]


@cache
def asking_indices() -> tuple[AskingIndex, ...]:
    """Return the indices in the order of the file."""
    found = tomllib.loads(DATA.read_text(encoding="utf-8"))["index"]
    return tuple(AskingIndex(one["title"], one["about"], one["criteria"]) for one in found)

"""What is asked of tiers beyond their rows. Code asks for these traits and never for a tier by its name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data" / "tiers.toml"


@dataclass(frozen=True, slots=True)
class TierTraits:
    """The traits of a tier, as the data file explains them. Those of one that is not in it are the defaults."""

    palette: str = "cham"
    motif: str = "trong-dong"
    runs_install: bool = False
    is_government: bool = False
    parts_others: bool = False
    is_compared: bool = False
    handles_level: str = ""


def read_traits(text: str) -> Mapping[str, TierTraits]:
    """Return the traits by the code of the tier. Raises ValueError where not one tier runs the install."""
    found = {code: TierTraits(**traits) for code, traits in tomllib.loads(text).items()}
    for trait in ("runs_install", "is_government"):
        if sum(getattr(traits, trait) for traits in found.values()) != 1:
            raise ValueError(f"Exactly one tier has {trait}.")
    return found


TRAITS = read_traits(DATA.read_text(encoding="utf-8"))
ORDINARY = TierTraits()
# The tier whose standing editors decide for all portals, and that whose portal speaks for the Government.
INSTALL_TIER = next(code for code, traits in TRAITS.items() if traits.runs_install)
GOVERNMENT_TIER = next(code for code, traits in TRAITS.items() if traits.is_government)
# Those whose portals stand side by side, as communes do.
COMPARED_TIERS = frozenset(code for code, traits in TRAITS.items() if traits.is_compared)


def traits_of(code: str) -> TierTraits:
    return TRAITS.get(code, ORDINARY)

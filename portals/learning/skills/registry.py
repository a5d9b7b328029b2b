"""How each skill is read from real work, and what points it lost a portal: each floor registers its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .catalogue import skills


@dataclass(frozen=True, slots=True)
class DeedSource:
    """Deeds of one skill, done rightly or wrongly, of all persons.

    `sql` selects `user_id`, `at`, `evidence` (what shows it, in words that whoever oversees the person may read),
    `is_right`, and `begun_at` where what one person did comes to its end by another. It is a constant of the floor that
    registers it, without parameters and without percent signs.
    """

    skill: str
    sql: str


@dataclass(frozen=True, slots=True)
class LossSource:
    """Points that portals lost in published months.

    `sql` selects `portal_id`, `skill`, `month` (its first day) and `points`, and knows the parameter `since`, the
    first day of the earliest month that is asked for.
    """

    name: str
    sql: str


_deeds: dict[str, DeedSource] = {}
_losses: dict[str, LossSource] = {}


def register_deeds(source: DeedSource) -> None:
    """Say how a skill is read; called once, from an app's `ready()`."""
    if source.skill in _deeds:
        raise ValueError(f"two sources of the skill {source.skill}")
    if source.skill not in skills():
        raise ValueError(f"there is no skill {source.skill}")
    _deeds[source.skill] = source


def deed_sources() -> Mapping[str, DeedSource]:
    return _deeds


def register_losses(source: LossSource) -> None:
    """Say which points were lost for want of skills; called once, from an app's `ready()`."""
    if source.name in _losses:
        raise ValueError(f"two sources of losses {source.name}")
    _losses[source.name] = source


def loss_sources() -> Mapping[str, LossSource]:
    return _losses

"""How far a scorer is with a month, and which portal comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portals.models import Portal

from .queries import AssessmentProgress


@dataclass(frozen=True)
class ScorerProgress:
    """`done` of `of` portals need nobody any more; `following` is the next that does, in the order of the list."""

    done: int
    of: int
    following: Portal | None


def progress_of(rows: Sequence[AssessmentProgress], after: Portal | None = None) -> ScorerProgress:
    """Count what is done, and find the next portal that needs a person: after `after`, then from the first. Pure."""
    place = next((at for at, one in enumerate(rows) if one.portal == after), -1)
    in_order = [*rows[place + 1 :], *rows[: max(place, 0)]]
    following = next((one.portal for one in in_order if one.needs_a_person), None)
    return ScorerProgress(sum(not one.needs_a_person for one in rows), len(rows), following)

"""The days on which something changed for a document, and what changed it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from editorial.documents.force.cases import Effect, State
from editorial.documents.force.days import next_day
from editorial.documents.force.history import Happening
from editorial.documents.force.provisions import WHOLE
from editorial.documents.force.standing import Force


class Turn(StrEnum):
    """What may change how a document stands."""

    ISSUED = "issued"
    BEGAN = "began"
    TERM_ENDED = "term_ended"
    HAPPENED = "happened"
    SUSPENSION_ENDED = "suspension_ended"


@dataclass(frozen=True, slots=True)
class Cause:
    """What changed something on a day: `event` is what happened, or the suspension that ended by itself.

    `provisions` are the leaves that began to apply, where these are not all. `certain` is false for an event that
    may have happened from this day on.
    """

    turn: Turn
    event: str | None = None
    provisions: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Shift:
    """A path (the document itself is `WHOLE`) whose state became another; `before` is None on the first of all days."""

    path: str
    before: State | None
    after: State


@dataclass(frozen=True, slots=True)
class ForceChange:
    """A day on which an event had its effect on a document, or its state or that of a provision changed.

    `shifts` are of the document and of the provisions that were asked for, and only where the state changed: an
    amendment has none.
    """

    day: date
    causes: tuple[Cause, ...]
    shifts: tuple[Shift, ...]


def timeline_of(force: Force, document: str, provisions: Iterable[str] = ()) -> list[ForceChange]:
    """Return what changed for a document, the earliest day first."""
    paths = dict.fromkeys((WHOLE, *provisions))
    found = (
        ForceChange(day, _causes(force, document, day), _shifts(force, document, paths, day))
        for day in _days(force, document)
    )
    return [change for change in found if change.shifts or change.causes]


def _days(force: Force, name: str) -> list[date]:
    sheet = force.history.sheets.get(name)
    if sheet is None:
        return []
    days = {happening.day for happening in force.history.happenings[name]} | sheet.starts()
    for leaf in sheet.leaves.values():
        days.update(leaf.days())
    if sheet.document.issued:
        days.add(sheet.document.issued)
    return sorted(days)


def _shifts(force: Force, name: str, paths: Iterable[str], day: date) -> tuple[Shift, ...]:
    shifts = []
    for path in paths:
        before = None if day == date.min else force.state(name, day - timedelta(days=1), path)
        after = force.state(name, day, path)
        if before is not after:
            shifts.append(Shift(path, before, after))
    return tuple(shifts)


def _causes(force: Force, name: str, day: date) -> tuple[Cause, ...]:
    sheet = force.history.sheets[name]
    causes = [Cause(Turn.ISSUED)] if sheet.document.issued == day else []
    if began := tuple(leaf.path for leaf in sheet.leaves.values() if leaf.start == day):
        causes.append(
            Cause(Turn.BEGAN, provisions=() if len(began) == len(sheet.leaves) else began)
        )
    if sheet.document.in_force_through and next_day(sheet.document.in_force_through) == day:
        causes.append(Cause(Turn.TERM_ENDED))
    today = [happening for happening in force.history.happenings[name] if happening.day == day]
    causes += [Cause(Turn.SUSPENSION_ENDED, event) for event in _released(force, name, day, today)]
    causes += [
        Cause(Turn.HAPPENED, happening.event.id, certain=happening.certain) for happening in today
    ]
    return tuple(causes)


def _released(force: Force, name: str, day: date, today: list[Happening]) -> list[str]:
    """Return the suspensions that ended without a lift: by their last day, or with the act that said them."""
    if day == date.min:
        return []
    lifted = {happening.event.of for happening in today if happening.event.effect is Effect.LIFT}
    ended: dict[str, None] = {}
    for leaf in force.history.sheets[name].leaves.values():
        before, after = leaf.standing_on(day - timedelta(days=1)), leaf.standing_on(day)
        still = (*after.suspended_by, *after.perhaps_suspended_by)
        for suspension in (*before.suspended_by, *before.perhaps_suspended_by):
            if suspension not in still and suspension not in lifted:
                ended[suspension] = None
    return list(ended)

"""What stands with a promise at a moment. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from editorial.plans.enums import PromiseStanding, PromiseState
from portals.clock import local_date

if TYPE_CHECKING:
    from portals.calendar.working_days import WorkingCalendar

# Working days after its day in which the agency is heard before citizens are told that it says nothing.
HEARD_FOR = 5
# The inbox names a promise so many days before its day.
NAMED_BEFORE = 14


class GivenPromise(Protocol):
    """What is known of a promise."""

    state: str
    first_due_on: date
    due_on: date
    told_at: datetime


def told_at_of(noon: datetime, calendar: WorkingCalendar) -> datetime:
    """Return until when the agency is heard; `noon` is any moment of the day that counts."""
    return calendar.add_working_days(noon, HEARD_FOR)


def standing_at(
    one: GivenPromise, now: datetime, *, kept_at: datetime | None = None
) -> PromiseStanding | None:
    """Return what citizens read; None for what was never confirmed. `kept_at`: when it was said that it was kept."""
    if one.state in (PromiseState.PROPOSED, PromiseState.REJECTED):
        return None
    if one.state == PromiseState.DROPPED:
        return PromiseStanding.DROPPED
    if one.state == PromiseState.KEPT:
        # What the agency said within its time to be heard was done on its day.
        is_late = was_put_off(one) or (kept_at is not None and kept_at > one.told_at)
        return PromiseStanding.KEPT_LATE if is_late else PromiseStanding.KEPT
    if local_date(now) > one.due_on:
        return PromiseStanding.SILENT if now > one.told_at else PromiseStanding.ANSWER_DUE
    return PromiseStanding.LATE if was_put_off(one) else PromiseStanding.RUNNING


def was_put_off(one: GivenPromise) -> bool:
    return one.due_on > one.first_due_on

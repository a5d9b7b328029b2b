"""By when a recording must have its text (Circular 39/2020; house rule, two working days). Not checked by a jurist."""

from __future__ import annotations

from datetime import datetime

from portals.calendar.working_days import WorkingCalendar, add_working_days

WORKING_DAYS = 2


def text_due_at(published_at: datetime, calendar: WorkingCalendar | None = None) -> datetime:
    """Return the last instant at which the text of what was published then may be missing.

    Two queries without a `calendar`.
    """
    if calendar is not None:
        return calendar.add_working_days(published_at, WORKING_DAYS)
    return add_working_days(published_at, WORKING_DAYS)

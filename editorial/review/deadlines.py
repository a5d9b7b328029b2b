"""Until when a thing of the desk is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from portals.calendar.working_days import add_working_days

# A text older than a day is no news (measure of timeliness in the rubric).
STEP_HOURS = 24
FAST_LANE_HOURS = 24
SAMPLE_WORKING_DAYS = 3


def step_due(since: datetime) -> datetime:
    return since + timedelta(hours=STEP_HOURS)


def fast_lane_due(now: datetime) -> datetime:
    return now + timedelta(hours=FAST_LANE_HOURS)


def sample_due(now: datetime) -> datetime:
    """The end of the third working day after `now`, by the calendar with its holidays. Two queries."""
    return add_working_days(now, SAMPLE_WORKING_DAYS)

"""Until when a thing of the desk is due. Working days are Monday to Friday."""

from __future__ import annotations

from datetime import datetime, timedelta

from portals.clock import LOCAL_ZONE

# A text older than a day is no news (measure of timeliness in the rubric).
STEP_HOURS = 24
FAST_LANE_HOURS = 24
SAMPLE_WORKING_DAYS = 3
SATURDAY = 5


def after_working_days(now: datetime, days: int) -> datetime:
    """The same hour, by the clock of the province, `days` working days after `now`."""
    moment = now.astimezone(LOCAL_ZONE)
    while days:
        moment += timedelta(days=1)
        if moment.weekday() < SATURDAY:
            days -= 1
    return moment


def step_due(since: datetime) -> datetime:
    return since + timedelta(hours=STEP_HOURS)


def fast_lane_due(now: datetime) -> datetime:
    return now + timedelta(hours=FAST_LANE_HOURS)


def sample_due(now: datetime) -> datetime:
    return after_working_days(now, SAMPLE_WORKING_DAYS)

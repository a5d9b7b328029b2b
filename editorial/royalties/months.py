"""Months of the province's calendar, as addresses and sheets name them. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from portals.clock import LOCAL_ZONE


def month_before(day: date) -> date:
    """Return the first day of the month before the one of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after the one of `month`."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def instants_of(month: date) -> tuple[datetime, datetime]:
    """Return when the month begins, and when the next does."""
    first = datetime.combine(month.replace(day=1), time.min, tzinfo=LOCAL_ZONE)
    return first, datetime.combine(month_after(month), time.min, tzinfo=LOCAL_ZONE)

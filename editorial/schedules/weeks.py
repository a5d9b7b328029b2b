"""Weeks of an address, and hours as people write them. Pure."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

from portals.calendar.weekdays import monday_of

A_WEEK = timedelta(days=7)
# With seconds as spreadsheets write them.
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*(?:[:hHgG.]|giờ)\s*(?:(?P<minute>\d{1,2})(?:\s*phút|:00)?)?)?"
)


def monday_in(text: str) -> date | None:
    """Return the Monday of the week in which the day lies that an address names (2026-11-23)."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    # Where weeks of a calendar end, there is none before or after.
    return monday_of(day) if day is not None and 2000 <= day.year < 2200 else None


def time_in(text: str) -> time | None:
    """Return the hour that somebody wrote: "8:00", "8h", "8h30", "08 giờ 30", "13g30", "7.30"; None where none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:
        return None


def time_words(begins: time | None, ends: time | None) -> str:
    """Say a time of the day: "8:00", "8:00–9:30"; empty for a whole day."""
    if begins is None:
        return ""
    first = f"{begins.hour}:{begins:%M}"
    return f"{first}–{ends.hour}:{ends:%M}" if ends else first


def stored_time(value: Any) -> str | None:
    return f"{value:%H:%M}" if isinstance(value, time) else None


def time_stored(value: str | None) -> time | None:
    return time.fromisoformat(value) if value else None

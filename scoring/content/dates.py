"""The dates that a text names, and whether the date of its event is among them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# "25/11/2026" and "25/11"; no part of a longer number or of a document's number such as 12/11/QĐ.
_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?!/?\w)")


# News tells of what was lately. An older date is that of a decision, or of history.
LATELY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class DatesOfText:
    """What a text says of when it happened: whether it names the day that its board gave, and the last day it tells of.

    `differs`: it names past days, but not the one that was given. `told_on`: the latest day up to the publication, and
    not long before it, that is named.
    """

    names_event: bool
    differs: bool
    told_on: date | None


def read_dates(*, event: date | None, published: date, text: str) -> DatesOfText:
    """Hold the day of the event that its board gave against the dates in `text`."""
    named = set(dates_in(text, published=published))
    past = {day for day in named if day <= published}
    names_event = event in named
    return DatesOfText(
        names_event=names_event,
        differs=event is not None and not names_event and bool(past),
        told_on=max((day for day in past if published - day <= LATELY), default=None),
    )


def dates_in(text: str, *, published: date) -> Iterator[date]:
    """Yield the dates of `text`; one without a year is meant in the year that brings it nearest to the publication."""
    for day, month, year in _DATE.findall(text):
        years = [int(year)] if year else [published.year + step for step in (-1, 0, 1)]
        meant = [found for one in years if (found := _day(one, int(month), int(day)))]
        if meant:
            yield min(meant, key=lambda found: abs(found - published))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

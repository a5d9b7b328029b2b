"""The dates that a text names, and whether the date of its event is among them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

# "25/11/2026" and "25/11"; no part of a longer number or of a document's number such as 12/11/QĐ.
_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?!/?\w)")


def differs_from_text(*, event: date, published: date, text: str) -> bool:
    """Whether `text` names a past date, but not the one that its board gave as that of the event."""
    named = set(dates_in(text, published=published))
    return event not in named and any(day <= published for day in named)


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

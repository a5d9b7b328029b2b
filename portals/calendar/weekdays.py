"""Days of the week by their names, and weeks from Monday on. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

_NAMES = (
    pgettext_lazy("weekday of opening hours", "Monday"),
    pgettext_lazy("weekday of opening hours", "Tuesday"),
    pgettext_lazy("weekday of opening hours", "Wednesday"),
    pgettext_lazy("weekday of opening hours", "Thursday"),
    pgettext_lazy("weekday of opening hours", "Friday"),
    pgettext_lazy("weekday of opening hours", "Saturday"),
    pgettext_lazy("weekday of opening hours", "Sunday"),
)
WEEKDAYS = range(1, 8)


def weekday_name(weekday: int) -> str:
    """The name of a day, 1 for Monday, in the language of the moment: as people write it, "Thứ Hai"."""
    return capfirst(str(_NAMES[weekday - 1]))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())

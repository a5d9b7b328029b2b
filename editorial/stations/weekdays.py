"""Days of the week by their names."""

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


def name_of_weekday(weekday: int) -> str:
    """The name of a day, 1 for Monday, in the language of the moment."""
    return capfirst(str(_NAMES[weekday - 1]))


def monday_before(day: date) -> date:
    """Return the Monday of the week in which `day` lies."""
    return day - timedelta(days=day.weekday())

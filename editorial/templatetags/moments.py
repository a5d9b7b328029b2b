"""Moments on public pages: whether one is over, and how people here say when it is."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import pgettext

from portals.clock import LOCAL_ZONE

register = template.Library()


@register.filter
def has_passed(moment: datetime | None) -> bool:
    """Whether `moment` has come; nothing has where there is none. The view says when its page changes by it."""
    return isinstance(moment, datetime) and moment <= timezone.now()


@register.filter
def in_words(moment: datetime) -> str:
    """Say when something is, with the day of the week by which people know it: "08:00, thứ Ba 01/12/2026"."""
    here = moment.astimezone(LOCAL_ZONE)
    names = (
        pgettext("day of the week in a date", "Monday"),
        pgettext("day of the week in a date", "Tuesday"),
        pgettext("day of the week in a date", "Wednesday"),
        pgettext("day of the week in a date", "Thursday"),
        pgettext("day of the week in a date", "Friday"),
        pgettext("day of the week in a date", "Saturday"),
        pgettext("day of the week in a date", "Sunday"),
    )
    return f"{here:%H:%M}, {names[here.weekday()]} {here:%d/%m/%Y}"

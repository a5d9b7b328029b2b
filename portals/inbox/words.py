"""Times in words: a due time tells more as "3 hours left" than as a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .items import InboxItem

JUST_NOW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class InboxLine:
    """An item as it is shown at one instant."""

    item: InboxItem
    when: str
    overdue: bool


def inbox_lines(items: list[InboxItem], now: datetime) -> list[InboxLine]:
    return [InboxLine(item, when_in_words(item, now), item.is_overdue(now)) for item in items]


def when_in_words(item: InboxItem, now: datetime) -> str:
    """Say how long is left or how late it is; without a due time, how long it waits.

    Empty where neither is known, or where it just came.
    """
    if item.due_at is not None:
        if item.is_overdue(now):
            return _("%(time)s late") % {"time": span(now - item.due_at)}
        return _("%(time)s left") % {"time": span(item.due_at - now)}
    if item.since is not None and now - item.since >= JUST_NOW:
        return _("waiting for %(time)s") % {"time": span(now - item.since)}
    return ""


def span(time: timedelta) -> str:
    """Name a time by its largest unit, rounded down: minutes, hours or days."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", time.days) % {"count": time.days}

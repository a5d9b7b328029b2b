"""Laying a thing aside until a day: it is then neither on the list nor in the mail, unless it presses before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portals.clock import local_date
from portals.refusals import Refusal

from .items import InboxItem, InboxUrgency
from .models import InboxSnooze

if TYPE_CHECKING:
    from portals.boards.models import User

LONGEST = timedelta(days=60)


class NotToBeSnoozed(Refusal):
    """The thing presses, is not there, or the day is none it may wait for."""


def snooze_item(*, item: InboxItem, until: date, actor: User, now: datetime) -> InboxSnooze:
    """Lay `item` of the actor's own inbox aside; it is back on the morning of `until`.

    What is urgent is never laid aside, and nothing beyond the day on which it is due.
    """
    _must_wait(item, until, now)
    snooze, _made = InboxSnooze.objects.update_or_create(
        user=actor, about=item.name, defaults={"until": until, "made_on": local_date(now)}
    )
    return snooze


def take_snooze_back(*, about: str, actor: User, now: datetime) -> int:
    """Have a thing back on the list at once; return how many were laid aside."""
    gone, _by_model = InboxSnooze.objects.filter(
        user=actor, about=about, until__gt=local_date(now)
    ).delete()
    return gone


def latest_day(item: InboxItem, now: datetime) -> date | None:
    """The last day until which the thing may be laid aside; None where it may not be."""
    today = local_date(now)
    if item.urgency == InboxUrgency.URGENT:
        return None
    due = local_date(item.due_at) if item.due_at else today + LONGEST
    latest = min(due, today + LONGEST)
    return latest if latest > today else None


def days_by_item(user: User, now: datetime) -> dict[str, date]:
    """Until when the person laid which things aside. One query."""
    waiting = InboxSnooze.objects.filter(user=user, until__gt=local_date(now))
    return dict(waiting.values_list("about", "until"))


def still_aside(
    items: Iterable[InboxItem], days: Mapping[str, date], now: datetime
) -> dict[str, date]:
    """Those of `days` that hold: a thing that became urgent or late since is back, whatever was wished."""
    return {
        item.name: days[item.name]
        for item in items
        if item.name in days and item.urgency != InboxUrgency.URGENT and not item.is_overdue(now)
    }


def _must_wait(item: InboxItem, until: date, now: datetime) -> None:
    latest = latest_day(item, now)
    if latest is None:
        raise NotToBeSnoozed(_("This presses: it cannot be laid aside."))
    if until <= local_date(now):
        raise NotToBeSnoozed(_("Choose a day after today."))
    if until > latest:
        raise NotToBeSnoozed(
            _("Choose a day up to %(day)s: until then it may wait.") % {"day": f"{latest:%d/%m/%Y}"}
        )

"""How the province keeps the calendar."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER

from .models import CalendarDay


class UnableToSetDay(Refusal):
    """The day cannot be what was asked."""


def may_keep_calendar(user: User, now: datetime) -> bool:
    """Whether `user` is one of the standing editors of the province. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, STANDING_EDITORS)


def set_day(
    *,
    day: date,
    kind: str,
    name: str,
    decision: str,
    is_provisional: bool,
    actor: User,
    now: datetime,
) -> CalendarDay:
    """Say that `day` is off, or is worked in exchange; a day that was entered before is changed."""
    _must_keep(actor, now)
    if kind == CalendarDay.Kind.WORKED and day.isoweekday() < 6:
        raise UnableToSetDay(_("Only a Saturday or a Sunday can be worked in exchange."))
    if not is_provisional and not decision.strip():
        raise UnableToSetDay(_("Give the decision, or mark the day as provisional."))
    with transaction.atomic():
        entry, _created = CalendarDay.objects.update_or_create(
            day=day,
            defaults={
                "kind": kind,
                "name": name,
                "decision": decision,
                "is_provisional": is_provisional,
            },
        )
        log(
            instance=entry,
            action="calendar.set_day",
            user=actor,
            data={"day": day.isoformat(), "kind": kind, "decision": decision},
        )
    return entry


def clear_day(*, entry: CalendarDay, actor: User, now: datetime) -> None:
    """Take the entry of a day out: the day follows the week again."""
    _must_keep(actor, now)
    with transaction.atomic():
        log(
            instance=entry,
            action="calendar.clear_day",
            user=actor,
            data={"day": entry.day.isoformat(), "kind": entry.kind, "decision": entry.decision},
        )
        entry.delete()


def _must_keep(actor: User, now: datetime) -> None:
    if not may_keep_calendar(actor, now):
        raise NotYourOffice(_("The calendar is kept by the standing editors of the province."))

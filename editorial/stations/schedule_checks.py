"""What a schedule may say, before the database is asked to keep it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portals.clock import local_date
from portals.refusals import Refusal

from .enums import SlotContent
from .models import LONGEST_SLOT

if TYPE_CHECKING:
    from .actions import WantedSlot
    from .models import AirSlot

MOST_SLOTS = 140
# What was otherwise is told soon, and announced not long before.
FURTHEST_BACK, FURTHEST_AHEAD = timedelta(days=7), timedelta(days=60)
# For a schedule, and for the last day of a station.
FURTHEST_PLANNED = timedelta(days=730)


def check_day(on: date, now: datetime) -> None:
    """Before anything is reckoned with it: the last day of calendars has no day after it."""
    today = local_date(now)
    if not today - FURTHEST_BACK <= on <= today + FURTHEST_AHEAD:
        raise Refusal(_("Choose a day of the last week or of the next 60 days."))


def check_since(since: date, now: datetime) -> None:
    """Raise Refusal unless it is tomorrow or one of the next two years' days."""
    if since <= local_date(now):
        raise Refusal(
            _("A schedule begins tomorrow at the earliest: what was to be aired is not rewritten.")
        )
    check_is_near(since, now)


def check_is_near(day: date, now: datetime) -> None:
    if day > local_date(now) + FURTHEST_PLANNED:
        raise Refusal(_("Choose a day of the next two years."))


def check_beside(wanted: WantedSlot, slot: AirSlot) -> None:
    begins, others = (one.begins.hour * 60 + one.begins.minute for one in (wanted, slot))
    if (
        wanted.weekday == slot.weekday
        and begins < others + slot.minutes
        and others < begins + wanted.minutes
    ):
        raise Refusal(
            _("The airings at %(one)s and %(other)s of one day overlap.")
            % {"one": f"{slot.begins:%H:%M}", "other": f"{wanted.begins:%H:%M}"}
        )


def check_slots(slots: Sequence[WantedSlot]) -> None:
    if len(slots) > MOST_SLOTS:
        raise Refusal(_("A week has room for %(count)s airings.") % {"count": MOST_SLOTS})
    end: dict[int, tuple[int, WantedSlot]] = {}
    for one in sorted(slots, key=lambda slot: (slot.weekday, slot.begins)):
        if not 1 <= one.minutes <= LONGEST_SLOT:
            raise Refusal(_("An airing takes 1 to %(most)s minutes.") % {"most": LONGEST_SLOT})
        if (one.content == SlotContent.RELAYED) != bool(one.source):
            raise Refusal(_("Say whose programme is relayed, and of nothing else."))
        starts = one.begins.hour * 60 + one.begins.minute
        before = end.get(one.weekday)
        if before is not None and starts < before[0]:
            raise Refusal(
                _("The airings at %(one)s and %(other)s of one day overlap.")
                % {"one": f"{before[1].begins:%H:%M}", "other": f"{one.begins:%H:%M}"}
            )
        end[one.weekday] = (starts + one.minutes, one)

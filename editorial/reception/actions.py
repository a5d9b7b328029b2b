"""What a board says of citizen reception: its rules, and what became of each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange
from wagtail.log_actions import log

from portals.boards.enums import EDITORS, STANDING_EDITORS, Position
from portals.boards.queries import holds_post
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc

from .days import month_around
from .enums import DayState, Sitter
from .models import (
    OUTCOMES,
    ReceptionDay,
    ReceptionMonth,
    ReceptionOffice,
    ReceptionRule,
)
from .reading import ShownDay, days_between

if TYPE_CHECKING:
    from portals.boards.models import User

# A day that moves further is cancelled, and another one held.
FURTHEST_MOVE = timedelta(days=31)


class UnableToTell(Refusal):
    """What was said of a day contradicts the calendar or itself."""


@dataclass(frozen=True, slots=True)
class OfficeDetails:
    """What citizens should know before they come."""

    place: str
    phone: str = ""
    registration: str = ""
    bring: str = ""


@dataclass(frozen=True, slots=True)
class DayHeld:
    """Who sat, and what came of it in numbers. `why`: the reason of whoever did not sit on their own day."""

    sat: Sitter
    sat_by: str = ""
    why: str = ""
    outcome: Mapping[str, int] = field(default_factory=dict)


def may_tell_days(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` edits on the board of `portal`. One query."""
    return holds_post(user, portal, now, EDITORS)


def may_keep_rules(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the board of `portal`. One query."""
    return holds_post(user, portal, now, STANDING_EDITORS)


def keep_rules(
    *,
    portal: Portal,
    details: OfficeDetails,
    rules: Sequence[ReceptionRule],
    since: date,
    actor: User | None,
    now: datetime,
) -> None:
    """Receive citizens by these rules, unsaved and one a sitter, from the day `since` on; by the former ones before.

    A rule that stays as it is keeps its beginning. For head, deputy and secretary; `actor` None for commands.
    """
    with _change(portal, STANDING_EDITORS, actor, now):
        ReceptionOffice.objects.update_or_create(
            portal=portal,
            defaults={
                "place": nfc(details.place),
                "phone": details.phone,
                "registration": nfc(details.registration),
                "bring": nfc(details.bring),
                "changed_at": now,
            },
        )
        _replace_rules(portal, rules, since)
        first = month_around(since)[0]
        ahead = ReceptionMonth.objects.filter(portal=portal, starts_on__gt=first)
        starts = {
            first,
            month_around(local_date(now))[0],
            *ahead.values_list("starts_on", flat=True),
        }
        _settle_months(portal, starts, now)
        log(
            instance=portal,
            action="reception.keep_rules",
            user=actor,
            data={"portal": portal.pk, "since": since.isoformat(), "rules": list(map(str, rules))},
        )


def move_day(
    *,
    portal: Portal,
    sits: Sitter,
    planned_on: date,
    to: date,
    why: str,
    actor: User,
    now: datetime,
) -> ReceptionDay:
    """Hold a day that is still to come on another one, and say why."""
    with _change(portal, EDITORS, actor, now):
        shown, day = _held(portal, sits, planned_on)
        today = local_date(now)
        if shown.on < today or day.state == DayState.HELD:
            raise UnableToTell(_("This day has passed. Say who sat, or that nobody did and why."))
        if to < today or abs(to - planned_on) > FURTHEST_MOVE:
            raise UnableToTell(
                _("Choose a day from today on, at most a month from the one that was planned.")
            )
        if not load_calendar().is_working_day(to):
            raise UnableToTell(_("%(day)s is a day off. Choose a working day.") % {"day": _d(to)})
        if _sits_anyway(portal, sits, planned_on, to):
            raise UnableToTell(
                _("On %(day)s there is a reception of the same person already. Choose another day.")
                % {"day": _d(to)}
            )
        if not why.strip():
            raise UnableToTell(_("Say why: citizens read it."))
        day.on, day.moved_why = to, nfc(why.strip())
        day.state, day.why, day.told_at = DayState.PLANNED, "", None
        return _write(day, "reception.move_day", actor, now)


def _sits_anyway(portal: Portal, sits: Sitter, planned_on: date, to: date) -> bool:
    """Whether another day of the same sitter is on the day `to`: two that meet would be one, and count as two."""
    around = days_between(portal, load_calendar(), to - FURTHEST_MOVE, to + FURTHEST_MOVE)
    return any(
        day.on == to and day.sits == sits and day.planned_on != planned_on and not day.is_cancelled
        for day in around
    )


def cancel_day(
    *, portal: Portal, sits: Sitter, planned_on: date, why: str, actor: User, now: datetime
) -> ReceptionDay:
    """Say that a day is not held, or was not, and why. It does not count as one on which the head sat."""
    with _change(portal, EDITORS, actor, now):
        _shown, day = _held(portal, sits, planned_on)
        if not why.strip():
            raise UnableToTell(_("Say why: citizens read it."))
        day.state, day.why = DayState.CANCELLED, nfc(why.strip())
        day.sat, day.sat_by = "", ""
        for name in OUTCOMES:
            setattr(day, name, 0)
        day.told_at = day.told_at or now
        return _write(day, "reception.cancel_day", actor, now)


def hold_day(
    *, portal: Portal, sits: Sitter, planned_on: date, held: DayHeld, actor: User, now: datetime
) -> ReceptionDay:
    """Say who sat and what came of it; said again it is corrected, and both stand in the log.

    A deputy who sits on the head's day is shown as such: the head's duty is not met by it.
    """
    with _change(portal, EDITORS, actor, now):
        shown, day = _held(portal, sits, planned_on)
        if shown.on > local_date(now):
            raise UnableToTell(
                _("This day is still to come: on %(day)s. Tell of it when it was held.")
                % {"day": _d(shown.on)}
            )
        if held.sat != sits and not held.why.strip():
            raise UnableToTell(_("Say why another sat: citizens read it."))
        outcome = {name: held.outcome.get(name, 0) for name in OUTCOMES}
        _refuse_strange(outcome)
        day.state, day.sat, day.sat_by = DayState.HELD, held.sat, nfc(held.sat_by.strip())
        day.why = nfc(held.why.strip()) if held.sat != sits else ""
        for name, number in outcome.items():
            setattr(day, name, number)
        day.told_at = day.told_at or now
        return _write(day, "reception.hold_day", actor, now)


def _refuse_strange(outcome: Mapping[str, int]) -> None:
    if not outcome["people"] and any(outcome.values()):
        raise UnableToTell(_("Say how many people were received."))
    if outcome["crowds"] > outcome["people"]:
        raise UnableToTell(_("There cannot be more groups than people."))


def _replace_rules(portal: Portal, rules: Sequence[ReceptionRule], since: date) -> None:
    """End what does not go on, and begin what is new, on the day `since`."""
    later = ReceptionRule.objects.filter(portal=portal)
    standing = {one.sits: one for one in later.filter(period__contains=since)}
    later.filter(period__startswith__gt=since).delete()
    for rule in rules:
        rule.portal = portal
        if (held := standing.get(rule.sits)) and _says_the_same(held, rule):
            standing.pop(rule.sits)
            if held.period.upper:
                held.period = DateRange(held.period.lower, None)
                held.save(update_fields=["period"])
    for old in standing.values():
        if old.period.lower >= since:
            old.delete()
        else:
            old.period = DateRange(old.period.lower, since)
            old.save(update_fields=["period"])
    kept = set(later.filter(period__upper_inf=True).values_list("sits", flat=True))
    for rule in rules:
        if rule.sits not in kept:
            rule.period = DateRange(since, None)
            rule.save()


def _says_the_same(one: ReceptionRule, other: ReceptionRule) -> bool:
    told = ("post", "repeats", "days", "opens", "pause_from", "pause_to", "closes")
    return all(getattr(one, name) == getattr(other, name) for name in told)


def _held(portal: Portal, sits: Sitter, planned_on: date) -> tuple[ShownDay, ReceptionDay]:
    """Return a day of the rule as it is shown, and its row, saved or not. The portal is locked."""
    for shown in days_between(portal, load_calendar(), planned_on, planned_on):
        if shown.sits == sits:
            row = shown.told or ReceptionDay(
                portal=portal, sits=sits, post=shown.post, planned_on=planned_on, on=shown.on
            )
            return shown, row
    raise UnableToTell(
        _("No reception is planned for %(day)s. Look at the list of days again.")
        % {"day": _d(planned_on)}
    )


def _write(day: ReceptionDay, action: str, actor: User, now: datetime) -> ReceptionDay:
    day.changed_by = actor
    day.save()
    _settle_months(day.portal, {month_around(day.planned_on)[0]}, now)
    said = ("state", "on", "moved_why", "sat", "sat_by", "why", *OUTCOMES)
    log(
        instance=day,
        action=action,
        user=actor,
        data={
            "portal": day.portal_id,
            "day": f"{day.sits} {day.planned_on}",
            **{name: str(getattr(day, name)) for name in said},
        },
    )
    return day


def _settle_months(portal: Portal, starts: set[date], now: datetime) -> None:
    """Keep which months were told whole: every day of it, and one at least."""
    for start in starts:
        days = days_between(portal, load_calendar(), *month_around(start))
        kept = ReceptionMonth.objects.filter(portal=portal, starts_on=start)
        if days and all(day.is_told for day in days):
            if not kept.exists():
                ReceptionMonth.objects.create(portal=portal, starts_on=start, whole_at=now)
        else:
            kept.delete()


@contextmanager
def _change(
    portal: Portal, positions: frozenset[Position], actor: User | None, now: datetime
) -> Iterator[None]:
    """Ask for the office, hold the portal, and renew its pages with the change."""
    if actor is not None and not holds_post(actor, portal, now, positions):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board sets its days.")
            if positions == STANDING_EDITORS
            else _("Only editors of this portal's board tell of its days.")
        )
    try:
        with transaction.atomic():
            Portal.objects.select_for_update().get(pk=portal.pk)
            yield
            change_editions(portal_ids=[portal.pk])
    except IntegrityError as error:
        raise UnableToTell(
            _("The hours or days contradict each other. Look at them again.")
        ) from error


def _d(day: date) -> str:
    return f"{day:%d/%m/%Y}"

"""What a board says of its station: that there is one, what it airs each week, and what was otherwise on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.clock import LOCAL_ZONE, local_date
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc

from .airings import A_DAY
from .enums import ExceptionKind, SlotContent
from .models import LONGEST_SLOT, AirException, AirSlot, Station
from .queries import planned_of, slots_ahead, station_of
from .schedule_checks import (
    MOST_SLOTS,
    check_beside,
    check_day,
    check_is_near,
    check_since,
    check_slots,
)

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class WantedSlot:
    """One airing of a week, as somebody wrote it. `source`: whose programme is relayed."""

    weekday: int
    begins: time
    minutes: int
    content: SlotContent = SlotContent.OWN
    source: str = ""


def may_keep_station(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the board of `portal`. One query."""
    return holds_post(user, portal, now, STANDING_EDITORS)


@transaction.atomic
def open_station(
    *, portal: Portal, name: str, since: date, actor: User | None, now: datetime
) -> Station:
    """Say that `portal` has a station from `since` on. For head, deputy and secretary; `actor` None for commands."""
    _check(actor, portal, now)
    name = " ".join(nfc(name).split())
    if not name:
        raise Refusal(_("Write what the station is called."))
    try:
        with transaction.atomic():
            station = Station.objects.create(
                portal=portal, name=name, period=DateRange(since, None)
            )
    except IntegrityError as error:
        raise Refusal(_("This portal has a station already. Close it first.")) from error
    _tell(station, "stations.open", actor, {"name": name, "since": since.isoformat()})
    return station


@transaction.atomic
def close_station(*, station: Station, last: date, actor: User, now: datetime) -> None:
    """Air nothing after `last`, which is today or later. What was to be aired until then stays owed."""
    held = _held(station, actor, now)
    if last < local_date(now):
        raise Refusal(_("Choose today or a later day: what was to be aired is not rewritten."))
    check_is_near(last, now)
    held.period = DateRange(held.period.lower, max(last, held.period.lower) + A_DAY)
    held.save(update_fields=["period"])
    _tell(held, "stations.close", actor, {"last": last.isoformat()})


@transaction.atomic
def keep_week(
    *,
    station: Station,
    slots: Sequence[WantedSlot],
    since: date,
    actor: User | None,
    now: datetime,
) -> None:
    """Air exactly these slots each week from `since` on, which is tomorrow or later; the former ones until then.

    What stays as it was keeps its beginning; what was to begin later than `since` is replaced.
    """
    held = _held(station, actor, now)
    check_since(since, now)
    check_slots(slots)
    later = AirSlot.objects.filter(station=held, period__startswith__gte=since)
    later.delete()
    standing = {
        _as_wanted(one): one for one in AirSlot.objects.in_force(since).filter(station=held)
    }
    for wanted, slot in standing.items():
        until = None if wanted in slots else since
        if slot.period.upper != until:
            slot.period = DateRange(slot.period.lower, until)
            slot.save(update_fields=["period"])
    AirSlot.objects.bulk_create(
        _slot(held, one, since, actor, now) for one in slots if one not in standing
    )
    own = sum(one.content == SlotContent.OWN for one in slots)
    told = {"since": since.isoformat(), "slots": len(slots), "own": own}
    _tell(held, "stations.keep_week", actor, told)


@transaction.atomic
def add_slots(
    *, station: Station, slots: Sequence[WantedSlot], since: date, actor: User, now: datetime
) -> None:
    """Air these, too, from `since` on, which is tomorrow or later. What was entered for later stays as it is.

    One that was to end after `since` goes on.
    """
    held = _held(station, actor, now)
    check_since(since, now)
    check_slots(slots)
    ahead = slots_ahead(held, since)
    if len(ahead) + len(slots) > MOST_SLOTS:
        raise Refusal(_("A week has room for %(count)s airings.") % {"count": MOST_SLOTS})
    standing = {_as_wanted(one): one for one in ahead if one.period.lower <= since}
    for one in slots:
        going_on = standing.get(one)
        for other in ahead:
            if other != going_on:
                check_beside(one, other)
        if going_on is not None:
            going_on.period = DateRange(going_on.period.lower, None)
            going_on.save(update_fields=["period"])
    AirSlot.objects.bulk_create(
        _slot(held, one, since, actor, now) for one in slots if one not in standing
    )
    _tell(held, "stations.keep_week", actor, {"since": since.isoformat(), "added": len(slots)})


@transaction.atomic
def drop_slot(*, station: Station, slot_id: int, since: date, actor: User, now: datetime) -> None:
    """Air one slot no more from `since` on, which is tomorrow or later; all others stay as they are."""
    held = _held(station, actor, now)
    check_since(since, now)
    slot = AirSlot.objects.filter(station=held, pk=slot_id).first()
    if slot is None:
        raise Refusal(_("This airing is not in the schedule any more."))
    if slot.period.lower >= since:
        slot.delete()
    elif slot.period.upper is None or slot.period.upper > since:
        slot.period = DateRange(slot.period.lower, since)
        slot.save(update_fields=["period"])
    _tell(held, "stations.keep_week", actor, {"since": since.isoformat(), "dropped": slot_id})


@transaction.atomic
def call_off(
    *, station: Station, on: date, begins: time, reason: str, actor: User, now: datetime
) -> AirException:
    """Say that what the schedule names at this hour is not aired, and why.

    Said before the hour, its bulletin is not owed. Said afterwards it is told, and the bulletin stays owed.
    """
    held = _held(station, actor, now)
    check_day(on, now)
    planned = planned_of([held.portal_id], on, on).get(held.portal_id, [])
    at = datetime.combine(on, begins, LOCAL_ZONE)
    if not any(one.begins_at == at and not one.is_extra for one in planned):
        raise Refusal(_("The schedule names no airing at this hour of that day."))
    return _keep_exception(held, on, begins, ExceptionKind.OFF, None, reason, actor, now)


@transaction.atomic
def air_extra(
    *,
    station: Station,
    on: date,
    begins: time,
    minutes: int,
    reason: str,
    actor: User,
    now: datetime,
) -> AirException:
    """Say that the station airs something at an hour that its schedule does not name, and why."""
    held = _held(station, actor, now)
    check_day(on, now)
    if not 1 <= minutes <= LONGEST_SLOT:
        raise Refusal(_("An airing takes 1 to %(most)s minutes.") % {"most": LONGEST_SLOT})
    starts = datetime.combine(on, begins, LOCAL_ZONE)
    ends = starts + timedelta(minutes=minutes)
    for one in planned_of([held.portal_id], on, on).get(held.portal_id, []):
        is_aired = not one.off_reason
        if (
            is_aired
            and one.begins_at < ends
            and starts < one.begins_at + timedelta(minutes=one.minutes)
        ):
            raise Refusal(_("Something is aired at this hour already."))
    return _keep_exception(held, on, begins, ExceptionKind.EXTRA, minutes, reason, actor, now)


def _keep_exception(
    station: Station,
    on: date,
    begins: time,
    kind: ExceptionKind,
    minutes: int | None,
    reason: str,
    actor: User,
    now: datetime,
) -> AirException:
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Write the reason: citizens read it."))
    try:
        with transaction.atomic():
            kept = AirException.objects.create(
                station=station,
                on=on,
                begins=begins,
                kind=kind,
                minutes=minutes,
                reason=reason,
                entered_at=now,
                entered_by=actor,
            )
    except IntegrityError as error:
        raise Refusal(_("Something was said of this hour already.")) from error
    told = {"day": on.isoformat(), "hour": f"{begins:%H:%M}", "reason": reason}
    _tell(station, f"stations.{kind}", actor, told)
    return kept


def _check(actor: User | None, portal: Portal, now: datetime) -> None:
    if actor is not None and not may_keep_station(actor, portal, now):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board says what it airs.")
        )


def _held(station: Station, actor: User | None, now: datetime) -> Station:
    held = (
        Station.objects.select_for_update(of=("self",)).select_related("portal").get(pk=station.pk)
    )
    _check(actor, held.portal, now)
    if station_of(held.portal, local_date(now)) != held and held.period.lower <= local_date(now):
        raise Refusal(_("This station is closed."))
    return held


def _slot(
    station: Station, wanted: WantedSlot, since: date, actor: User | None, now: datetime
) -> AirSlot:
    return AirSlot(
        station=station,
        weekday=wanted.weekday,
        begins=wanted.begins,
        minutes=wanted.minutes,
        content=wanted.content,
        source=wanted.source,
        period=DateRange(since, None),
        entered_at=now,
        entered_by=actor,
    )


def _as_wanted(slot: AirSlot) -> WantedSlot:
    return WantedSlot(
        slot.weekday, slot.begins, slot.minutes, SlotContent(slot.content), slot.source
    )


def _tell(station: Station, action: str, actor: User | None, data: Mapping[str, object]) -> None:
    change_editions(portal_ids=[station.portal_id])
    log(
        instance=station,
        action=action,
        user=actor,
        data={"portal": station.portal_id, "station": station.pk, **data},
    )

"""Asking what is owed and seeing what was published for it: one round over all portals, safe to run twice at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import TruncDate

from portals.calendar.working_days import load_calendar
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions

from . import registry
from .enums import Frequency
from .models import (
    LONGEST_EVENT,
    LONGEST_EVENT_TITLE,
    Duty,
    DutyExemption,
    Obligation,
)
from .queries import UNMET
from .spans import A_DAY, Span, asked_on, due_at, spans, told_at

if TYPE_CHECKING:
    from portals.calendar.working_days import WorkingCalendar

    from .registry import PublishedForDuty

# A list that is entered late asks for what was owed before, but not for more than so much of it. What is due for a week
# that is long over is of use to nobody.
LOOKS_BACK = timedelta(days=400)
WEEKS_LOOKED_BACK = timedelta(days=35)
# What answers an event may tell of a period long before it, as final accounts do.
TOLD_OF, NO_TIME = timedelta(days=1_100), timedelta()
# Of a title and an address, as long as their columns are.
LONGEST = 300

_ASKED = """unnest(%(duties)s::bigint[], %(tiers)s::text[], %(portals)s::bigint[], %(starts)s::date[],
        %(ends)s::date[], %(dues)s::timestamptz[], %(tolds)s::timestamptz[], %(events)s::text[], %(titles)s::text[])
        AS asked (duty, tier, portal, starts_on, ends_on, due_at, told_at, event, event_title)"""
# A portal owes what covers a period in which it was open from the first day on, and was not closed before it was due.
_ASK = """
    INSERT INTO duties_obligation (portal_id, duty_id, starts_on, ends_on, due_at, told_at, met_by, address,
        nothing_reason, exempted_by_id, event, event_title)
    SELECT portal.id, asked.duty, asked.starts_on, asked.ends_on, asked.due_at, asked.told_at, '', '', '',
        exemption.id, asked.event, asked.event_title
    FROM {asked}
    JOIN {duty} AS duty ON duty.id = asked.duty
    JOIN {portal} AS portal ON portal.tier_id = asked.tier AND portal.opened_on <= asked.starts_on
        AND (asked.portal IS NULL OR asked.portal = portal.id)
        AND (portal.closed_on IS NULL OR portal.closed_on > (asked.due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
    LEFT JOIN {exemption} AS exemption ON exemption.portal_id = portal.id AND exemption.code = duty.code
        AND exemption.period @> asked.starts_on
    ON CONFLICT DO NOTHING
    RETURNING portal_id
"""
# The day of an event was told wrongly; nobody has met what it asked for yet. The new day says who is let off.
_MOVE = """
    UPDATE duties_obligation AS owed SET starts_on = asked.starts_on, ends_on = asked.ends_on, due_at = asked.due_at,
        told_at = asked.told_at, event_title = asked.event_title, exempted_by_id = (
            SELECT exemption.id FROM {exemption} AS exemption JOIN {duty} AS duty ON duty.code = exemption.code
            WHERE duty.id = asked.duty AND exemption.portal_id = asked.portal AND exemption.period @> asked.starts_on
        )
    FROM {asked}
    WHERE owed.duty_id = asked.duty AND owed.portal_id = asked.portal AND owed.event = asked.event
        AND owed.event <> '' AND owed.met_at IS NULL AND owed.starts_on <> asked.starts_on
    RETURNING owed.portal_id
"""
# What an exemption did not see: asked while it was entered, or met then and taken down since.
_LET_OFF = """
    UPDATE duties_obligation AS owed SET exempted_by_id = exemption.id
    FROM {exemption} AS exemption JOIN {duty} AS duty ON duty.code = exemption.code
    WHERE owed.portal_id = exemption.portal_id AND owed.duty_id = duty.id AND owed.met_at IS NULL
        AND owed.exempted_by_id IS NULL AND exemption.period @> owed.starts_on
    RETURNING owed.portal_id
"""


def keep_duties(*, now: datetime) -> int:
    """Ask each portal for what it owes by now, and note what was published and what went; return how many changed.

    A fixed number of queries for each fulfilment, whatever the number of portals.
    """
    with transaction.atomic():
        # With those that ended: what was asked of them may be met yet.
        duties = list(Duty.objects.all())
        changed = _ask(duties, load_calendar(), now)
        _ask_no_more_of_the_closed()
        changed += _note_published(duties, now)
        changed += _let_off()
        change_editions(portal_ids=set(changed))
    return len(changed)


@dataclass(frozen=True, slots=True)
class Asked:
    """A duty for a period, of all portals of its tier, or for an event, of the portal that it concerns."""

    duty: Duty
    span: Span
    portal_id: int | None = None
    event: str = ""
    event_title: str = ""


def _ask(duties: Iterable[Duty], calendar: WorkingCalendar, now: datetime) -> list[int]:
    # Nobody could meet the others: the doctor says so.
    known = [duty for duty in duties if registry.can_be_met(duty.fulfilled_by, duty.begins_with)]
    # Of a week in which nobody works nothing is asked.
    asked = [
        one
        for duty in known
        if not duty.begins_with
        for one in _asked(duty, now)
        if calendar.working_days_in(one.span.start, one.span.end)
    ]
    asked += _begun([duty for duty in known if duty.begins_with], now)
    if not asked:
        return []
    dues = [due_at(one.duty, one.span, calendar) for one in asked]
    given: dict[str, list[Any]] = {
        "duties": [one.duty.pk for one in asked],
        "tiers": [one.duty.tier_id for one in asked],
        "portals": [one.portal_id for one in asked],
        "starts": [one.span.start for one in asked],
        "ends": [one.span.end for one in asked],
        "dues": dues,
        # What was asked for late, by a list that is new or after an outage, leaves the board its time as well.
        "tolds": [
            told_at(one.duty, max(due, now), calendar) for one, due in zip(asked, dues, strict=True)
        ],
        "events": [one.event for one in asked],
        "titles": [one.event_title for one in asked],
    }
    names = {
        "asked": _ASKED,
        "duty": Duty._meta.db_table,
        "portal": Portal._meta.db_table,
        "exemption": DutyExemption._meta.db_table,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK.format(**names), given)
        changed = [portal_id for (portal_id,) in cursor.fetchall()]
        if any(given["events"]):
            cursor.execute(_MOVE.format(**names), given)
            changed += [portal_id for (portal_id,) in cursor.fetchall()]
    return changed


def _asked(duty: Duty, now: datetime) -> list[Asked]:
    """Return the spans of a duty that began while it was in force and that are asked for by now."""
    today = local_date(now)
    back = WEEKS_LOOKED_BACK if duty.frequency == Frequency.WEEK else LOOKS_BACK
    first = max(duty.period.lower, today - back)
    last = today + timedelta(days=30)
    if duty.period.upper:
        last = min(last, duty.period.upper - timedelta(days=1))
    return [
        Asked(duty, span)
        for span in spans(duty.frequency, first, last)
        if asked_on(duty, span) <= today
    ]


def _begun(duties: Iterable[Duty], now: datetime) -> list[Asked]:
    """Return what events up to now have asked for, of duties that were in force on their day. A query a source."""
    today = local_date(now)
    wanted: dict[str, dict[str, list[Duty]]] = defaultdict(lambda: defaultdict(list))
    for duty in duties:
        code, _colon, what = duty.begins_with.partition(":")
        wanted[code][what].append(duty)
    return [
        Asked(
            duty,
            Span(event.on, event.on + A_DAY),
            event.portal_id,
            event.key[:LONGEST_EVENT],
            event.title[:LONGEST_EVENT_TITLE],
        )
        for code, by_what in sorted(wanted.items())
        for event in registry.event_sources()[code].events(sorted(by_what), today - LOOKS_BACK)
        for duty in by_what[event.what]
        if today - LOOKS_BACK <= event.on <= today and event.on in duty.period
    ]


def _ask_no_more_of_the_closed() -> None:
    """Drop what a portal was asked for before it was known that it would close by the day on which that is due."""
    Obligation.objects.filter(
        UNMET, portal__closed_on__lte=TruncDate("due_at", tzinfo=LOCAL_ZONE)
    ).delete()


def _let_off() -> list[int]:
    tables = {"exemption": DutyExemption._meta.db_table, "duty": Duty._meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute(_LET_OFF.format(**tables))
        return [portal_id for (portal_id,) in cursor.fetchall()]


def _note_published(duties: Iterable[Duty], now: datetime) -> list[int]:
    """Meet what was published, and take back what went before its time was over.

    Of all that stands open only what changes is held, so no board waits for the round with what it says of its own.
    """
    # What this release does not know did not go because it is not found.
    by_id = {
        duty.pk: duty for duty in duties if registry.can_be_met(duty.fulfilled_by, duty.begins_with)
    }
    longest = max((duty.kept_days for duty in by_id.values()), default=0)
    looked_at = Obligation.objects.filter(duty__in=by_id, exempted_by=None).filter(
        Q(met_at=None) | Q(met_at__gt=now - timedelta(days=longest))
    )
    # Whatever `_note` reads.
    read = ("portal", "duty", "starts_on", "ends_on", "event", "met_at", "address", "taken_down_at")
    rows = list(looked_at.only(*read))
    if not rows:
        return []
    since = min(row.starts_on - (TOLD_OF if row.event else NO_TIME) for row in rows)
    published = _published(by_id.values(), since)

    def is_news(row: Obligation) -> bool:
        duty = by_id[row.duty_id]
        return _note(row, duty, published[duty.fulfilled_by, row.portal_id], now)

    news = [row.pk for row in rows if is_news(row)]
    if not news:
        return []
    held = Obligation.objects.select_for_update(of=("self",)).filter(pk__in=news, exempted_by=None)
    changed = [row for row in held.order_by("pk") if is_news(row)]
    Obligation.objects.bulk_update(
        changed, ["met_at", "met_by", "address", "taken_down_at"], batch_size=1_000
    )
    return [row.portal_id for row in changed]


def _note(
    row: Obligation, duty: Duty, published: Iterable[PublishedForDuty], now: datetime
) -> bool:
    """Note on a row what stands published for its period; return whether that is news."""
    found = [one for one in published if _answers(one, row) and one.at <= now]
    if row.met_at is None and found:
        first = min(found, key=lambda one: one.at)
        # What stands again after a gap did not stand in it, however early it says that it was public first.
        is_back = row.taken_down_at is not None and first.at < row.taken_down_at
        row.met_at = now if is_back else first.at
        _name(row, first)
        row.taken_down_at = None
        return True
    if row.met_at is None or not _must_stand(row.met_at, duty, now):
        return False
    if not found:
        row.met_at, row.met_by, row.address, row.taken_down_at = None, "", "", now
        return True
    if row.address not in {one.address[:LONGEST] for one in found}:
        # It moved, or went while another of the same period stood beside it.
        _name(row, min(found, key=lambda one: one.at))
        return True
    return False


def _answers(one: PublishedForDuty, row: Obligation) -> bool:
    if row.event:
        return one.event == row.event
    return row.starts_on <= one.on < row.ends_on


def _name(row: Obligation, one: PublishedForDuty) -> None:
    row.met_by, row.address = one.title[:LONGEST], one.address[:LONGEST]


def _must_stand(since: datetime, duty: Duty, now: datetime) -> bool:
    return now < since + timedelta(days=duty.kept_days)


def _published(
    duties: Iterable[Duty], since: date
) -> dict[tuple[str, int], list[PublishedForDuty]]:
    """Return what stands published, by what duties call it and by portal."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for duty in duties:
        code, _colon, what = duty.fulfilled_by.partition(":")
        wanted[code].add(what)
    found: dict[tuple[str, int], list[PublishedForDuty]] = defaultdict(list)
    for code, whats in sorted(wanted.items()):
        for one in registry.fulfilments()[code].deliveries(sorted(whats), since):
            found[f"{code}:{one.what}", one.portal_id].append(one)
    return found

"""What boards did with what was sent to them: placed it in time, late, or not; and whether own versions kept step."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection

from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.tiers import GOVERNMENT_TIER, INSTALL_TIER
from scoring.periods import Period
from syndication.adaptations.enums import PRESSING, AdaptationOutcome
from syndication.enums import How, ObjectionState

from .registry import Evidence, Measured, Measurement

IN_TIME, LATE, LEFT, NO_CASE = "in_time", "late", "left", "no_case"
WORTH = {IN_TIME: Decimal(1), LATE: Decimal("0.5"), LEFT: Decimal()}

# What was placed must stand for so many working days: an item belongs to the month in which they are over, so that
# nobody places it for the last evening of a month.
STANDS_DAYS = 3
# The dispatch may have fallen due so long before a refused objection gave it another deadline.
LOOK_BACK = timedelta(days=31)

# What fell due in the period; what was taken back before nobody could have placed.
_DELIVERED = """
    SELECT delivery.portal_id, dispatch.story_id, coalesce(page.title, ''), delivery.state,
        delivery.how, delivery.state_at, dispatch.due_at, objection.state, objection.made_at,
        objection.answered_at, objection.due_again_at,
        EXISTS (
            SELECT FROM editorial_placement placement
            WHERE placement.portal_id = delivery.portal_id
                AND placement.story_id = dispatch.story_id
                AND placement.removal_kind = 'taken_down' AND placement.removed_at < %(end)s
        )
    FROM (
        SELECT dispatch.id, dispatch.story_id, dispatch.ended_at, {due} AS due_at
        FROM syndication_dispatch dispatch
        JOIN portals_portal sender ON sender.id = dispatch.sender_id
            AND sender.tier_id = %(tier)s
        WHERE dispatch.state IN ('open', 'recalled') AND dispatch.urgency = ANY(%(urgencies)s)
            AND {due} >= %(oldest)s AND {due} < %(until)s
            AND (dispatch.ended_at IS NULL OR dispatch.ended_at >= {due})
    ) dispatch
    JOIN syndication_delivery delivery ON delivery.dispatch_id = dispatch.id
        AND delivery.portal_id = ANY(%(portals)s)
    LEFT JOIN wagtailcore_page page ON page.id = dispatch.story_id
    LEFT JOIN syndication_objection objection ON objection.delivery_id = delivery.id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN objection.state = 'refused'
            THEN coalesce(objection.due_again_at, dispatch.due_at) ELSE dispatch.due_at END AS at
    ) due
    WHERE due.at >= %(since)s AND due.at < %(until)s
    ORDER BY delivery.portal_id, dispatch.due_at, dispatch.id
"""


@dataclass(frozen=True)
class Answered:
    """An objection that nobody answered in `answer_days` working days leaves the story out."""

    answer_days: int = 2


@dataclass(frozen=True)
class WithinHours:
    """What was sent is in time for `hours`; an objection without an answer in `answer_days` leaves it out."""

    hours: int = 48
    answer_days: int = 2


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery that fell due, as the board's acts left it."""

    story_id: int
    title: str
    state: str
    how: str
    state_at: datetime
    due_at: datetime
    objection: str | None
    objected_at: datetime | None
    answered_at: datetime | None
    due_again_at: datetime | None
    # The board took it off its portal again before the period ended.
    taken_down: bool = False


def of_province(portals: Sequence[Portal], period: Period, wanted: Answered) -> Measured:
    """C1: the share of priority stories of the province that the board placed itself, half for late ones. One query."""
    return _measure(
        portals, period, due="dispatch.due_at", tier=INSTALL_TIER, urgencies=["priority"],
        hours=0, answer_days=wanted.answer_days,
    )  # fmt: skip


def of_government(portals: Sequence[Portal], period: Period, wanted: WithinHours) -> Measured:
    """C2: the same for what the Government's portal sent, within so many hours. One query."""
    return _measure(
        portals, period, due="dispatch.starts_at + make_interval(hours => %(hours)s)",
        tier=GOVERNMENT_TIER,
        urgencies=["ordinary", "priority"], hours=wanted.hours, answer_days=wanted.answer_days,
    )  # fmt: skip


def _measure(
    portals: Sequence[Portal],
    period: Period,
    *,
    due: str,
    tier: str,
    urgencies: list[str],
    hours: int,
    answer_days: int,
) -> Measured:
    by_portal: dict[int, list[Delivered]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _DELIVERED.format(due=due),
            {
                "portals": [portal.pk for portal in portals],
                "oldest": _due_from(period, period.first) - LOOK_BACK,
                "since": _due_from(period, period.first),
                "until": _due_from(period, period.end),
                "end": period.ends_at,
                "tier": tier,
                "urgencies": urgencies,
                "hours": hours,
            },
        )
        for portal_id, *facts in cursor.fetchall():
            by_portal[portal_id].append(Delivered(*facts))
    return {portal.pk: _of_portal(by_portal[portal.pk], period, answer_days) for portal in portals}


def _due_from(period: Period, day: date) -> datetime:
    """The beginning of the first day whose items have stood for their working days not before `day`."""
    due = day - timedelta(days=31)
    while local_date(period.calendar.add_working_days(_midnight(due), STANDS_DAYS)) < day:
        due += timedelta(days=1)
    return _midnight(due)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_ZONE)


def _of_portal(deliveries: Sequence[Delivered], period: Period, answer_days: int) -> Measurement:
    judged = [(one, what_became_of(one, period, answer_days)) for one in deliveries]
    counts = Counter(became for _one, became in judged)
    cases = len(judged) - counts[NO_CASE]
    earned = sum((WORTH[became] for _one, became in judged if became in WORTH), Decimal())
    return Measurement(
        value=earned / cases if cases else Decimal(),
        cases=cases,
        numbers={
            "cases": cases,
            "in_time": counts[IN_TIME],
            "late": counts[LATE],
            "left": counts[LEFT],
            "no_case": counts[NO_CASE],
        },
        evidence=tuple(
            Evidence("sent_story", one.story_id, one.title, "" if became == IN_TIME else became)
            for one, became in sorted(judged, key=lambda pair: pair[1] == NO_CASE)
        ),
    )


def what_became_of(one: Delivered, period: Period, answer_days: int) -> str:
    """Say how a delivery counts. Pure.

    In order: what a standing rule or an emergency placed, what stood there or failed, is no case; nor is what the board
    objected to while nobody answered in time, or the sender agreed. A hand before the deadline is in time, a hand after
    it late. What the machine placed at the deadline was left, and so was what lapsed, was laid aside, or was taken down
    again.
    """
    if one.how in {How.RULE, How.URGENT} or one.state in {"already_placed", "failed"}:
        return NO_CASE
    due_at = one.due_at
    if one.objection is not None and one.objected_at is not None:
        answered = local_date(one.answered_at or period.now)
        waited = period.calendar.working_days_between(local_date(one.objected_at), answered)
        if one.objection != ObjectionState.REFUSED or waited > answer_days:
            return NO_CASE
        due_at = one.due_again_at or due_at
        if due_at >= period.now:
            return NO_CASE
    if one.how != How.HAND or one.state in {"objected", "lapsed"} or one.taken_down:
        return LEFT
    return IN_TIME if one.state_at <= due_at else LATE


# Own versions that stood in the period, with what happened to their sources in it.
_ADAPTED = """
    SELECT adaptation.portal_id, adaptation.id, adaptation.copy_id, page.title, change.happened_at,
        change.outcome, change.in_force_at
    FROM adapting_adaptation adaptation
    JOIN wagtailcore_page page ON page.id = adaptation.copy_id
    LEFT JOIN adapting_sourcechange change ON change.adaptation_id = adaptation.id
        AND change.kind = ANY(%(pressing)s) AND change.outcome <> %(void)s
        AND change.happened_at >= %(start)s AND change.happened_at < %(end)s
    WHERE adaptation.portal_id = ANY(%(portals)s) AND EXISTS (
        SELECT FROM editorial_placement placement
        WHERE placement.story_id = adaptation.copy_id AND placement.role = 'origin'
            AND placement.placed_at < %(end)s
            AND (placement.removed_at IS NULL OR placement.removed_at >= %(start)s)
    )
    ORDER BY adaptation.portal_id, adaptation.id, change.happened_at
"""


@dataclass(frozen=True)
class InStep:
    """A correction or withdrawal of the source is followed within `hours` working hours of the portal."""

    hours: int = 4


def in_step(portals: Sequence[Portal], period: Period, wanted: InStep) -> Measured:
    """C4: the share of own versions that followed every correction and withdrawal of their source in time. One query.

    Keeping the own text is not following. What is not due yet when the period ends counts when it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _ADAPTED,
            {
                "portals": [portal.pk for portal in portals],
                "start": period.starts_at,
                "end": period.ends_at,
                "pressing": sorted(PRESSING),
                "void": AdaptationOutcome.VOID,
            },
        )
        rows = cursor.fetchall()
    copies: dict[int, dict[int, tuple[int, str]]] = defaultdict(dict)
    behind: dict[int, set[int]] = defaultdict(set)
    for portal_id, pk, copy_id, title, happened_at, outcome, in_force_at in rows:
        copies[portal_id][pk] = (copy_id, title)
        if happened_at and not _followed(
            period, portal_id, happened_at, outcome, in_force_at, wanted.hours
        ):
            behind[portal_id].add(pk)
    found = {}
    for portal in portals:
        own, late = copies[portal.pk], behind[portal.pk]
        found[portal.pk] = Measurement(
            value=Decimal(len(own) - len(late)) / len(own) if own else Decimal(),
            cases=len(own),
            numbers={"copies": len(own), "in_step": len(own) - len(late), "hours": wanted.hours},
            evidence=tuple(
                Evidence("story", *own[pk], "behind" if pk in late else "") for pk in own
            ),
        )
    return found


def _followed(
    period: Period,
    portal_id: int,
    happened_at: datetime,
    outcome: str,
    in_force_at: datetime | None,
    hours: int,
) -> bool:
    if outcome == AdaptationOutcome.KEPT:
        return False
    until = in_force_at or min(period.ends_at, period.now)
    spent = period.calendar.working_time_between(happened_at, until, portal_id)
    return spent <= timedelta(hours=hours)

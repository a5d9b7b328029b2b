"""Three hundred duties that were not met are hidden among some thousands that were: all are found, and no other."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from portals.duties import keeping
from portals.duties.enums import DutyStanding
from portals.duties.keeping import keep_duties
from portals.duties.models import Duty, Obligation
from portals.duties.registry import DutyEvent
from portals.models import Portal
from tests.factories import OPENED_ON

from .cast import Posts, Signings, make_duty, make_event_duty

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
HIDDEN = 300
PORTALS = 60
DUTIES: tuple[dict[str, Any], ...] = (
    {"code": "quy", "fulfilled_by": "post:quarter", "frequency": "quarter", "due_days": 15},
    {"code": "thang", "fulfilled_by": "post:month", "frequency": "month", "due_days": 10},
    {"code": "tuan", "fulfilled_by": "post:week", "frequency": "week", "due_from": "start", "due_days": 0},
    {"code": "nam", "fulfilled_by": "post:year", "frequency": "year", "due_from": "start", "due_days": 30},
)  # fmt: skip
# So many events a portal, on days of which the last was due by `NOW`.
EVENTS = 4
EVENT_WAYS = ("nothing", "neighbour", "sheet", "to come", "another event", "its day alone")
# By the way in which it is missed: nothing at all, the neighbour's, another sheet, the period before or after, a
# publication that is still to come, one that was taken down.
WAYS = ("nothing", "neighbour", "sheet", "before", "after", "to come")


def calendar_periods(frequency: str) -> list[tuple[date, date]]:
    """The periods of 2026 that are over and were due by `NOW`, written down without the product's own code."""
    if frequency == "year":
        return [(date(2026, 1, 1), date(2027, 1, 1))]
    if frequency == "quarter":
        starts = [date(2026, month, 1) for month in (1, 4, 7, 10)]
        return list(pairwise(starts))
    if frequency == "month":
        starts = [date(2026, month, 1) for month in range(1, 12)]
        return list(pairwise(starts))
    first = date(2026, 1, 5)
    weeks = [first + timedelta(days=7 * number) for number in range(47)]
    # Of the week of Tết nothing is owed: nobody works in it.
    return [(week, week + timedelta(days=7)) for week in weeks if week != date(2026, 2, 16)]


def test_all_are_reported_and_nothing_else(posts: Posts, monkeypatch: pytest.MonkeyPatch) -> None:
    # The whole year is asked for in one round, and not week by week.
    monkeypatch.setattr(keeping, "WEEKS_LOOKED_BACK", keeping.LOOKS_BACK)
    chance = random.Random(300)
    portals = Portal.objects.bulk_create(
        Portal(code=f"an{number}", name=f"Xã Ẩn {number}", tier_id="commune", opened_on=OPENED_ON)
        for number in range(PORTALS)
    )
    duties = [make_duty(**words) for words in DUTIES]
    things = [
        (portal, duty, start, end)
        for portal in portals
        for duty in duties
        for start, end in calendar_periods(duty.frequency)
    ]
    hidden = set(chance.sample(range(len(things)), HIDDEN))
    for number, (portal, duty, start, end) in enumerate(things):
        what = duty.fulfilled_by.removeprefix("post:")
        if number in hidden:
            miss(posts, chance, portals, portal, what, start, end)
        else:
            on = start + timedelta(days=chance.randrange((end - start).days))
            at = NOW - timedelta(days=chance.randrange(1, 200))
            posts.put(portal, what, on, at)
    keep_duties(now=NOW)
    reported = {
        (one.portal_id, one.duty_id, one.starts_on)
        for one in Obligation.objects.all()
        if one.standing_at(NOW) is DutyStanding.OVERDUE
    }
    wanted = {(things[number][0].pk, things[number][1].pk, things[number][2]) for number in hidden}
    # What a neighbour's or another period's publication meets by chance was met there by its own already.
    assert len(wanted) == HIDDEN
    assert wanted - reported == set()
    assert reported - wanted == set()
    assert Obligation.objects.count() >= len(things)
    assert Duty.objects.count() == len(DUTIES)


def miss(
    posts: Posts,
    chance: random.Random,
    portals: list[Portal],
    portal: Portal,
    what: str,
    start: date,
    end: date,
) -> None:
    """Publish what looks like it: nothing of this may count. What is put up for others stands beyond 2026."""
    way = chance.choice(WAYS)
    at = NOW - timedelta(days=1)
    if way == "sheet":
        posts.put(portal, f"{what}-khac", start, at)
    elif way == "to come":
        posts.put(portal, what, start, NOW + timedelta(minutes=1))
    elif way == "neighbour":
        stranger = Portal(pk=max(one.pk for one in portals) + 1)
        posts.put(stranger, what, start, at)
    elif way == "before" and start == date(2026, 1, 1):
        posts.put(portal, what, start - timedelta(days=1), at)
    elif way == "after" and end > date(2026, 11, 1):
        posts.put(portal, what, end + timedelta(days=40), at)


def test_all_events_that_were_answered_by_nothing_are_reported(
    posts: Posts, signings: Signings
) -> None:
    chance = random.Random(301)
    portals = Portal.objects.bulk_create(
        Portal(code=f"kl{number}", name=f"Xã Kín {number}", tier_id="commune", opened_on=OPENED_ON)
        for number in range(2 * PORTALS)
    )
    make_event_duty(due_days=10)
    things = []
    for portal in portals:
        days = [chance.randrange(1, 300) for _ in range(EVENTS - 1)]
        # The first two on one day.
        things += [
            (portal, signings.happen(portal, date(2026, 1, 1) + timedelta(day)))
            for day in (days[0], *days)
        ]
    hidden = set(chance.sample(range(len(things)), HIDDEN // 2))
    answered = [event for number, (_portal, event) in enumerate(things) if number not in hidden]
    for number, (portal, event) in enumerate(things):
        if number in hidden:
            miss_event(posts, chance, portal, event, answered)
        else:
            at = NOW - timedelta(days=1)
            posts.put(portal, "conclusion", event.on, at, event.key)
    keep_duties(now=NOW)
    reported = {
        (one.portal_id, one.event)
        for one in Obligation.objects.all()
        if one.standing_at(NOW) is DutyStanding.OVERDUE
    }
    wanted = {(things[number][0].pk, things[number][1].key) for number in hidden}
    assert len(wanted) == HIDDEN // 2
    assert reported == wanted
    assert Obligation.objects.count() == len(things)


def miss_event(
    posts: Posts,
    chance: random.Random,
    portal: Portal,
    event: DutyEvent,
    answered: list[DutyEvent],
) -> None:
    """Publish what looks like its answer: nothing of this may count."""
    at, on = NOW - timedelta(days=1), event.on
    way = chance.choice(EVENT_WAYS)
    if way == "neighbour":
        posts.put(Portal(pk=portal.pk + 10_000), "conclusion", on, at, event.key)
    elif way == "sheet":
        posts.put(portal, "conclusion-khac", on, at, event.key)
    elif way == "to come":
        posts.put(portal, "conclusion", on, NOW + timedelta(minutes=1), event.key)
    elif way == "another event":
        posts.put(portal, "conclusion", on, at, chance.choice(answered).key)
    elif way == "its day alone":
        posts.put(portal, "conclusion", on, at)

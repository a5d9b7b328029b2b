"""A hundred thousand mailboxes: a day's mails, something urgent among them, and workers that are killed meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched

from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from editorial.alerting.actions import keep_search
from editorial.alerting.followables import portal_key
from editorial.alerting.searches import ComingTo, answered_searches
from editorial.models import FollowedSearch, Placement
from portals.addresses import main_origin
from portals.alerts.enums import AlertFrequency, AlertMailKind
from portals.alerts.jobs import write_due
from portals.alerts.links import mailbox_hash
from portals.alerts.models import AlertMailing, AlertTold, DigestRun, Follow, Subscriber
from portals.alerts.noting import NotedThing, Spot, note_things
from portals.mail.models import OutgoingMail
from portals.models import Portal
from portals.operations.bench.measure import Cast, Measured, median_seconds, seconds
from portals.operations.bench.registry import BenchOption
from portals.operations.bench.table import BenchResult, TableRow, ms, promised

from .killed_alerts import mails_survive
from .made_words import made_words_of

SUBSCRIBERS = BenchOption("subscribers", "mailboxes that follow a portal", 100_000)
KILLS = BenchOption("kills", "of the worker that writes and sends alerts, at random moments", 20)
SLICE = 5_000
THINGS_A_PORTAL = 5
# Few people follow the same words: more different searches than an install of this size is thought to have.
SEARCHES = 5_000
# What is urgent comes when the day's mails are half written.
FIRST_SECONDS = 10.0
MOST_URGENT_SECONDS, MOST_MATCHING_SECONDS = 60.0, 0.5
# Digests are due at 6:30, and people read them at breakfast.
MOST_DAY_SECONDS = 1_800.0


def measure_alerts(cast: Cast) -> list[Measured]:
    """Seconds to write everybody's mail of the day and of something urgent; what is lost and repeated by kills."""
    count = cast.options[SUBSCRIBERS.name] or 0
    now = timezone.now()
    portals = list(Portal.objects.select_related("site").order_by("pk"))
    _let_follow(portals, count, now)
    _happen(portals, now)
    DigestRun.objects.create(
        name="day:bench", frequency=AlertFrequency.DAILY, due_at=now + timedelta(seconds=1)
    )
    time.sleep(1.1)
    began = time.perf_counter()
    # The rest of the day's mails waits behind what is urgent.
    write_due(seconds=FIRST_SECONDS)
    half = AlertMailing.objects.exclude(queued_at=None).count()
    urgent, told = _urgent(portals)
    while write_due(seconds=60.0):
        pass
    took = time.perf_counter() - began
    mails = AlertMailing.objects.exclude(queued_at=None).count()
    found = [
        Measured(name="alerts.all", ours_seconds=took, more={"mails": mails, "things": told}),
        Measured(name="alerts.urgent", ours_seconds=urgent, more={"mails": count, "before": half}),
        _matching(portals),
    ]
    for model in (AlertTold, AlertMailing, OutgoingMail):
        model.objects.all().delete()
    return [*found, mails_survive(cast, portals, cast.options[KILLS.name] or 0)]


def _let_follow(portals: list[Portal], count: int, now: datetime) -> None:
    bar = tqdm(total=count, desc="mailboxes", disable=None)
    for numbers in batched(range(count), SLICE):
        readers = Subscriber.objects.bulk_create(
            Subscriber(
                address=f"nguoi{number}@example.vn",
                address_hash=mailbox_hash(f"nguoi{number}@example.vn"),
                portal=portals[number % len(portals)],
                asked_at=now,
                confirmed_at=now,
            )
            for number in numbers
        )
        Follow.objects.bulk_create(
            Follow(
                subscriber=reader,
                portal=reader.portal,
                about=portal_key(reader.portal_id),
                name=reader.portal.title,
                frequency=AlertFrequency.DAILY,
                asked_at=now,
                confirmed_at=now,
            )
            for reader in readers
        )
        bar.update(len(readers))
    bar.close()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _happen(portals: list[Portal], now: datetime) -> None:
    for number in range(THINGS_A_PORTAL):
        for portal in portals:
            _note(f"bench:{portal.pk}.{number}", [portal], now)


def _note(thing: str, portals: list[Portal], now: datetime, *, urgent: bool = False) -> None:
    note_things(
        happenings=[NotedThing(thing, "Lịch cắt điện tuần này", urgent)],
        spots=[
            Spot(thing, portal.pk, (portal_key(portal.pk),), f"{main_origin(portal)}/{thing}/")
            for portal in portals
        ],
        now=now,
    )


def _urgent(portals: list[Portal]) -> tuple[float, int]:
    """Seconds from the act until the last mail of something urgent is queued; how many things were told so far."""
    told = AlertTold.objects.count()
    started = time.perf_counter()
    _note("bench:urgent", portals, timezone.now(), urgent=True)
    urgent = AlertMailing.objects.filter(kind=AlertMailKind.URGENT)
    while not urgent.exists() or urgent.filter(queued_at=None).exists():
        write_due(seconds=0.5)
    return time.perf_counter() - started, told


def _matching(portals: list[Portal]) -> Measured:
    """What a publication waits for where thousands of different searches are followed."""
    story = Placement.objects.standing().local().select_related("portal").earliest("pk")
    words = [made_words_of(number, 4) for number in range(SEARCHES)]
    adding = seconds(lambda: _keep(words, story.portal_id))
    coming = ComingTo(
        story.story_id,
        story.portal_id,
        tuple(portal.pk for portal in portals[:2]),
        is_written_here=True,
    )
    took = median_seconds(lambda: answered_searches([coming]), times=10)
    return Measured(
        name="alerts.matching",
        ours_seconds=took,
        queries=1,
        more={"searches": FollowedSearch.objects.count(), "adding_seconds": adding / SEARCHES},
    )


def _keep(words: list[str], portal_id: int) -> None:
    for one in words:
        keep_search(f"search:{portal_id}/tat-ca//{one}", timezone.now())


def alert_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    if name == "all":
        yield promised(
            one,
            MOST_DAY_SECONDS,
            what=f"Alerts: {one['mails']:,} mails written and queued, a day's and something urgent",
        )
    elif name == "urgent":
        yield promised(
            one,
            MOST_URGENT_SECONDS,
            what=f"Alerts: last of {one['mails']:,} urgent mails queued, amid a day's mails",
        )
    elif name == "matching":
        yield promised(
            one,
            MOST_MATCHING_SECONDS,
            what=f"A publication beside {one['searches']:,} followed searches",
            ours=f"{ms(one['ours_seconds'])}, 1 query",
        )
    else:
        yield TableRow(
            what=f"Alerts: {one['mails']:,} mails, worker killed {one['kills']} times",
            ours=f"{one['lost']} lost, {one['repeated']} repeated, {one['strange']} under another Message-ID",
            target="0 lost, a repeat a kill",
            met=not one["lost"] and not one["strange"] and one["repeated"] <= one["kills"],
        )

"""A month of views replayed, and a job that is killed as it writes them down: the cost of a view, and none is lost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice

import django_rq
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from redis import Redis
from tqdm import tqdm

from editorial.models import Placement
from portals.addresses import main_hostname
from portals.clock import LOCAL_ZONE
from portals.operations.bench.measure import Cast, Measured, seconds
from portals.operations.bench.registry import Amiss, BenchOption
from portals.operations.bench.table import BenchResult, TableRow, ms, promised
from portals.visits.actions import write_down
from portals.visits.agents import Device
from portals.visits.counting import KEY, VisitCounter
from portals.visits.models import PageViews
from portals.visits.seen import PAGE, Referrer, Seen, SeenThing

VIEWS = BenchOption("views", "of all portals, replayed in batches", 8_000_000)
# As many as a batch may have, and how often each of them was seen.
FIELDS, TIMES = 20_000, 10
TOLD = 2_000
KILLS = 8
WRITES = "from django.utils import timezone; from portals.visits.actions import write_down; print('ready', flush=True);"
WRITES += " write_down(now=timezone.now())"
MOST_TOLD_SECONDS, MOST_WRITTEN_SECONDS = 0.002, 0.000_1
BROWSER = (
    "Mozilla/5.0 (Linux; Android 15; Mobile) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36"
)


def measure_visits(cast: Cast) -> list[Measured]:
    """Seconds of a view that a browser tells, of one that is written down, and of a batch whose job is killed."""
    places = list(Placement.objects.standing().values_list("portal", "story")[:FIELDS])
    return [_told(cast, places[0][1]), _written(cast, places), _killed(places)]


def _told(cast: Cast, page: int) -> Measured:
    """The time of a word of a browser in this process, from its own network each."""
    counter = VisitCounter()
    environ = {
        "REQUEST_METHOD": "POST",
        "HTTP_HOST": main_hostname(cast.province),
        "PATH_INFO": f"/-/visits/{page}",
        "QUERY_STRING": "tu=search",
        "HTTP_USER_AGENT": BROWSER,
    }

    def tell() -> None:
        for number in range(TOLD):
            address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            counter.take({**environ, "REMOTE_ADDR": address})

    tell()
    taken = seconds(tell)
    if counter.lost:
        raise Amiss(f"{counter.lost} of {2 * TOLD} views were lost without anything amiss.")
    write_down(now=timezone.now())
    return Measured(name="visits.told", ours_seconds=taken / TOLD)


def _written(cast: Cast, places: list[tuple[int, int]]) -> Measured:
    """The time of writing down, per view, of as many views as a month has."""
    asked = cast.options["views"] or VIEWS.default or 0
    batches = max(1, asked // (FIELDS * TIMES))
    valkey, taken, sent, before = django_rq.get_connection(), 0.0, 0, _total()
    for number in tqdm(range(batches), desc="views", disable=None):
        sent += _batch(valkey, places, number)
        taken += seconds(lambda: write_down(now=timezone.now()))
    lost = sent - (_total() - before)
    if lost:
        raise Amiss(f"{lost} of {sent} views were lost or counted twice.")
    return Measured(
        name="visits.written",
        ours_seconds=taken / sent,
        more={"views": sent, "batches": batches, "batch_seconds": taken / batches},
    )


def _killed(places: list[tuple[int, int]]) -> Measured:
    """Kill the job with -9 at moments that differ; then let one end. As many views must be there as were told."""
    valkey, before, sent = django_rq.get_connection(), _total(), 0
    for number in range(KILLS):
        sent += _batch(valkey, places, number)
        job = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", WRITES],
            cwd=settings.ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        if job.stdout is None or job.stdout.readline().strip() != "ready":
            raise Amiss("The job that was to be killed did not begin.")
        time.sleep(0.1 + 0.35 * number)
        job.kill()
        job.wait()
    taken = seconds(lambda: write_down(now=timezone.now()))
    lost = sent - (_total() - before)
    if lost:
        raise Amiss(f"{lost} of {sent} views were lost or counted twice after {KILLS} kills.")
    return Measured(
        name="visits.killed", ours_seconds=taken, more={"views": sent, "kills": KILLS, "lost": lost}
    )


def _total() -> int:
    return PageViews.objects.aggregate(all=Sum("views"))["all"] or 0


def _batch(valkey: Redis, places: list[tuple[int, int]], number: int) -> int:
    """Tell of views as the counter would have; return of how many."""
    moment: datetime = timezone.now().astimezone(LOCAL_ZONE) - timedelta(hours=7 * number % 720)
    chosen = islice(cycle(places), number, number + FIELDS)
    referrers, devices = cycle(Referrer), cycle(Device)
    fields = {}
    for place, (portal, story) in enumerate(chosen):
        # The same page comes again under another hour, as it does where few portals are measured.
        hour = (moment.hour + place // len(places)) % 24
        seen = Seen(
            moment.date(), hour, portal, SeenThing(PAGE, str(story)), next(referrers), next(devices)
        )
        fields[seen.field] = TIMES
    with valkey.pipeline(transaction=False) as pipe:
        for field, times in fields.items():
            pipe.hincrby(KEY, field, times)
        pipe.execute()
    return len(fields) * TIMES


def visit_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    if name == "told":
        yield promised(one, MOST_TOLD_SECONDS, what="A view that a browser tells")
    elif name == "written":
        yield promised(
            one,
            MOST_WRITTEN_SECONDS,
            what=f"{one['views']:,} views written down in {one['batches']} batches, per view",
            ours=f"{one['ours_seconds'] * 1e6:.1f} µs; {ms(one['batch_seconds'])} a batch",
            target=f"{MOST_WRITTEN_SECONDS * 1e6:.0f} µs",
        )
    else:
        yield TableRow(
            what=f"{one['views']:,} views, their job killed {one['kills']} times with -9",
            ours=f"{one['lost']} lost or twice; {ms(one['ours_seconds'])} for what was left",
            target="none",
            met=not one["lost"],
        )

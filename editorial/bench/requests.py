"""How long the desk, a citizen and the calendar wait where hundreds of thousands of requests lie."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cache, partial
from itertools import batched

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tqdm import tqdm

from portals.accountability.actions.receiving import due_of
from portals.accountability.enums import (
    CaseKind,
    CaseOutcome,
    CaseSource,
    CaseState,
    CaseStep,
    TermStep,
)
from portals.accountability.keeping import notice_calendar
from portals.accountability.links import fresh_nonce
from portals.accountability.lives import load_rules
from portals.accountability.models import CaseEvent, CitizenCase
from portals.accountability.redating import redate_after_news
from portals.addresses import main_hostname
from portals.calendar.models import CalendarDay
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.operations.bench.measure import (
    Cast,
    Measured,
    counting_queries,
    database_work,
    median_seconds,
    seconds,
)
from portals.operations.bench.registry import Amiss, BenchOption
from portals.operations.bench.table import BenchResult, TableRow, ms

from .made_words import made_words_of
from .sendings import sending_row, sent_by_many

CASES = BenchOption(
    "cases", "requests in the queue of one portal; half as many are open everywhere", 200_000
)
SLICE = 2_000
RUNS = 10
SENDINGS = 40
KIND = CaseKind.QUESTION
# The open ones came in the last days, so that one day off moves them all.
OPEN_DAYS, ENDED_SINCE, ENDED_DAYS = 5, 40, 700
MINUTES_OF_A_DAY = 480
OPENS = clock_time(8)
MOST_SECONDS = {"queue": 0.150, "queue_late": 0.150, "page": 0.300, "inbox": 0.150, "home": 0.300}
MOST_SUBMISSION, MOST_REDATING = 0.100, 5.0


def measure_requests(cast: Cast) -> list[Measured]:
    """Seconds of pages of the desk, of a core for one sending, and of a day off that moves every open case."""
    count = cast.options[CASES.name] or 0
    now = timezone.now()
    _write(cast.province, count, now)
    return [
        *_pages(cast),
        _submission(cast, min(count, SENDINGS)),
        sent_by_many(cast),
        _redating(count, now),
    ]


def _pages(cast: Cast) -> Iterator[Measured]:
    client = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
    client.force_login(cast.head, backend=settings.AUTHENTICATION_BACKENDS[-1])
    queue = reverse("case_queue", args=[cast.province.pk])
    newest = CitizenCase.objects.running().filter(portal=cast.province).order_by("-pk")[0]
    addresses = {
        "queue": queue,
        "queue_late": f"{queue}?p=40",
        "page": reverse("case_page", args=[newest.pk]),
        "inbox": reverse("inbox"),
        "home": reverse("wagtailadmin_home"),
    }
    for name, address in addresses.items():
        ask = partial(_ask, client, address)
        ask()
        with counting_queries() as count:
            ask()
        taken, spent = _core_seconds(partial(median_seconds, ask, times=RUNS))
        yield Measured(
            name=f"requests.{name}",
            ours_seconds=taken,
            queries=count.queries,
            # One run more warms up.
            more={"core_seconds": spent / (RUNS + 1)},
        )


def _core_seconds(act: Callable[[], float]) -> tuple[float, float]:
    """Return what an act says, and the seconds of a core that it took here and in the database.

    Other work on the machine makes it wait, and changes these little.
    """
    told = 0.0

    def noted() -> None:
        nonlocal told
        told = act()

    started = time.process_time()
    work = database_work(noted)
    return told, time.process_time() - started + (work.worked or 0.0)


def _ask(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise Amiss(f"{address}: {answer.status_code}")


def _submission(cast: Cast, sendings: int) -> Measured:
    """What a core spends on one sending, the server of the database not counted; every one of them must be kept."""
    client = Client(headers={"host": main_hostname(cast.province)})
    path = "/gui-cau-hoi/cau-hoi/"
    _ask(client, path)
    before = CitizenCase.objects.count()
    spent = []
    for number in range(sendings):
        words = {"subject": made_words_of(number, 6), "text": made_words_of(number + SENDINGS, 120)}
        # As many people at as many places: the guard holds back whoever sends much of the same.
        place = f"10.{number // 200}.{number % 200}.1"
        started = time.process_time()
        answer = client.post(path, words, REMOTE_ADDR=place)
        spent.append(time.process_time() - started)
        if answer.status_code != 303:
            raise Amiss(f"{path}: {answer.status_code}")
    kept = CitizenCase.objects.count() - before
    if kept != sendings:
        raise Amiss(f"Of {sendings} requests that were sent {kept} are there.")
    return Measured(name="requests.submission", ours_seconds=statistics.median(spent))


def _redating(count: int, now: datetime) -> Measured:
    CalendarDay.objects.create(
        day=_next_working_day(local_date(now)), kind=CalendarDay.Kind.OFF, name="Nghỉ đo"
    )
    at = timezone.now()
    notice_calendar(now=at)
    moved = 0

    def redate() -> None:
        nonlocal moved
        moved = redate_after_news(now=at)

    taken, spent = _core_seconds(partial(seconds, redate))
    if moved < count // 2:
        raise Amiss(f"Of {count // 2} open requests a day off moved {moved}.")
    more = {"moved": moved, "core_seconds": spent}
    return Measured(name="requests.redating", ours_seconds=taken, more=more)


def _next_working_day(today: date) -> date:
    day = today + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _write(province: Portal, count: int, now: datetime) -> None:
    """`count` that ended in the queue of the province, and half as many open ones, dealt to all portals."""
    portals = list(Portal.objects.order_by("pk"))
    writer = _Writer(province, now)
    with tqdm(total=count + count // 2, desc="requests", disable=None) as bar:
        for numbers in batched(range(count + count // 2), SLICE):
            writer.write(
                writer.ended(number)
                if number < count
                else writer.opened(number, portals[number % len(portals)])
                for number in numbers
            )
            bar.update(len(numbers))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Writer:
    """Makes requests by number, each from one of the minutes of a working day, and stores them."""

    def __init__(self, province: Portal, now: datetime) -> None:
        self.province, self.today = province, local_date(now)
        rules = load_rules()
        # All offices of the bench have the same hours.
        self.due = cache(lambda step, at: due_of(province, KIND, step, at, rules))

    @transaction.atomic
    def write(self, made: Iterable[CitizenCase]) -> None:
        cases = CitizenCase.objects.bulk_create(made)
        CaseEvent.objects.bulk_create(
            CaseEvent(
                case=case,
                sequence=1,
                step=CaseStep.RECEIVED,
                at=case.arrived_at,
                portal=case.portal,
            )
            for case in cases
        )

    def ended(self, number: int) -> CitizenCase:
        case = self._case(number, self.province, ENDED_SINCE + number % ENDED_DAYS)
        case.state, case.outcome = CaseState.ENDED, CaseOutcome.ANSWERED
        case.triaged_at, case.ended_at, case.ended_late = case.arrived_at, case.due_at, False
        return case

    def opened(self, number: int, portal: Portal) -> CitizenCase:
        return self._case(number, portal, number % OPEN_DAYS)

    def _case(self, number: int, portal: Portal, days: int) -> CitizenCase:
        day = self.today - timedelta(days=days + 1)
        at = datetime.combine(day, OPENS, LOCAL_ZONE) + timedelta(minutes=number % MINUTES_OF_A_DAY)
        return CitizenCase(
            portal=portal,
            received_by=portal,
            kind=KIND,
            source=CaseSource.FORM,
            code=f"DO-{number:08}",
            link_nonce=fresh_nonce(),
            subject=f"Đèn đường ngõ {number}",
            text=f"Ngõ {number} không có đèn đã hai tuần, bao giờ được sửa?",
            arrived_at=at,
            governs_since=at,
            due_at=self.due(TermStep.ANSWER, at),
            triage_due_at=self.due(TermStep.TRIAGE, at),
            acknowledged_at=at,
            revision=1,
        )


def request_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    if name == "sendings":
        yield sending_row(one)
        return
    most = MOST_SECONDS.get(name, MOST_SUBMISSION)
    what, ours = f"Requests: {name}", ms(one["ours_seconds"])
    if name == "redating":
        most, what = MOST_REDATING, f"A day off moves {one['moved']:,} requests"
    elif name == "submission":
        ours += " of a core"
    else:
        ours += f", {one['queries']} queries"
    if "core_seconds" in one:
        ours += f"; {ms(one['core_seconds'])} of a core"
    yield TableRow(
        what=what,
        stock="none",
        ours=ours,
        target=ms(most) if most < 1 else f"{most:g} s",
        met=one["ours_seconds"] <= most,
    )

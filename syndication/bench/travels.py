"""How long a story takes to reach every portal, and to leave them again."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from tqdm import tqdm
from wagtail.signals import page_published, page_unpublished

from editorial.bench.stories import fresh_stories
from editorial.enums import RemovalKind
from editorial.models import SectionPage, StoryPage
from portals.framework_patches.signals import unheard
from portals.operations.bench.measure import (
    Cast,
    Measured,
    Work,
    counting_queries,
    database_work,
    median_work,
    seconds,
)  # fmt: skip
from portals.operations.bench.scratch import worker_command
from portals.operations.bench.table import MANY_PORTALS, BenchResult, TableRow, ms
from syndication.dispatches.actions import dispatch_story
from syndication.dispatches.audience import Audience
from syndication.enums import AudienceKind, DeliveryState, Urgency
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch
from syndication.recalls.recalling import recall_story

RUNS = 5
STOCK_SAMPLE = 20
SPACE_DISPATCHES = 40
# The first dispatch also waits for the start of the worker.
WORKER_SECONDS = 120.0
MOST_TIMES, MOST_BYTES = 3, 400
# The rows that a dispatch leaves, and nothing else: no audience, no locks, no log.
_BARE_DISPATCH = (
    """
    INSERT INTO syndication_delivery (dispatch_id, portal_id, state, state_at, reason)
    SELECT %(dispatch)s, id, 'waiting', now(), '' FROM portals_portal WHERE id <> %(sender)s
    """,
    """
    INSERT INTO editorial_placement (portal_id, section_id, story_id, role, kind, via, placed_at,
        removal_kind, removal_reason)
    SELECT s.portal_id, s.page_ptr_id, %(story)s, 'republished', 'article', 'bench', now(), '', ''
    FROM editorial_sectionpage s
    WHERE s.section_type_id = 'tin-tuc' AND s.portal_id <> %(sender)s
    """,
    "UPDATE syndication_delivery SET state = 'placed' WHERE dispatch_id = %(dispatch)s",
)
_BARE_RECALL = (
    """
    UPDATE editorial_placement SET removed_at = now(), removal_kind = 'in_error', removal_reason = '-'
    WHERE story_id = %(story)s AND removed_at IS NULL
    """,
    "UPDATE syndication_delivery SET state = 'recalled' WHERE dispatch_id = %(dispatch)s",
    "UPDATE wagtailcore_page SET live = false WHERE id = %(story)s",
)


def measure_dispatch(cast: Cast) -> list[Measured]:
    """Database time of sending one story to all, and the time from the click with a worker running.

    Ours and the limit are what one waits for the database, commits included, and once more what that worked;
    `verb_seconds` is all that ours takes.
    """
    stories = fresh_stories(province=cast.province, number=3 + 3 * RUNS + SPACE_DISPATCHES)
    with counting_queries() as count:
        _send_and_place(cast, next(stories))
    ours: list[Work] = []
    bare: list[Work] = []
    verb = []
    for _ in tqdm(range(RUNS), desc="dispatch", disable=None):
        sent = partial(_send_and_place, cast, next(stories))
        verb.append(seconds(partial(_note, ours, sent)))
        bare.append(_bare_dispatch(cast, next(stories))[0])
    stock, sample = _stock_copy(cast, next(stories))
    live = _click_to_live(cast, stories)
    return [
        Measured(
            name="dispatch",
            ours_seconds=median_work(ours).waited,
            baseline_seconds=median_work(bare).waited,
            queries=count.queries,
            more={
                **_worked(ours, bare),
                "verb_seconds": statistics.median(verb),
                "stock_seconds": stock,
                "stock_is": "page.copy() as published pages, one by one",
                "baseline_sample": sample,
                "click_to_live_seconds": live,
                "bytes_a_republication": _bytes_a_republication(cast, stories),
            },
        )
    ]


def measure_recall(cast: Cast) -> list[Measured]:
    """Database time of taking one story off all portals, as for a dispatch."""
    stories = fresh_stories(province=cast.province, number=2 + 2 * RUNS)
    story = next(stories)
    _send_and_place(cast, story)
    with counting_queries() as count:
        _recall(cast, story)
    ours: list[Work] = []
    bare: list[Work] = []
    verb = []
    for _ in tqdm(range(RUNS), desc="recall", disable=None):
        story = next(stories)
        _send_and_place(cast, story)
        ended = partial(_recall, cast, story)
        verb.append(seconds(partial(_note, ours, ended)))
        story = next(stories)
        _work, dispatch = _bare_dispatch(cast, story)
        bare.append(_run(_BARE_RECALL, {"story": story.pk, "dispatch": dispatch}))
    stock, sample = _stock_unpublish(cast, next(stories))
    return [
        Measured(
            name="recall",
            ours_seconds=median_work(ours).waited,
            baseline_seconds=median_work(bare).waited,
            queries=count.queries,
            more={
                **_worked(ours, bare),
                "verb_seconds": statistics.median(verb),
                "stock_seconds": stock,
                "stock_is": "page.unpublish() of the copies, one by one",
                "baseline_sample": sample,
            },
        )
    ]


def _note(works: list[Work], action: Callable[[], object]) -> None:
    works.append(database_work(action))


def _worked(ours: Sequence[Work], bare: Sequence[Work]) -> dict[str, float | None]:
    """The same by the processor time of the database, where that can be read."""
    our, limit = median_work(ours).worked, median_work(bare).worked
    return {
        "worked_seconds": our,
        "worked_baseline_seconds": limit,
        "worked_ratio": our / limit if our and limit else None,
    }


def send(
    cast: Cast,
    story: StoryPage,
    *,
    urgency: Urgency = Urgency.ORDINARY,
    due_at: datetime | None = None,
) -> Dispatch:
    return dispatch_story(
        story=story,
        audience=Audience(AudienceKind.ALL),
        urgency=urgency,
        due_at=due_at,
        mandate="",
        note="",
        actor=cast.head,
        now=timezone.now(),
    )


def _send_and_place(cast: Cast, story: StoryPage) -> None:
    dispatch = send(cast, story)
    place_dispatch(dispatch.pk)


def _recall(cast: Cast, story: StoryPage) -> None:
    recall_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason="-",
        actor=cast.head,
        now=timezone.now(),
    )


def _bare_dispatch(cast: Cast, story: StoryPage) -> tuple[Work, int]:
    dispatch = Dispatch.objects.create(
        story=story,
        sender=cast.province,
        audience=AudienceKind.ALL,
        sent_by=cast.head,
        sent_at=timezone.now(),
    )
    params = {"dispatch": dispatch.pk, "sender": cast.province.pk, "story": story.pk}
    return _run(_BARE_DISPATCH, params), dispatch.pk


def _run(statements: Sequence[str], params: dict[str, int]) -> Work:
    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, params)

    return database_work(run)


def _sections(cast: Cast) -> list[SectionPage]:
    found = SectionPage.objects.filter(section_type="tin-tuc").exclude(portal=cast.province)
    return list(found.order_by("?")[:STOCK_SAMPLE])


def _stock_copy(cast: Cast, story: StoryPage) -> tuple[float, int]:
    """Copy as published pages, as stock Wagtail would; times all portals by the sample."""
    sections = _sections(cast)
    with _as_stock():
        taken = seconds(lambda: [_copy(story, section, live=True) for section in sections])
    return taken / len(sections) * cast.portals, len(sections)


def _copy(story: StoryPage, section: SectionPage, *, live: bool) -> StoryPage:
    return story.copy(to=section, keep_live=live)


def _stock_unpublish(cast: Cast, story: StoryPage) -> tuple[float, int]:
    sections = _sections(cast)
    with _as_stock():
        copies = [_copy(story, section, live=False) for section in sections]
        StoryPage.objects.filter(pk__in=[one.pk for one in copies]).update(live=True)
        live = [StoryPage.objects.get(pk=one.pk).specific for one in copies]
        taken = seconds(lambda: [one.unpublish() for one in live])
    return taken / len(sections) * cast.portals, len(sections)


@contextmanager
def _as_stock() -> Iterator[None]:
    """Undo what the block does, and let nothing of ours follow from it: stock Wagtail places no stories."""
    with unheard((page_published, page_unpublished)), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _click_to_live(cast: Cast, stories: Iterator[StoryPage]) -> float:
    """From the call of the verb to the last delivery settled, by a worker in a process of its own."""
    worker = subprocess.Popen(
        worker_command(), cwd=settings.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        # The first also waits for the worker's start and its first job.
        times = [_until_live(cast, next(stories)) for _ in range(1 + RUNS)]
    finally:
        worker.terminate()
        worker.wait()
    return statistics.median(times[1:])


def _until_live(cast: Cast, story: StoryPage) -> float:
    started = time.perf_counter()
    dispatch = send(cast, story)
    waiting = Delivery.objects.filter(dispatch=dispatch, state=DeliveryState.WAITING)
    while waiting.exists():
        if time.perf_counter() - started > WORKER_SECONDS:
            raise TimeoutError("The worker settled nothing.")
        time.sleep(0.005)
    return time.perf_counter() - started


def _bytes_a_republication(cast: Cast, stories: Iterator[StoryPage]) -> float:
    """By how much placements and deliveries grow for each republication, indexes included.

    The tables are vacuumed after every dispatch, as autovacuum does by and by: what an update leaves behind is used
    by the next one. Only the growth over the later half counts, when that is in balance.
    """
    sizes = []
    for number in range(SPACE_DISPATCHES):
        if number == SPACE_DISPATCHES // 2:
            sizes.append(_bytes())
        _send_and_place(cast, next(stories))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM editorial_placement, syndication_delivery")
    sizes.append(_bytes())
    return (sizes[1] - sizes[0]) / (cast.portals * (SPACE_DISPATCHES - SPACE_DISPATCHES // 2))


def _bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_total_relation_size('editorial_placement')"
            " + pg_total_relation_size('syndication_delivery')"
        )
        return int(cursor.fetchone()[0])


def travel_rows(one: BenchResult, _name: str) -> Iterator[TableRow]:
    ratio = one["ratio"]
    yield TableRow(
        what=f"{one['name'].capitalize()}, all portals: waiting for the database",
        stock=ms(one["stock_seconds"]),
        limit=ms(one["baseline_seconds"]),
        ours=f"{ms(one['ours_seconds'])} ({ratio:.1f} x), {one['queries']} queries;"
        f" the whole verb {ms(one['verb_seconds'])}",
        target=f"{MOST_TIMES} x",
        met=ratio <= MOST_TIMES,
    )
    worked = one["worked_ratio"]
    if worked is not None:
        yield TableRow(
            what=f"{one['name'].capitalize()}, all portals: the database's own work",
            limit=ms(one["worked_baseline_seconds"]),
            ours=f"{ms(one['worked_seconds'])} ({worked:.1f} x)",
            target=f"{MOST_TIMES} x",
            met=worked <= MOST_TIMES,
        )
    if "click_to_live_seconds" in one:
        most = 2 if one["portals"] >= MANY_PORTALS else 1
        live = one["click_to_live_seconds"]
        yield TableRow(
            "Dispatch: click to last portal live",
            ms(live),
            target=f"{most} s",
            met=live <= most,
        )
    if "bytes_a_republication" in one:
        size = one["bytes_a_republication"]
        yield TableRow(
            "Space of one republication",
            f"{size:.0f} bytes",
            target=f"{MOST_BYTES} bytes",
            met=size <= MOST_BYTES,
        )

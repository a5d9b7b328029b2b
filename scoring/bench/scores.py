"""Scoring a month of the made-up province, once its texts were read."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import datetime, time
from functools import partial
from time import process_time

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from editorial.models import Placement
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal, Tier
from portals.operations.bench.measure import Cast, Measured, counting_queries, seconds
from portals.operations.bench.table import MANY_PORTALS, BenchResult, TableRow, ms
from portals.tiers import INSTALL_TIER
from scoring.content.gathering import read_stories
from scoring.models import FROZEN_TABLES, Round, Rubric, Scorecard
from scoring.periods import Month
from scoring.probes.models import Link
from scoring.rounds.actions import score_month
from scoring.rounds.rescoring import rescore
from scoring.rounds.snapshot import take_snapshot
from scoring.rubrics.storage import write_content
from scoring.rubrics.yaml_format import read_default
from syndication.models import Delivery

from .past_work import write_past_work
from .publication import publish_month

# Whole, the time of one run: nobody scores a month twice in a second.
MEGABYTE = 1024
MOST_TO_PUBLISH = 30


def measure_scoring(cast: Cast) -> list[Measured]:
    """This month, in which the newest stories are, as on the night it ends; by the full default rubric."""
    month = Month.of(local_date(timezone.now()))
    now = datetime.combine(month.end, time(0, 5), LOCAL_ZONE)
    _put_rubrics_in_force(cast, month)
    write_past_work(cast, month=month, now=now)
    reading = seconds(lambda: read_stories(now=now))
    # An install has autovacuum, which would know of the readings by now.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with counting_queries() as snapshot:
        take_snapshot(month=month, now=now)
    began = process_time()
    with counting_queries() as whole:
        ours = seconds(lambda: score_month(month=month, actor=None, now=now))
    processor = process_time() - began
    one = Scorecard.objects.filter(round__month=month.first).latest("pk")
    with counting_queries() as again:
        one_card = seconds(partial(_rescore, one))
    whole_month = seconds(lambda: score_month(month=month, actor=None, now=now))
    began = process_time()
    deciding, publishing = publish_month(Round.objects.get(month=month.first), now)
    published = process_time() - began
    return [
        Measured(
            name="scoring",
            ours_seconds=ours,
            baseline_seconds=seconds(partial(_count, month)),
            queries=whole.queries,
            more={
                "queries_of_snapshot": snapshot.queries,
                "placements": Placement.objects.count(),
                "deliveries": Delivery.objects.count(),
                "links": Link.objects.count(),
                "scorecards": Portal.objects.exclude(tier=INSTALL_TIER).count(),
                "reading_seconds": round(reading, 2),
                "database_seconds": round(whole.seconds, 2),
                "processor_seconds": round(processor, 2),
                "rescore_one_seconds": round(one_card, 3),
                "rescore_one_queries": again.queries,
                "rescore_all_seconds": round(whole_month, 2),
                "decide_seconds": round(deciding, 2),
                "publish_seconds": round(publishing, 2),
                # Of deciding and publishing together, on a machine that others keep busy.
                "publish_processor_seconds": round(published, 2),
                "frozen_mb": _size(*FROZEN_TABLES),
                "cards_mb": _size(Scorecard._meta.db_table),
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE,
            },
        )
    ]


def _rescore(card: Scorecard) -> None:
    """As an entry does, in its transaction."""
    with transaction.atomic():
        rescore(round_=card.round, portal_ids=[card.portal_id], now=timezone.now())


def _size(*tables: str) -> int:
    """Return the size of tables with their indexes and long values, in MB."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name",
            [list(tables)],
        )
        return int(cursor.fetchone()[0] / MEGABYTE**2)


def _count(month: Month) -> None:
    """The limit: what every portal placed in the month, by one grouped count."""
    since, until = (datetime.combine(day, time(), LOCAL_ZONE) for day in (month.first, month.end))
    placed = Placement.objects.filter(placed_at__gte=since, placed_at__lt=until)
    list(placed.order_by().values("portal").annotate(Count("pk")))


def _put_rubrics_in_force(cast: Cast, month: Month) -> None:
    """Without a decision: the bench's database holds no past."""
    adopted_at = datetime.combine(month.later(-1).first, time(), LOCAL_ZONE)
    tiers = set(Tier.objects.values_list("pk", flat=True))
    for spec in read_default():
        if spec.tier in tiers:
            rubric = Rubric.objects.create(
                tier_id=spec.tier,
                version=1,
                title=spec.title,
                starts_on=month.first,
                bonus_limit=spec.bonus_limit,
                penalty_limit=spec.penalty_limit,
                decision_number="bench",
                decided_on=local_date(adopted_at),
                signer="bench",
                drawn_up_by=cast.editor,
                adopted_by=cast.head,
                adopted_at=adopted_at,
            )
            write_content(rubric, spec)


def score_rows(one: BenchResult, _name: str) -> Iterator[TableRow]:
    most = 15 if one["portals"] >= MANY_PORTALS else 3
    yield TableRow(
        what=f"Score a month, {one['placements']:,} placements",
        stock="none",
        limit=ms(one["baseline_seconds"]),
        ours=f"{ms(one['ours_seconds'])}, {one['queries']} queries",
        target=f"{most} s",
        met=one["ours_seconds"] <= most,
    )
    # Results of before are drawn too.
    if "publish_seconds" in one:
        took = one["decide_seconds"] + one["publish_seconds"]
        yield TableRow(
            what=f"Decide on and publish {one['scorecards']:,} scorecards",
            stock="none",
            limit="none",
            ours=ms(took),
            target=f"{MOST_TO_PUBLISH} s",
            met=took <= MOST_TO_PUBLISH,
        )

"""Writing counts down: from Valkey into days. Safe to run twice, and to be killed."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

import django_rq
from django.db import connection, models, transaction
from django.db.utils import DataError, IntegrityError

from .batches import batches, set_aside
from .countable_pages import CountedAs, counted_things
from .models import DayShare, PageViews, ThingViews, WrittenBatch
from .readers import write_readers
from .seen import LEFT_OUT, PAGE, Seen
from .shares import ViewShare, shares_of

logger = logging.getLogger(__name__)

# A batch that a killed job left is found by the next; after so long its token tells nothing any more.
TOKENS_KEPT = timedelta(days=7)


def write_down(*, now: datetime) -> int:
    """Add what was counted since the last time to the days; return how many views were added.

    Fields that are none of ours are left out; a batch that the database refuses is set aside, and the others go on.
    The estimates of readers follow, which are not added but replaced.
    """
    valkey = django_rq.get_connection()
    written = 0
    for batch in batches(valkey):
        try:
            written += write_batch(batch.token, batch.counts, now=now)
        except (DataError, IntegrityError):
            logger.exception(
                "A batch of views could not be written down and is set aside.",
                extra={"event": "portals.visits.set_aside", "batch": batch.token},
            )
            set_aside(valkey, batch)
            continue
        valkey.delete(batch.key)
    write_readers(valkey, now=now)
    WrittenBatch.objects.filter(written_at__lt=now - TOKENS_KEPT).delete()
    return written


def write_batch(token: str, counts: Counter[Seen], *, now: datetime) -> int:
    """Add a batch to the days, once for each token; return how many views it added."""
    with transaction.atomic():
        # Whoever else has the same batch in hand waits here, and then finds it written.
        _batch, is_new = WrittenBatch.objects.get_or_create(
            token=token, defaults={"written_at": now}
        )
        if not is_new:
            return 0
        return _add_all(counts)


def _add_all(counts: Counter[Seen]) -> int:
    asked = {(seen.portal, seen.thing) for seen in counts if seen.thing.kind != LEFT_OUT}
    known = counted_things(asked)
    pages: Counter[tuple[object, ...]] = Counter()
    things: Counter[tuple[object, ...]] = Counter()
    shares: Counter[ViewShare] = Counter()
    views = 0
    for seen, count in counts.items():
        counted_as: CountedAs | None = known.get((seen.portal, seen.thing))
        if seen.thing.kind != LEFT_OUT and counted_as is None:
            continue
        for share in shares_of(seen, counted_as):
            shares[share] += count
        if counted_as is None:
            continue
        views += count
        if seen.thing.kind == PAGE:
            pages[seen.portal, int(seen.thing.key), seen.day] += count
        else:
            things[seen.portal, seen.thing.kind, seen.thing.key, seen.day] += count
    # Always tables and rows in the same order: two jobs at once do not wait for each other.
    add_views(PageViews, ("portal_id", "page_id", "day"), ("bigint", "int", "date"), pages)
    add_views(
        ThingViews,
        ("portal_id", "kind", "key", "day"),
        ("bigint", "text", "text", "date"),
        things,
    )
    add_views(
        DayShare,
        ("portal_id", "aspect", "value", "day"),
        ("bigint", "text", "text", "date"),
        Counter({tuple(share): count for share, count in shares.items()}),
    )
    return views


def add_views(
    model: type[models.Model],
    columns: tuple[str, ...],
    types: tuple[str, ...],
    counts: Counter[tuple[object, ...]],
) -> None:
    """Add `counts` to the rows of `model` that `columns` name, by one statement."""
    if not counts:
        return
    rows = sorted((*row, count) for row, count in counts.items())
    asked = ", ".join(f"%s::{kind}[]" for kind in (*types, "int"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} AS so_far ({', '.join(columns)}, views)"
            f" SELECT * FROM unnest({asked})"
            f" ON CONFLICT ({', '.join(columns)})"
            " DO UPDATE SET views = so_far.views + excluded.views",
            [list(column) for column in zip(*rows, strict=True)],
        )

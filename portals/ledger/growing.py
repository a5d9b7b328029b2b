"""The job that gives entries their places, grows the tree over them and signs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import batched

from django.db import connection, transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from portals.clock import local_date
from portals.database.quiet import is_quiet_copy

from .keys import add_key, origin, signer_at_hand
from .models import LedgerCheckpoint, LedgerEntry, LedgerGrowth, LedgerLeaf, LedgerTile
from .notes import Checkpoint, Signer, sign_checkpoint
from .stored import StoredLedger, stored_size
from .tree import grown, leaf_hash, root

# PostgreSQL's advisory lock of whoever grows the tree.
LOCK = 8_020
WRITTEN_AT_ONCE = 4096


def grow(*, now: datetime) -> int:
    """Give every committed entry that has none its place, in the order of their ids; return how many.

    Safe to repeat and to run twice at once: the second finds the lock taken and does nothing. Where the ledger's key is
    at hand the tree is signed. On a restored copy nothing happens before it is confirmed: its tree may not be the one
    that others know.
    """
    if is_quiet_copy():
        return 0
    with transaction.atomic():
        if not _alone():
            return 0
        count = _give_places(now)
        if signer := signer_at_hand():
            sign_newest(signer, now=now)
    return count


def sign_newest(signer: Signer, *, now: datetime) -> LedgerCheckpoint | None:
    """Sign the newest tree, unless it is or there is none. Raises BadNote where the key is another ledger's."""
    growth = LedgerGrowth.objects.order_by("-size").first()
    if growth is None or LedgerCheckpoint.objects.filter(growth=growth).exists():
        return None
    add_key(signer.key, now=now)
    signed = sign_checkpoint(Checkpoint(origin(), growth.size, bytes(growth.root)), signer)
    return LedgerCheckpoint.objects.create(
        growth=growth, note=signed.to_bytes().decode(), signed_at=now
    )


def unplaced_count() -> int:
    """How many entries were written since the last growth and have no place. One query."""
    newest = LedgerGrowth.objects.order_by("-size").values("horizon")[:1]
    since = Coalesce(Subquery(newest), 0)
    return LedgerEntry.objects.filter(transaction__gte=since, leaf=None).count()


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _give_places(now: datetime) -> int:
    before = stored_size()
    size, stored = before, StoredLedger()
    floor, horizon = _bounds(now)
    for some in batched(_without_place(floor), WRITTEN_AT_ONCE):
        size = _add(stored, size, some)
    if size > before:
        LedgerGrowth.objects.create(
            size=size, root=root(stored, size), horizon=horizon, grown_at=now
        )
    return size - before


def _bounds(now: datetime) -> tuple[int, int]:
    """From which transaction on entries can be without a place, and from which on after this growth.

    Ids are given when a row is written, and rows are seen when they are committed, so a lower id may turn up after a
    higher one. No id is passed over for that: what has no leaf is looked for. Only what was written by transactions
    that had all ended before the last growth is left out, since that growth saw them. A restored database counts its
    transactions anew, which is why all are looked at where the count went back, and once a day in any case.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint"
            " FROM pg_current_snapshot() AS now"
        )
        horizon, end = cursor.fetchone()
    last = LedgerGrowth.objects.order_by("-size").first()
    if last is None or last.horizon > end or local_date(last.grown_at) < local_date(now):
        return 0, horizon
    return last.horizon, horizon


def _without_place(floor: int) -> Iterator[tuple[int, bytes]]:
    """One query, so that what one act wrote is seen as a whole or not at all."""
    rows = LedgerEntry.objects.filter(transaction__gte=floor, leaf=None).order_by("pk")
    for pk, entry in rows.values_list("pk", "entry").iterator(chunk_size=WRITTEN_AT_ONCE):
        yield pk, bytes(entry)


def _add(stored: StoredLedger, size: int, some: tuple[tuple[int, bytes], ...]) -> int:
    hashes = [leaf_hash(entry) for _pk, entry in some]
    for level, start, values in grown(stored, size, hashes):
        if level:
            LedgerTile.objects.bulk_create(
                LedgerTile(level=level, number=start + at, root=value)
                for at, value in enumerate(values)
            )
        else:
            LedgerLeaf.objects.bulk_create(
                LedgerLeaf(index=start + at, entry_id=pk, hash=value)
                for at, ((pk, _entry), value) in enumerate(zip(some, values, strict=True))
            )
    return size + len(some)

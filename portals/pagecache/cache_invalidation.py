"""Editions: the random tokens that say which stored pages still hold, and the verbs that change them.

A writer calls `change_editions` in the transaction that changes what pages show. The change is a row of the outbox
first; the cache learns of it on commit, or from `replay_outbox` where the process died in between.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial

from django.db import connection, transaction

from portals.models import EditionChange
from portals.operations.mending import note_mended

from .valkey import Session, Unreachable, Valkey, writers

logger = logging.getLogger(__name__)

EDITION_SECONDS = 7 * 24 * 3600
# As many as there may be portals; each is asked for with every page.
EDITIONS_KEPT = 8192
# A hold outlives any commit that is still to come, and no longer where there was none.
HOLD_SECONDS = 60
# Between its commit and telling the cache, a writer that lives lets no longer pass.
ABOUT_TO_BE_TOLD = timedelta(seconds=2)

# The edition that was replaced is kept beside the new one: a page of it may be shown for a moment more while
# somebody renders the next, unless the change forbids that. A hold is counted, for two withdrawals may overlap.
_CHANGE = """
for i = 1, #KEYS, 2 do
    local before = ''
    if ARGV[3] == '0' then
        before = string.match(redis.call('GET', KEYS[i]) or '', '^%x+') or ''
    end
    redis.call('SET', KEYS[i], ARGV[1] .. ' ' .. before .. ' ' .. ARGV[2], 'EX', ARGV[4])
    if ARGV[5] == '1' then
        local holds = tonumber(redis.call('GET', KEYS[i + 1]) or '0')
        if holds > 1 then redis.call('DECR', KEYS[i + 1])
        elseif holds == 1 then redis.call('DEL', KEYS[i + 1]) end
    end
end
"""
_FORGET = """
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
    DELETE FROM portals_editionchange USING quick WHERE id = %s
"""
_HOLD = """
for i = 1, #KEYS do
    redis.call('INCR', KEYS[i])
    redis.call('EXPIRE', KEYS[i], ARGV[1])
end
"""


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as the cache server keeps it: its token, the one before, and when it changed."""

    token: str
    before: str
    changed_at: float

    @staticmethod
    @lru_cache(EDITIONS_KEPT)
    def read(text: bytes) -> Edition:
        token, before, changed = text.decode().split(" ")
        return Edition(token, before, int(changed) / 1000)


def first_edition(now: float) -> str:
    """Return a new edition that followed none, as the server keeps it."""
    return f"{secrets.token_hex(8)}  {int(now * 1000)}"


def change_editions(*, portal_ids: Iterable[int], forbid_stale: bool = False) -> None:
    """Make the stored pages of these portals out of date once the running transaction commits.

    One insert and one round trip, whatever their number. `forbid_stale` is for recalls and withdrawals: from this
    call until the commit is known, the portals' pages come from the database alone.
    """
    ids = sorted(set(portal_ids))
    if ids:
        _note(ids, forbid_stale=forbid_stale)


def change_province_edition(*, forbid_stale: bool = False) -> None:
    """Make every stored page of every portal out of date once the running transaction commits.

    For what many portals show: names, addresses and ties of portals.
    """
    _note(None, forbid_stale=forbid_stale)


def replay_outbox(*, now: datetime, valkey: Valkey = writers) -> int:
    """Apply committed changes that the cache was not told of; return how many. Safe to run twice and beside itself.

    Raises `Unreachable` where the cache still does not answer; the rows then stay.
    """
    if not EditionChange.objects.exists():
        return 0
    with transaction.atomic():
        rows = list(EditionChange.objects.select_for_update().order_by("pk"))
        if not rows:
            return 0
        keys: set[int | None] = set()
        for row in rows:
            keys.update([None] if row.portal_ids is None else row.portal_ids)
        # They are late already: no page of before may be shown a moment longer.
        _tell(valkey, keys, forbid_stale=True, release=False)
        EditionChange.objects.filter(pk__in=[row.pk for row in rows]).delete()
    logger.info(
        "Replayed changes that the page cache had not heard of.",
        extra={
            "event": "portals.pagecache.replayed",
            "changes": len(rows),
            "oldest_seconds": (now - rows[0].made_at).total_seconds(),
        },
    )
    # A row of this moment was not missed: its own writer is about to tell the cache, too.
    note_mended("changes of pages", sum(now - row.made_at > ABOUT_TO_BE_TOLD for row in rows))
    return len(rows)


def _note(portal_ids: list[int] | None, *, forbid_stale: bool) -> None:
    keys: list[int] | list[None] = [None] if portal_ids is None else portal_ids
    with transaction.atomic(savepoint=False):
        row = EditionChange.objects.create(portal_ids=portal_ids, forbids_stale=forbid_stale)
        held = forbid_stale and _hold(keys)
        transaction.on_commit(
            partial(_apply, row.pk, keys, forbid_stale=forbid_stale, held=held), robust=True
        )


def _apply(row_id: int, keys: Iterable[int | None], *, forbid_stale: bool, held: bool) -> None:
    try:
        _tell(writers, keys, forbid_stale=forbid_stale, release=held)
    except Unreachable:
        logger.warning(
            "The page cache did not hear of a change; the outbox keeps it.",
            extra={"event": "portals.pagecache.unreachable", "change": row_id},
        )
        return
    _forget(row_id)


def _forget(row_id: int) -> None:
    """Delete the row without waiting for the disk: if that is lost in a crash, the change is merely told again."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [row_id])


def _hold(keys: Iterable[int | None]) -> bool:
    """Keep stored pages from being shown until the commit; return whether the cache heard."""

    def hold(session: Session) -> None:
        names = [session.hold_key(key) for key in keys]
        session.call(("EVAL", _HOLD, len(names), *names, HOLD_SECONDS))

    try:
        writers.run_surely(hold)
    except Unreachable:
        logger.warning(
            "The page cache could not be held for a withdrawal.",
            extra={"event": "portals.pagecache.not_held"},
        )
        return False
    return True


def _tell(valkey: Valkey, keys: Iterable[int | None], *, forbid_stale: bool, release: bool) -> None:
    def tell(session: Session) -> None:
        names = [name for key in keys for name in (session.edition_key(key), session.hold_key(key))]
        token, changed_at = secrets.token_hex(8), int(time.time() * 1000)
        flags = (int(forbid_stale), EDITION_SECONDS, int(release))
        session.call(("EVAL", _CHANGE, len(names), *names, token, changed_at, *flags))

    valkey.run_surely(tell)

"""The list of addresses under watch: which there are, and when each has its turn.

Each address has a moment of the day, by its hash, so that a day's looks lie evenly over the day and over the portals.
Where something changed it is looked at beside that, at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from editorial.models import Placement
from editorial.models.to_record import STANDING
from editorial.public_record.kinds import PAGE
from portals.clock import local_date
from portals.ledger.models import LedgerEntry
from portals.tree import PORTAL_PATH_LENGTH

from .models import WatchState
from .wanted import FIXED, statement

DAY = 24 * 3600
# New ones that changed in this time are looked at at once; all others wait for their moment of the day.
FRESH = timedelta(hours=1)
# Changes are looked for again over so long, for those that were committed late.
OVERLAP = timedelta(minutes=10)
# Kinds of entries about what stands at an address.
ABOUT_CONTENT = ("publication", "correction", PAGE.name, "withdrawal", STANDING, "recall")

# The address's own moment, next: within a day from now.
MOMENT = """
    to_timestamp((floor(extract(epoch FROM %(now)s::timestamptz) / {day}) * {day}
        + mod(hashtext({key})::bigint + 2147483648, {day})
        + CASE WHEN mod(hashtext({key})::bigint + 2147483648, {day})
                    <= mod(extract(epoch FROM %(now)s::timestamptz)::bigint, {day})
               THEN {day} ELSE 0 END)::double precision)
"""
_ADD = """
    WITH {wanted}
    INSERT INTO watch_watchedaddress AS watched
        (portal_id, path, kind, subject, is_urgent, due_at, watched_since, known_digest, doubts,
         failures)
    SELECT DISTINCT ON (portal_id, path) portal_id, left(path, 500), kind, subject,
           coalesce(changed_at >= %(fresh)s, false),
           CASE WHEN changed_at >= %(fresh)s THEN %(now)s ELSE {moment} END, %(now)s, '', 0, 0
    FROM wanted ORDER BY portal_id, path, (kind = 'gone')
    ON CONFLICT (portal_id, path) DO UPDATE
        SET kind = excluded.kind, subject = excluded.subject, is_urgent = true, due_at = %(now)s,
            known_digest = '', doubts = 0
        WHERE (watched.kind, watched.subject) IS DISTINCT FROM (excluded.kind, excluded.subject)
"""
_FORGET = """
    WITH {wanted}
    DELETE FROM watch_watchedaddress watched
    WHERE NOT EXISTS (SELECT FROM wanted WHERE wanted.portal_id = watched.portal_id
                      AND left(wanted.path, 500) = watched.path)
      AND watched.kind <> 'static'
"""
# Of portals with a changed story also the home page and lists show it. The PDF and the proofs of a story that was sent
# to others wait for their turn there: to typeset one text for a hundred portals takes the front six seconds. Rows are
# locked in the order of their numbers, as looks lock them: so neither waits for the other for ever.
_URGE = """
    WITH changed AS (
        SELECT story_id AS id, portal_id, role, greatest(placed_at, removed_at) AS at
        FROM editorial_placement WHERE id IN (
            SELECT recent.id FROM portals_portal of CROSS JOIN LATERAL (
                SELECT id FROM editorial_placement WHERE portal_id = of.id AND placed_at >= %(since)s
                UNION SELECT id FROM editorial_placement
                    WHERE portal_id = of.id AND removed_at >= %(since)s) recent)
        UNION ALL
        SELECT placement.story_id, placement.portal_id, placement.role, told.at
        FROM unnest(%(stories)s::bigint[], %(times)s::timestamptz[]) AS told (id, at)
        JOIN editorial_placement placement ON placement.story_id = told.id
    ), portals AS (
        SELECT portal_id, max(at) AS at FROM changed GROUP BY portal_id
    ), pages AS (
        SELECT page.id, page.last_published_at AS at
        FROM (SELECT page_ptr_id FROM editorial_informationpage
              UNION ALL SELECT page_ptr_id FROM editorial_sectionpage) ours
        JOIN wagtailcore_page page ON page.id = ours.page_ptr_id
        WHERE page.last_published_at >= %(since)s
    ), concerned AS (
        SELECT watched.id FROM changed JOIN watch_watchedaddress watched
            ON (watched.kind IN ('story', 'gone')
                OR watched.kind IN ('paper', 'proof', 'proofs') AND changed.role = 'origin')
            AND watched.subject = changed.id AND watched.portal_id = changed.portal_id
            WHERE coalesce(watched.looked_at < changed.at, true)
        UNION
        SELECT watched.id FROM portals JOIN watch_watchedaddress watched
            ON watched.portal_id = portals.portal_id AND watched.path IN ('/', '/rss.xml')
            WHERE coalesce(watched.looked_at < portals.at, true)
        UNION
        SELECT watched.id FROM pages JOIN watch_watchedaddress watched
            ON watched.kind IN ('page', 'section') AND watched.subject = pages.id
            WHERE coalesce(watched.looked_at < pages.at, true)
    )
    , held AS (
        SELECT id FROM watch_watchedaddress
        WHERE id IN (SELECT id FROM concerned) AND NOT is_urgent
        ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE watch_watchedaddress watched SET is_urgent = true, due_at = least(due_at, %(now)s)
    FROM held WHERE watched.id = held.id
"""
# The page of a story that was taken down stays on the list, to answer 410; what was made of it goes with the text.
# Found over the same index as the changes.
_LEAVE = """
    WITH gone AS (
        SELECT recent.portal_id, recent.story_id FROM portals_portal of CROSS JOIN LATERAL (
            SELECT portal_id, story_id FROM editorial_placement
                WHERE portal_id = of.id AND removed_at >= %(since)s) recent
        WHERE NOT EXISTS (
            SELECT FROM editorial_placement standing WHERE standing.portal_id = recent.portal_id
                AND standing.story_id = recent.story_id AND standing.removed_at IS NULL)
    ), held AS (
        SELECT watched.id FROM watch_watchedaddress watched
        JOIN gone ON gone.portal_id = watched.portal_id AND gone.story_id = watched.subject
        WHERE watched.kind IN ('paper', 'proof', 'proofs')
        ORDER BY watched.id FOR UPDATE OF watched
    )
    DELETE FROM watch_watchedaddress watched USING held WHERE watched.id = held.id
"""


def list_all(*, now: datetime) -> int:
    """Bring the list in line with what is public, and return how many addresses are new. Two statements."""
    given = _given(now)
    wanted = statement(portal_path=PORTAL_PATH_LENGTH, recent=False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _ADD.format(wanted=wanted, moment=next_moment_sql("portal_id || path")), given
        )
        added = cursor.rowcount
        cursor.execute(_FORGET.format(wanted=wanted), given)
    return added


def list_changes(*, state: WatchState, now: datetime) -> int:
    """Put on the list, or to its top, what changed since `state`; return how much of it is urgent. Five statements.

    A change is a placement or its end, an entry of the ledger, or a publication of a page.
    """
    given = _given(now) | {"since": state.changes_at - OVERLAP}
    told, seen = _told_by_ledger(state, now)
    given |= {"stories": list(told), "times": list(told.values())}
    wanted = statement(portal_path=PORTAL_PATH_LENGTH, recent=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _ADD.format(wanted=wanted, moment=next_moment_sql("portal_id || path")), given
        )
        cursor.execute(_URGE, given)
        urgent = cursor.rowcount
        cursor.execute(_LEAVE, given)
        state.changes_at, state.ledger_seen = now, seen
        state.save(update_fields=["changes_at", "ledger_seen"])
    return urgent


def _told_by_ledger(state: WatchState, now: datetime) -> tuple[dict[int, datetime], int]:
    """The contents that the ledger tells of since `state`, each with the time, and up to which entry all is seen.

    That a text stands there is no change: it is compared in its turn. Entries are numbered before they are committed,
    so the last minutes' are read again.
    """
    found: dict[int, datetime] = {}
    seen = state.ledger_seen
    entries = LedgerEntry.objects.filter(pk__gt=state.ledger_seen, kind__in=ABOUT_CONTENT)
    for pk, kind, subject, written_at in entries.order_by("pk").values_list(
        "pk", "kind", "subject", "written_at"
    ):
        if kind != STANDING and subject.isdecimal():
            found[int(subject)] = written_at
        if written_at < now - OVERLAP:
            seen = pk
    return found, seen


def next_moment_sql(key: str) -> str:
    """SQL for the next moment of the address that the columns `key` name; takes the parameter `now`."""
    return MOMENT.format(day=DAY, key=key)


def state_of_watch(*, now: datetime) -> WatchState:
    """Return the one row; a watch that begins looks for no changes of before."""
    state = WatchState.objects.filter(pk=1).first()
    if state is not None:
        return state
    before = LedgerEntry.objects.filter(written_at__lt=now - OVERLAP).aggregate(last=Max("pk"))
    placed = Placement.objects.aggregate(last=Max("pk"))
    state, _created = WatchState.objects.get_or_create(
        pk=1,
        defaults={
            "changes_at": now,
            "began_at": now,
            "ledger_seen": before["last"] or 0,
            "placements_seen": placed["last"] or 0,
        },
    )
    return state


def _given(now: datetime) -> dict[str, Any]:
    return {"now": now, "today": local_date(now), "fixed": list(FIXED), "fresh": now - FRESH}

"""Place the deliveries of a dispatch that place themselves, a slice at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portals.clock import local_date
from portals.pagecache.cache_invalidation import change_editions
from syndication.enums import DeliveryState, DispatchState

from .lineage import meetings
from .locks import lock_sent_origin

SLICE = 1000
# Where a receiver lacks the kind of section that is meant, the story stands among its general news.
FALLBACK_SECTION = "tin-tuc"

# What a slice takes. The first has the words of the partial index `delivery_to_place`.
AT_ONCE = "d.state = 'waiting' AND d.how IN ('rule', 'urgent')"
AT_THE_DEADLINE = """
    d.state = 'waiting' AND d.how = 'deadline' AND NOT EXISTS (
        SELECT FROM syndication_objection refused
        WHERE refused.delivery_id = d.id AND refused.due_again_at > %(now)s
    )
"""
# A portal that closed stays so.
AGAIN = """
    d.state = 'failed' AND d.state_at < %(failed_before)s AND EXISTS (
        SELECT FROM portals_portal p
        WHERE p.id = d.portal_id AND (p.closed_on IS NULL OR p.closed_on > %(day)s)
    )
"""
_PICK = """
    WITH picked AS (
        SELECT d.id, d.portal_id FROM syndication_delivery d
        WHERE d.dispatch_id = %(dispatch)s AND {which}
        ORDER BY d.portal_id LIMIT %(size)s FOR UPDATE SKIP LOCKED
    )
"""
# Which section of the portal receives a story: as its board chose, else the same kind, else its news.
SECTIONS = """
    LEFT JOIN syndication_sectionchoice choice
        ON choice.portal_id = picked.portal_id AND choice.section_type_id = {meant}
    LEFT JOIN editorial_sectionpage same
        ON same.portal_id = picked.portal_id AND same.section_type_id = {meant}
    LEFT JOIN editorial_sectionpage news
        ON news.portal_id = picked.portal_id AND news.section_type_id = %(fallback)s
"""
# Portals in ascending order: two dispatches of one story then meet in one direction only. What was inserted is asked
# for by IN, which looks it up; a join compares each with each, since no statistics know rows that were just written.
_PLACE = (
    _PICK
    + """
    , target AS (
        SELECT picked.id, picked.portal_id,
               coalesce(choice.section_id, same.page_ptr_id, news.page_ptr_id) AS section_id,
               p.closed_on IS NULL OR p.closed_on > %(day)s AS is_open
        FROM picked
        JOIN portals_portal p ON p.id = picked.portal_id
"""
    + SECTIONS.format(meant="%(section_type)s")
    + """
    ), inserted AS (
        INSERT INTO editorial_placement
            (portal_id, section_id, story_id, role, kind, via, placed_at, pinned_until,
             removal_kind, removal_reason)
        SELECT portal_id, section_id, %(story)s, 'republished', %(kind)s, %(via)s, %(now)s,
               %(pinned)s::timestamptz, '', ''
        FROM target WHERE section_id IS NOT NULL AND is_open
          AND portal_id <> ALL(%(relatives)s::bigint[])
        ORDER BY portal_id
        ON CONFLICT (story_id, portal_id) WHERE removed_at IS NULL DO NOTHING
        RETURNING portal_id
    )
    UPDATE syndication_delivery d
    SET state_at = %(now)s,
        state = CASE WHEN NOT target.is_open OR target.section_id IS NULL THEN 'failed'
                     WHEN target.portal_id IN (SELECT portal_id FROM inserted) THEN 'placed'
                     WHEN target.portal_id = ANY(%(own_versions)s::bigint[]) THEN 'adapted'
                     ELSE 'already_placed' END,
        reason = CASE WHEN NOT target.is_open THEN %(closed)s
                      WHEN target.section_id IS NULL THEN %(no_section)s ELSE '' END
    FROM target WHERE d.id = target.id
    RETURNING d.portal_id, d.state
    """
)
_SHARE = """
    SELECT dispatch.state, coalesce(dispatch.section_type_id, section.section_type_id), page.live,
           CASE WHEN dispatch.urgent_slot IS NOT NULL THEN dispatch.urgent_until END
    FROM syndication_dispatch AS dispatch
    JOIN wagtailcore_page AS page ON page.id = dispatch.story_id
    JOIN editorial_placement AS origin
        ON origin.story_id = dispatch.story_id AND origin.role = 'origin' AND origin.removed_at IS NULL
    JOIN editorial_sectionpage AS section ON section.page_ptr_id = origin.section_id
    WHERE dispatch.id = %s FOR SHARE OF dispatch
"""
_STOP = (
    _PICK
    + """
    UPDATE syndication_delivery d SET state = 'recalled', state_at = %(now)s, reason = %(reason)s
    FROM picked WHERE d.id = picked.id
    """
)
_LAPSE = (
    _PICK
    + """
    UPDATE syndication_delivery d SET state = 'lapsed', state_at = %(now)s
    FROM picked WHERE d.id = picked.id
    """
)
# A story that stood there already is on top as well.
_PIN = """
    UPDATE editorial_placement SET pinned_until = %(pinned)s
    WHERE story_id = %(story)s AND removed_at IS NULL AND role <> 'origin'
      AND portal_id = ANY(%(portals)s) AND pinned_until IS DISTINCT FROM %(pinned)s
"""


@dataclass(frozen=True, slots=True)
class _Shared:
    """An open dispatch of a public story, kept so until the end of the transaction."""

    section_type: str
    pinned_until: datetime | None


def place_slice(
    *,
    dispatch_id: int,
    now: datetime,
    size: int = SLICE,
    which: str = AT_ONCE,
    failed_before: datetime | None = None,
) -> int:
    """Settle up to `size` deliveries of the dispatch; return how many (0: none free).

    `which` is one of AT_ONCE, AT_THE_DEADLINE and AGAIN. Safe to run twice and beside itself: only the transaction that
    holds its row settles a delivery.
    """
    given = {
        "dispatch": dispatch_id,
        "size": size,
        "now": now,
        "day": local_date(now),
        "failed_before": failed_before,
    }
    with transaction.atomic():
        origin = lock_sent_origin(dispatch_id)
        shared = _share(dispatch_id)
        if origin is None or shared is None:
            return _stop(given, which)
        given |= {"story": origin.story_id, "kind": origin.kind, "via": f"dispatch:{dispatch_id}"}
        return _place(given, shared, which)


def lapse_slice(*, dispatch_id: int, now: datetime, size: int = SLICE) -> int:
    """Let up to `size` offers of the dispatch lapse that no board took; return how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _LAPSE.format(which="d.state = 'waiting' AND d.how = 'offer'"),
            {"dispatch": dispatch_id, "size": size, "now": now},
        )
        return int(cursor.rowcount)


def _share(dispatch_id: int) -> _Shared | None:
    """Share the dispatch's row until the end of the transaction; None where it is not open or its story not public.

    The statement comes after the lock on the origin: while one waits for that, dispatch and page may change.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, [dispatch_id])
        row = cursor.fetchone()
    if row is None:
        return None
    state, section_type, live, pinned_until = row
    return _Shared(section_type, pinned_until) if live and state == DispatchState.OPEN else None


def _place(given: dict[str, Any], shared: _Shared, which: str) -> int:
    # Where a relative of the story stands, or was written, it stands already.
    met = meetings(story_ids=[given["story"]])
    given |= {
        "relatives": [one.portal_id for one in met],
        "own_versions": [one.portal_id for one in met if one.is_own_version],
        "section_type": shared.section_type,
        "pinned": shared.pinned_until,
        "fallback": FALLBACK_SECTION,
        "closed": _("The portal is closed."),
        "no_section": _("The portal has no section for this story."),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLACE.format(which=which), given)
        settled = cursor.fetchall()
        if shared.pinned_until is not None:
            cursor.execute(
                _PIN, {**given, "portals": _in_state(settled, DeliveryState.ALREADY_PLACED)}
            )
    changed = _in_state(settled, DeliveryState.PLACED)
    if shared.pinned_until is not None:
        changed += _in_state(settled, DeliveryState.ALREADY_PLACED)
    change_editions(portal_ids=changed)
    return len(settled)


def _in_state(settled: list[tuple[int, str]], wanted: DeliveryState) -> list[int]:
    return [portal_id for portal_id, state in settled if state == wanted]


def _stop(given: dict[str, Any], which: str) -> int:
    reason = _("The story is no longer published on its own portal.")
    with connection.cursor() as cursor:
        cursor.execute(_STOP.format(which=which), {**given, "reason": reason})
        return int(cursor.rowcount)

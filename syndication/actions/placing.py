"""Place the waiting deliveries of a dispatch, a slice at a time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from editorial.models import Placement
from portals.clock import local_date
from portals.pagecache.editions import change_editions
from syndication.enums import DeliveryState, DispatchState
from syndication.locks import lock_sent_origin

SLICE = 1000
# Where a receiver lacks the origin's kind of section, the story stands among its general news.
FALLBACK_SECTION = "tin-tuc"

_PICK = """
    WITH picked AS (
        SELECT id, portal_id FROM syndication_delivery
        WHERE dispatch_id = %(dispatch)s AND state = 'waiting'
        ORDER BY portal_id LIMIT %(size)s FOR UPDATE SKIP LOCKED
    )
"""
# Portals in ascending order: two dispatches of one story then meet in one direction only. What was inserted is asked
# for by IN, which looks it up; a join compares each with each, since no statistics know rows that were just written.
_PLACE = (
    _PICK
    + """
    , target AS (
        SELECT picked.id, picked.portal_id,
               coalesce(same.page_ptr_id, news.page_ptr_id) AS section_id,
               p.closed_on IS NULL OR p.closed_on > %(day)s AS is_open
        FROM picked
        JOIN portals_portal p ON p.id = picked.portal_id
        LEFT JOIN editorial_sectionpage same
            ON same.portal_id = picked.portal_id AND same.section_type_id = %(section_type)s
        LEFT JOIN editorial_sectionpage news
            ON news.portal_id = picked.portal_id AND news.section_type_id = %(fallback)s
    ), inserted AS (
        INSERT INTO editorial_placement
            (portal_id, section_id, story_id, role, kind, via, placed_at,
             removal_kind, removal_reason)
        SELECT portal_id, section_id, %(story)s, 'republished', %(kind)s, %(via)s, %(now)s, '', ''
        FROM target WHERE section_id IS NOT NULL AND is_open
        ORDER BY portal_id
        ON CONFLICT (story_id, portal_id) WHERE removed_at IS NULL DO NOTHING
        RETURNING portal_id
    )
    UPDATE syndication_delivery d
    SET state_at = %(now)s,
        state = CASE WHEN NOT target.is_open OR target.section_id IS NULL THEN 'failed'
                     WHEN target.portal_id IN (SELECT portal_id FROM inserted) THEN 'placed'
                     ELSE 'already_placed' END,
        reason = CASE WHEN NOT target.is_open THEN %(closed)s
                      WHEN target.section_id IS NULL THEN %(no_section)s ELSE '' END
    FROM target WHERE d.id = target.id
    RETURNING d.portal_id, d.state
    """
)
_SHARE = """
    SELECT dispatch.state, section.section_type_id, page.live
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


def place_slice(*, dispatch_id: int, now: datetime, size: int = SLICE) -> int:
    """Settle up to `size` waiting deliveries of the dispatch; return how many (0: none free).

    Safe to run twice and beside itself: only the transaction that holds its row settles a delivery.
    """
    with transaction.atomic():
        origin = lock_sent_origin(dispatch_id)
        section_type = _shared_section_type(dispatch_id)
        if origin is None or section_type is None:
            return _stop(dispatch_id=dispatch_id, now=now, size=size)
        return _place(
            dispatch_id=dispatch_id, origin=origin, section_type=section_type, now=now, size=size
        )


def _shared_section_type(dispatch_id: int) -> str | None:
    """Share the dispatch's row until the end of the transaction; None where it is not open or its story not public.

    Else the kind of section in which the story stands on its own portal. The statement comes after the lock on the
    origin: while one waits for that, dispatch and page may change.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, [dispatch_id])
        row = cursor.fetchone()
    if row is None:
        return None
    state, section_type, live = row
    return str(section_type) if live and state == DispatchState.OPEN else None


def _place(
    *, dispatch_id: int, origin: Placement, section_type: str, now: datetime, size: int
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACE,
            {
                "dispatch": dispatch_id,
                "size": size,
                "day": local_date(now),
                "section_type": section_type,
                "fallback": FALLBACK_SECTION,
                "story": origin.story_id,
                "kind": origin.kind,
                "via": f"dispatch:{dispatch_id}",
                "now": now,
                "closed": _("The portal is closed."),
                "no_section": _("The portal has no section for this story."),
            },
        )
        settled = cursor.fetchall()
    change_editions(
        portal_ids=[portal_id for portal_id, state in settled if state == DeliveryState.PLACED]
    )
    return len(settled)


def _stop(*, dispatch_id: int, now: datetime, size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _STOP,
            {
                "dispatch": dispatch_id,
                "size": size,
                "now": now,
                "reason": _("The story is no longer published on its own portal."),
            },
        )
        return int(cursor.rowcount)

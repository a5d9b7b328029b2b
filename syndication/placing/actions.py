"""Place the deliveries of a dispatch that place themselves, a slice at a time."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from editorial.models import Placement
from editorial.placements.writing import PlacementSpec, pin, republish
from portals.clock import local_date
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
_TARGETS = (
    _PICK
    + """
    SELECT picked.id, picked.portal_id,
           coalesce(choice.section_id, same.page_ptr_id, news.page_ptr_id),
           p.closed_on IS NULL OR p.closed_on > %(day)s
    FROM picked
    JOIN portals_portal p ON p.id = picked.portal_id
"""
    + SECTIONS.format(meant="%(section_type)s")
)
_SETTLE = """
    UPDATE syndication_delivery d SET state_at = %(now)s, state = became.state, reason = became.reason
    FROM unnest(%(deliveries)s::bigint[], %(states)s::text[], %(reasons)s::text[])
        AS became(id, state, reason)
    WHERE d.id = became.id
"""
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


@dataclass(frozen=True, slots=True)
class _Shared:
    """An open dispatch of a public story, kept so until the end of the transaction."""

    section_type: str
    pinned_until: datetime | None


class _Target(NamedTuple):
    """A delivery that is owned now, and where its portal would have the story; None: nowhere."""

    delivery_id: int
    portal_id: int
    section_id: int | None
    is_open: bool


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
        return _place(given, origin, shared, which)


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


def _place(given: dict[str, Any], origin: Placement, shared: _Shared, which: str) -> int:
    # Where a relative of the story stands, or was written, it stands already.
    met = meetings(story_ids=[origin.story_id])
    relatives = {one.portal_id for one in met}
    own_versions = {one.portal_id for one in met if one.is_own_version}
    targets = _take(given, shared, which)
    via, now = f"dispatch:{given['dispatch']}", given["now"]
    done = republish(
        [
            PlacementSpec(one.portal_id, one.section_id, origin.story_id, origin.kind, via, now)
            for one in targets
            if one.section_id is not None and one.is_open and one.portal_id not in relatives
        ],
        pinned_until=shared.pinned_until,
    )
    placed = {place.portal_id for place in done.placed}
    became = [_outcome(one, placed, own_versions) for one in targets]
    _settle(targets, became, now)
    # A story that stood there already is on top as well.
    if shared.pinned_until is not None:
        pin(
            story_id=origin.story_id,
            portal_ids=[
                one.portal_id
                for one, (state, _reason) in zip(targets, became, strict=True)
                if state == DeliveryState.ALREADY_PLACED
            ],
            until=shared.pinned_until,
            with_origin=False,
        )
    return len(targets)


def _take(given: dict[str, Any], shared: _Shared, which: str) -> list[_Target]:
    sections = {"section_type": shared.section_type, "fallback": FALLBACK_SECTION}
    with connection.cursor() as cursor:
        cursor.execute(_TARGETS.format(which=which), given | sections)
        return [_Target(*row) for row in cursor.fetchall()]


def _outcome(
    target: _Target, placed: Set[int], own_versions: Set[int]
) -> tuple[DeliveryState, str]:
    """The state of a delivery after its portal was tried, and the reason where it failed."""
    if not target.is_open:
        return DeliveryState.FAILED, _("The portal is closed.")
    if target.section_id is None:
        return DeliveryState.FAILED, _("The portal has no section for this story.")
    if target.portal_id in placed:
        return DeliveryState.PLACED, ""
    if target.portal_id in own_versions:
        return DeliveryState.ADAPTED, ""
    return DeliveryState.ALREADY_PLACED, ""


def _settle(
    targets: Sequence[_Target], became: Sequence[tuple[DeliveryState, str]], now: datetime
) -> None:
    if not targets:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            {
                "now": now,
                "deliveries": [one.delivery_id for one in targets],
                "states": [str(state) for state, _reason in became],
                "reasons": [reason for _state, reason in became],
            },
        )


def _stop(given: dict[str, Any], which: str) -> int:
    reason = _("The story is no longer published on its own portal.")
    with connection.cursor() as cursor:
        cursor.execute(_STOP.format(which=which), {**given, "reason": reason})
        return int(cursor.rowcount)

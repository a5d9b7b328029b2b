"""What a board does by hand with what portals above sent: place, leave aside ("Đăng", "Bỏ qua")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from editorial.models import SectionPage
from editorial.placements.writing import PlacementSpec, republish
from portals.boards.enums import Basis
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import Refusal
from syndication.models import Delivery
from syndication.placing.actions import FALLBACK_SECTION, SECTIONS
from syndication.placing.lineage import meetings
from syndication.placing.receivers import head_represented

# A board may still take up what lapsed or failed; what waits for a job is the job's.
_OPEN_TO_A_HAND = """
    (d.state = 'waiting' AND d.how IN ('offer', 'deadline') OR d.state IN ('lapsed', 'failed'))
"""
# The locks of `syndication.placing.locks`, each in ascending order.
_SHARE_ORIGINS = """
    SELECT FROM editorial_placement origin
    WHERE origin.role = 'origin' AND origin.removed_at IS NULL AND origin.story_id IN (
        SELECT dispatch.story_id FROM syndication_dispatch dispatch
        JOIN syndication_delivery d ON d.dispatch_id = dispatch.id
        WHERE d.id = ANY(%(deliveries)s)
    )
    ORDER BY origin.story_id FOR SHARE
"""
_SHARE_DISPATCHES = """
    SELECT FROM syndication_dispatch dispatch WHERE dispatch.id IN (
        SELECT d.dispatch_id FROM syndication_delivery d WHERE d.id = ANY(%(deliveries)s)
    )
    ORDER BY dispatch.id FOR SHARE
"""
_TARGETS = (
    f"""
    WITH picked AS (
        SELECT d.id, d.portal_id, d.dispatch_id, dispatch.story_id,
               coalesce(dispatch.section_type_id, there.section_type_id) AS meant, origin.kind
        FROM syndication_delivery d
        JOIN syndication_dispatch dispatch ON dispatch.id = d.dispatch_id AND dispatch.state = 'open'
        JOIN wagtailcore_page page ON page.id = dispatch.story_id AND page.live
        JOIN editorial_placement origin ON origin.story_id = dispatch.story_id
            AND origin.role = 'origin' AND origin.removed_at IS NULL
        JOIN editorial_sectionpage there ON there.page_ptr_id = origin.section_id
        WHERE d.id = ANY(%(deliveries)s) AND d.portal_id = %(portal)s AND {_OPEN_TO_A_HAND}
        ORDER BY d.dispatch_id FOR UPDATE OF d
    ), target AS (
        SELECT picked.*, coalesce(
            wanted.section_id, choice.section_id, same.page_ptr_id, news.page_ptr_id
        ) AS section_id
        FROM picked
        LEFT JOIN unnest(%(wanted)s::bigint[], %(sections)s::bigint[]) wanted(id, section_id)
            ON wanted.id = picked.id
"""
    + SECTIONS.format(meant="picked.meant")
    + """
    )
    SELECT id, dispatch_id, story_id, kind, section_id FROM target
    WHERE section_id IS NOT NULL ORDER BY dispatch_id
    """
)
_SETTLE = """
    UPDATE syndication_delivery d
    SET state = CASE WHEN d.id = ANY(%(placed)s::bigint[]) THEN 'placed' ELSE 'already_placed' END,
        state_at = %(now)s, how = 'hand', by_id = %(actor)s, reason = ''
    WHERE d.id = ANY(%(taken)s::bigint[])
"""
_IGNORE = """
    WITH picked AS (
        SELECT d.id, dispatch.story_id FROM syndication_delivery d
        JOIN syndication_dispatch dispatch ON dispatch.id = d.dispatch_id
        WHERE d.id = ANY(%(deliveries)s) AND d.portal_id = %(portal)s
          AND d.state = 'waiting' AND d.how = 'offer'
        ORDER BY d.dispatch_id FOR UPDATE OF d
    )
    UPDATE syndication_delivery d
    SET state = 'lapsed', state_at = %(now)s, how = 'hand', by_id = %(actor)s
    FROM picked WHERE d.id = picked.id
    RETURNING d.id, d.state, picked.story_id
"""


class UnableToPlace(Refusal):
    """Nothing of it waits any more, or a section is not the portal's own."""


class _Target(NamedTuple):
    """A delivery that is owned now, and in which section its story is to stand."""

    delivery_id: int
    dispatch_id: int
    story_id: int
    kind: str
    section_id: int


@dataclass(frozen=True, slots=True)
class Received:
    """What became of the deliveries of one act: how many stand by it, stood already, or were settled meanwhile."""

    placed: int
    already: int
    missed: int


def place_deliveries(
    *,
    portal: Portal,
    delivery_ids: Sequence[int],
    sections: Mapping[int, SectionPage] | None = None,
    actor: User,
    now: datetime,
) -> Received:
    """Place what was sent to `portal`, in the sections given by delivery, else where the board usually has it.

    As many statements for thirty as for one. What a deadline, a recall or a colleague settled meanwhile is counted as
    missed; refused where nothing at all was left.
    """
    wanted = dict(sections or {})
    if any(section.portal_id != portal.pk for section in wanted.values()):
        raise UnableToPlace(_("Choose a section of your own portal."))
    in_place_of = head_represented(actor, portal, now)
    given = {
        **_given(portal, delivery_ids, actor, now),
        "wanted": list(wanted),
        "sections": [section.pk for section in wanted.values()],
        "fallback": FALLBACK_SECTION,
    }
    with transaction.atomic():
        _run(_SHARE_ORIGINS, given, fetch=False)
        _run(_SHARE_DISPATCHES, given, fetch=False)
        # What goes back to the portal, or stands there as another version, stands already.
        met = meetings(story_ids=_stories(delivery_ids), portal=portal)
        targets = [_Target(*row) for row in _run(_TARGETS, given)]
        if not targets:
            raise UnableToPlace(
                _("None of it waits any more: it was placed, recalled or decided on meanwhile.")
            )
        placed = _place(targets, {one.story_id for one in met}, portal, now)
        taken = [one.delivery_id for one in targets]
        _run(_SETTLE, {**given, "placed": placed, "taken": taken}, fetch=False)
        _log(
            "syndication.place", [one.story_id for one in targets], portal, actor, now, in_place_of
        )
    missed = len(set(delivery_ids)) - len(targets)
    return Received(placed=len(placed), already=len(targets) - len(placed), missed=missed)


def ignore_deliveries(
    *, portal: Portal, delivery_ids: Sequence[int], actor: User, now: datetime
) -> int:
    """Leave ordinary stories aside; return how many. A priority story takes a reason: `object_to_delivery`."""
    in_place_of = head_represented(actor, portal, now)
    with transaction.atomic():
        settled = _run(_IGNORE, _given(portal, delivery_ids, actor, now))
        if not settled:
            raise UnableToPlace(
                _("None of it waits any more: it was placed, recalled or decided on meanwhile.")
            )
        _log("syndication.ignore", [row[2] for row in settled], portal, actor, now, in_place_of)
    return len(settled)


def _place(
    targets: Sequence[_Target], unwelcome: Set[int], portal: Portal, now: datetime
) -> list[int]:
    """Make the stories stand, each by the first dispatch that brings it; return the deliveries that did it."""
    via = {one: f"dispatch:{one.dispatch_id}" for one in targets}
    done = republish(
        [
            PlacementSpec(portal.pk, one.section_id, one.story_id, one.kind, via[one], now)
            for one in targets
            if one.story_id not in unwelcome
        ]
    )
    placed = {(place.story_id, place.via) for place in done.placed}
    return [one.delivery_id for one in targets if (one.story_id, via[one]) in placed]


def _stories(delivery_ids: Sequence[int]) -> list[int]:
    """The stories of these deliveries. One query."""
    sent = Delivery.objects.filter(pk__in=delivery_ids).order_by()
    return list(sent.values_list("dispatch__story", flat=True).distinct())


def _given(
    portal: Portal, delivery_ids: Sequence[int], actor: User, now: datetime
) -> dict[str, Any]:
    return {
        "portal": portal.pk,
        "deliveries": sorted(set(delivery_ids)),
        "actor": actor.pk,
        "now": now,
    }


def _run(sql: str, given: dict[str, Any], *, fetch: bool = True) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall()) if fetch else []


def _log(
    action: str,
    story_ids: Sequence[int],
    portal: Portal,
    actor: User,
    now: datetime,
    in_place_of: int | None,
) -> None:
    """A line for each story, in the log of its own page. Two statements."""
    from editorial.models import StoryPage

    data: dict[str, Any] = {"portal": portal.pk}
    if in_place_of is not None:
        data |= {"basis": Basis.DELEGATION.value, "in_place_of": in_place_of}
    stories = StoryPage.objects.filter(pk__in=story_ids).only("pk", "title", "content_type")
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=story.pk,
            content_type=ContentType.objects.get_for_id(story.content_type_id),
            label=story.title[:255],
            action=action,
            timestamp=now,
            user=actor,
            data=data,
        )
        for story in stories
    )

"""The statements that make stories stand on portals, pin them there and end that, for many of them at once.

They alone write placements, and have the portals concerned show their pages anew. Whose right it is, and which locks
come before, is the callers' affair; each function runs inside their transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from django.db.models import F

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Placement
from portals.pagecache.cache_invalidation import change_editions

from . import standing_changes

if TYPE_CHECKING:
    from editorial.models import SectionPage
    from editorial.querysets import PlacementQuerySet

# Portals in ascending order, the stories of one portal too: two writers then meet in one direction only.
_REPUBLISH = """
    INSERT INTO editorial_placement
        (portal_id, section_id, story_id, role, kind, via, placed_at, pinned_until,
         removal_kind, removal_reason)
    SELECT portal_id, section_id, story_id, 'republished', kind, via, placed_at,
           %(pinned_until)s::timestamptz, '', ''
    FROM unnest(%(portals)s::bigint[], %(sections)s::bigint[], %(stories)s::bigint[],
                %(kinds)s::text[], %(vias)s::text[], %(hours)s::timestamptz[])
        WITH ORDINALITY AS wanted(portal_id, section_id, story_id, kind, via, placed_at, number)
    ORDER BY portal_id, story_id, number
    ON CONFLICT (story_id, portal_id) WHERE removed_at IS NULL DO NOTHING
    RETURNING portal_id, story_id, via
"""
# Ended where a story stands of its own, and where it stood already on the portal that it comes to; once all of that is
# ended, it comes. One statement: the search writes what follows from it for each thing when the statement is over, and
# to write a thing's words into its index is most of the work.
_MOVE = """
    WITH ended AS (
        UPDATE editorial_placement AS placed
        SET removed_at = greatest(placed.placed_at, %(now)s), removal_kind = %(kind)s,
            removal_reason = portal.name, removal_title = page.title
        FROM unnest(%(stories)s::int[], %(sections)s::int[]) AS goes (story_id, section_id)
        JOIN editorial_sectionpage AS section ON section.page_ptr_id = goes.section_id
        JOIN portals_portal AS portal ON portal.id = section.portal_id
        JOIN wagtailcore_page AS page ON page.id = goes.story_id
        WHERE placed.story_id = goes.story_id AND placed.removed_at IS NULL
          AND (placed.role = 'origin' OR placed.portal_id = section.portal_id)
        RETURNING placed.story_id, placed.portal_id AS was, section.portal_id AS comes, goes.section_id, placed.role,
            placed.kind, placed.placed_at
    ), come AS (
        INSERT INTO editorial_placement
            (portal_id, section_id, story_id, role, kind, via, placed_at, removal_kind, removal_reason)
        SELECT comes, section_id, story_id, role, kind, '', placed_at, '', '' FROM ended WHERE role = 'origin'
        ORDER BY comes, story_id
        RETURNING id
    )
    SELECT array(SELECT id FROM come), array(SELECT was FROM ended UNION SELECT comes FROM ended)
"""
_PIN = """
    UPDATE editorial_placement SET pinned_until = %(until)s
    WHERE story_id = %(story)s AND removed_at IS NULL AND pinned_until IS DISTINCT FROM %(until)s
      AND CASE role WHEN 'origin' THEN %(with_origin)s ELSE portal_id = ANY(%(portals)s::bigint[]) END
    RETURNING portal_id
"""


class PlacementSpec(NamedTuple):
    """Where a story is to stand, since when, and what places it there."""

    portal_id: int
    section_id: int
    story_id: int
    kind: str
    via: str
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class PlacingOutcome:
    """What became of the places asked for: a story stands there by this act, or stood there already."""

    placed: Sequence[PlacementSpec]
    stood: Sequence[PlacementSpec]


def republish(
    places: Collection[PlacementSpec], *, pinned_until: datetime | None = None
) -> PlacingOutcome:
    """Make stories stand on portals that did not write them, except where they stand. One statement.

    Waits for whoever is placing the same at this moment. Of two places for one story and portal the first counts.
    """
    if not places:
        return PlacingOutcome((), ())
    portals, sections, stories, kinds, vias, hours = zip(*places, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _REPUBLISH,
            {
                "portals": list(portals),
                "sections": list(sections),
                "stories": list(stories),
                "kinds": [str(kind) for kind in kinds],
                "vias": list(vias),
                "hours": list(hours),
                "pinned_until": pinned_until,
            },
        )
        written = set(cursor.fetchall())
    change_editions(portal_ids=[portal_id for portal_id, _story, _via in written])
    by_this_act = [(place.portal_id, place.story_id, place.via) in written for place in places]
    outcome = PlacingOutcome(
        placed=[place for place, is_new in zip(places, by_this_act, strict=True) if is_new],
        stood=[place for place, is_new in zip(places, by_this_act, strict=True) if not is_new],
    )
    if outcome.placed:
        for listener in standing_changes.listeners():
            listener.republished(outcome.placed, on_top=pinned_until is not None)
    return outcome


def republish_one(place: PlacementSpec) -> Placement:
    """Make one story stand on one portal, and return what stands there then: it may have stood already."""
    republish([place])
    known = Placement.objects.filter(story=place.story_id, portal=place.portal_id)
    # What stood, and so kept this one out, may have been taken down since.
    return known.order_by(F("removed_at").desc(nulls_first=True), "-pk")[0]


def place_new_origins(places: Iterable[PlacementSpec]) -> None:
    """Make stories stand on the portals that wrote them. They are new: one that stands already is an error."""
    made = Placement.objects.bulk_create(
        Placement(role=PlacementRole.ORIGIN, **place._asdict()) for place in places
    )
    change_editions(portal_ids=[placement.portal_id for placement in made])


def move_origins(*, sections: Mapping[int, SectionPage], now: datetime) -> list[int]:
    """Make stories that stand of their own do so in other sections, also of other portals; return the keys written.

    `sections` has the section by the story's key. Stories that stand nowhere are left alone. One statement.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "stories": list(sections),
                "sections": [section.pk for section in sections.values()],
                "now": now,
                "kind": RemovalKind.MOVED,
            },
        )
        made, portals = cursor.fetchone()
        change_editions(portal_ids=portals, forbid_stale=True)
    return list(made)


def pin(
    *, story_id: int, portal_ids: Collection[int], until: datetime | None, with_origin: bool
) -> None:
    """Keep a story on top of these portals until then, or of its own too; None takes it off the top. One statement."""
    if not portal_ids and not with_origin:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _PIN,
            {
                "story": story_id,
                "portals": list(portal_ids),
                "until": until,
                "with_origin": with_origin,
            },
        )
        changed = [portal_id for (portal_id,) in cursor.fetchall()]
    change_editions(portal_ids=changed)
    if changed and until is not None:
        for listener in standing_changes.listeners():
            listener.pinned(story_id)


def put_pin_back(placement: Placement, *, until: datetime | None) -> None:
    """Let one placement stand on top as long as it did: where its portal is put back to how it was."""
    placement.pinned_until = until
    placement.save(update_fields=["pinned_until"])


def end_placements(
    *, placements: PlacementQuerySet, kind: RemovalKind, reason: str, now: datetime
) -> int:
    """End those of `placements` that stand; return how many. One statement.

    From here on their portals show no stored page until the change is committed and known.
    """
    standing, params = placements.standing().values("pk").query.sql_with_params()
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE editorial_placement AS ended"
            " SET removed_at = greatest(placed_at, %s), removal_kind = %s, removal_reason = %s,"
            " removal_title = page.title"
            " FROM wagtailcore_page AS page WHERE page.id = ended.story_id"
            f" AND ended.id IN ({standing}) RETURNING story_id, portal_id",
            [now, kind, reason, *params],
        )
        ended = cursor.fetchall()
        change_editions(portal_ids=[portal_id for _story, portal_id in ended], forbid_stale=True)
        # What moves is read at its new place; its old address leads there.
        if ended and kind != RemovalKind.MOVED:
            for listener in standing_changes.listeners():
                listener.ended(ended, now=now)
    return len(ended)

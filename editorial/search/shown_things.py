"""What a list of results shows of the things that were picked: of twenty, however many were found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from editorial.models.placement import story_path
from portals.addresses import origin_of
from portals.clock import local_date

from .sources import STORIES, thing_kinds

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from portals.models import Portal

# A story is shown where it stands now; one that was taken down since it was indexed is not, nor one that stands anew
# and whose words are not there yet.
_READ = f"""
    SELECT thing.id, thing.source, thing.kind, thing.key, thing.at, thing.shown, thing.places,
        portal.id, portal.name, coalesce(site.hostname, main.hostname),
        placed.placed_at, placed.role, page.slug, section.title, section.slug
    FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS picked (id, place)
    JOIN editorial_searchthing AS thing USING (id)
    JOIN portals_portal AS portal ON portal.id = thing.portal_id
    LEFT JOIN wagtailcore_site AS site ON site.id = portal.site_id
    LEFT JOIN portals_portaladdress AS main ON portal.site_id IS NULL AND main.portal_id = portal.id
        AND main.is_main AND main.period @> %(today)s::date
    LEFT JOIN editorial_placement AS placed ON thing.source = '{STORIES}' AND placed.story_id = thing.page_id
        AND placed.removed_at IS NULL AND placed.portal_id = coalesce(%(portal)s, thing.portal_id)
    LEFT JOIN wagtailcore_page AS page ON page.id = placed.story_id
    LEFT JOIN wagtailcore_page AS section ON section.id = placed.section_id
    WHERE thing.shown <> '{{}}' AND (thing.source <> '{STORIES}' OR placed.id IS NOT NULL)
    ORDER BY picked.place
"""


@dataclass(frozen=True, slots=True)
class FoundThing:
    """One result. `address` is whole where it leads to another portal; `source` names the portal that wrote it.

    `body` is the beginning of its text, from which what was found is shown.
    """

    source_name: str
    key: str
    kind: str
    kind_name: str | Promise
    title: str
    text: str
    body: str
    address: str
    at: datetime | None
    section: str
    source: str
    facts: tuple[str, ...]

    @property
    def story_id(self) -> int:
        """The story's id; for a result that is a story."""
        return int(self.key)


def shown_things(ids: Sequence[int], portal: Portal | None) -> list[FoundThing]:
    """Return what is shown of these, in this order, as read on `portal`. One query, and none for none."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        here, today = portal.pk if portal else None, local_date(timezone.now())
        cursor.execute(_READ, {"ids": list(ids), "portal": here, "today": today})
        return [_shown(portal, *row) for row in cursor.fetchall()]


def _shown(
    portal: Portal | None,
    _id: int,
    source: str,
    kind: str,
    key: str,
    at: datetime | None,
    shown: dict[str, Any] | str,
    places: list[int],
    portal_id: int,
    portal_name: str,
    hostname: str | None,
    placed_at: datetime | None,
    role: str | None,
    slug: str | None,
    section: str | None,
    section_slug: str | None,
) -> FoundThing:
    told = _loaded(shown)
    is_story = source == STORIES
    path = story_path(section_slug or "", slug or "", int(key)) if is_story else told["address"]
    here = portal is not None and (is_story or portal.pk in places)
    is_elsewhere = not here and not path.startswith("http")
    return FoundThing(
        source_name=source,
        key=key,
        kind=kind,
        kind_name=thing_kinds()[kind].plural if kind in thing_kinds() else "",
        title=told["title"],
        text=told["text"],
        body=told["body"],
        address=origin_of(hostname) + path if is_elsewhere and hostname else path,
        at=placed_at or at,
        section=section or "",
        source=portal_name
        if portal is None or portal.pk not in places or (is_story and portal.pk != portal_id)
        else "",
        facts=tuple(told["facts"]),
    )


def _loaded(shown: dict[str, Any] | str) -> dict[str, Any]:
    # Django has the driver leave JSON as text.
    return json.loads(shown) if isinstance(shown, str) else shown

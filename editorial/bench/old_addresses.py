"""Old addresses of stories by the million: generated, and held against what stands, a few statements for thousands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import batched, count
from typing import NamedTuple

from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Placement
from editorial.models.placement import story_path
from portals.clock import local_date
from portals.models import PortalAddress

AT_ONCE = 5_000


class OldStoryAddress(NamedTuple):
    portal_id: int
    hostname: str
    story_id: int
    path: str


def generated_addresses(portals: Collection[int], wanted: int) -> Iterator[OldStoryAddress]:
    """At most `wanted` addresses of what stands on these portals now, each in several spellings if need be."""
    today = local_date(timezone.now())
    hosts = dict(
        PortalAddress.objects.in_force(today)
        .filter(portal__in=portals, is_main=True)
        .values_list("portal", "hostname")
    )
    standing = Placement.objects.standing().filter(portal__in=portals)
    rows = standing.order_by("story", "portal").values_list(
        "portal", "section__slug", "story", "story__slug"
    )
    left = wanted if standing.exists() else 0
    for spelling in count():
        for portal, section, story, slug in rows[:left].iterator(chunk_size=AT_ONCE):
            # The number alone says which story, whatever became of the words before it.
            path = story_path(section, f"{slug}-{spelling}" if spelling else slug, story)
            yield OldStoryAddress(portal, hosts[portal], story, path)
            left -= 1
        if left <= 0:
            break


def wrong_in_bulk(addresses: Sequence[OldStoryAddress]) -> list[str]:
    """Those that neither stand where they stood nor lead, in one step, to where the story stands of its own.

    By the rows that the view of a story asks for one address (`editorial.public.views.story`), for thousands at once.
    """
    wrong = []
    for some in batched(addresses, AT_ONCE):
        asked = {
            "portal__in": {one.portal_id for one in some},
            "story__in": {one.story_id for one in some},
        }
        placed = Placement.objects.filter(**asked)
        standing = set(placed.standing().filter(story__live=True).values_list("portal", "story"))
        moved = set(placed.filter(removal_kind=RemovalKind.MOVED).values_list("portal", "story"))
        origins = Placement.objects.standing().local().filter(story__in=asked["story__in"])
        # What leads on leads to a portal that has a site, or a host that answers as an archive.
        led = set(origins.filter(story__live=True).values_list("story", flat=True))
        for one in some:
            key = (one.portal_id, one.story_id)
            if key not in standing and not (key in moved and one.story_id in led):
                wrong.append(f"{one.hostname}{one.path}")
    return wrong

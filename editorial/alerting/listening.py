"""What is published and taken down, told to alerts in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from editorial.kinds.registry import ContentKind, called, kind_of
from editorial.models import Placement, SectionPage, StoryPage
from editorial.models.placement import story_path
from editorial.placements.writing import PlacementSpec
from portals.addresses import main_origin
from portals.alerts.noting import (
    NotedThing,
    Spot,
    are_followed,
    followed_on,
    make_urgent,
    note_things,
    rename,
    take_back_things,
)
from portals.clock import local_date
from portals.models import Portal
from portals.organisation.models import ResidentialGroup
from portals.queries import all_above

from .followables import AREA, area_key, below_key, kind_key, portal_key, section_key
from .searches import ComingTo, answered_searches

# A story is news so long after it was first placed; what is corrected later is none.
NEWS_FOR = timedelta(days=2)


def thing_of(story_id: int) -> str:
    return f"story:{story_id}"


def note_published(*, story: StoryPage, now: datetime) -> None:
    """Note a story with its publication; one that was public before is called by its corrected title from here on."""
    rename(thing=thing_of(story.pk), title=story.title)
    origin = (
        Placement.objects.standing()
        .local()
        .filter(story=story, placed_at__gt=now - NEWS_FOR)
        .select_related("portal__site", "section", "story")
        .first()
    )
    if origin is None or not is_reached(origin.portal, local_date(now)):
        return
    above = tuple(all_above(origin.portal, local_date(now)).values_list("pk", flat=True))
    coming = ComingTo(story.pk, origin.portal_id, above, is_written_here=True)
    about = (
        *_keys(origin.portal_id, origin.section_id, origin.kind),
        *(below_key(pk) for pk in (origin.portal_id, *above)),
        *answered_searches([coming]).get((story.pk, origin.portal_id), ()),
        *_areas_on(origin.portal_id, kind_of(story), story),
    )
    thing = thing_of(story.pk)
    urgent = origin.pinned_until is not None and origin.pinned_until > now
    note_things(
        happenings=[NotedThing(thing, story.title, urgent)],
        spots=[Spot(thing, origin.portal_id, about, main_origin(origin.portal) + origin.path)],
        now=now,
    )


def _areas_on(portal_id: int, kind: ContentKind, story: StoryPage) -> tuple[str, ...]:
    """Return the groups whose people a notice is for: the one that it names, or where it names none, all of them.

    Who follows a group that the board removed since is among all.
    """
    if not kind.residents:
        return ()
    name = getattr(story.specific, kind.residents)
    named = ResidentialGroup.objects.filter(portal=portal_id, name=name).first() if name else None
    if named:
        return (area_key(named.pk),)
    return followed_on([portal_id], code=AREA).get(portal_id, ())


def _spot(place: PlacementSpec) -> tuple[int, int]:
    return place.story_id, place.portal_id


def _keys_of(places: Collection[PlacementSpec]) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return by story and portal the keys by which it is found there. One query, one more where a notice is among them.

    A notice that another portal wrote is for all residential groups of the portal to which it comes.
    """
    answered = answered_searches(ComingTo(*_spot(place)) for place in places)
    for_residents = [place for place in places if called(place.kind).residents]
    areas = followed_on({place.portal_id for place in for_residents}, code=AREA)
    return {
        _spot(place): (
            *_keys(place.portal_id, place.section_id, place.kind),
            *answered.get(_spot(place), ()),
            *(areas.get(place.portal_id, ()) if called(place.kind).residents else ()),
        )
        for place in places
    }


def _keys(portal_id: int, section_id: int, kind: str) -> tuple[str, ...]:
    return portal_key(portal_id), section_key(section_id), kind_key(portal_id, kind)


class StandingAlerts:
    """Stories that come to other portals, and that end."""

    def republished(self, places: Collection[PlacementSpec], *, on_top: bool) -> None:
        about = _keys_of(places)
        followed = are_followed({key for keys in about.values() for key in keys})
        wanted = [place for place in places if followed.intersection(about[_spot(place)])]
        if wanted:
            titles = dict(
                StoryPage.objects.filter(pk__in={place.story_id for place in wanted}).values_list(
                    "pk", "title"
                )
            )
            note_things(
                happenings=[
                    NotedThing(thing_of(pk), title, on_top) for pk, title in titles.items()
                ],
                spots=_spots(wanted, about),
                now=timezone.now(),
            )
        if on_top:
            for story_id in {place.story_id for place in places}:
                make_urgent(thing=thing_of(story_id))

    def pinned(self, story_id: int) -> None:
        make_urgent(thing=thing_of(story_id))

    def ended(self, places: Collection[tuple[int, int]], *, now: datetime) -> None:
        take_back_things(spots=[(thing_of(story), portal) for story, portal in places], now=now)


def is_reached(portal: Portal, day: date) -> bool:
    """Whether the portal has an address today: without one nobody is led to its stories. No query while it is open."""
    return portal.site is not None or portal.addresses.in_force(day).filter(is_main=True).exists()


def _spots(
    places: Iterable[PlacementSpec], about: Mapping[tuple[int, int], tuple[str, ...]]
) -> Iterator[Spot]:
    portals = Portal.objects.select_related("site").in_bulk({place.portal_id for place in places})
    today = local_date(timezone.now())
    places = [place for place in places if is_reached(portals[place.portal_id], today)]
    sections = dict(
        SectionPage.objects.filter(pk__in={place.section_id for place in places}).values_list(
            "pk", "slug"
        )
    )
    slugs = dict(
        StoryPage.objects.filter(pk__in={place.story_id for place in places}).values_list(
            "pk", "slug"
        )
    )
    for place in places:
        path = story_path(sections[place.section_id], slugs[place.story_id], place.story_id)
        yield Spot(
            thing_of(place.story_id),
            place.portal_id,
            about[_spot(place)],
            main_origin(portals[place.portal_id]) + path,
        )

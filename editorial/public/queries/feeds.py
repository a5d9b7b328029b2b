"""What feeds and sitemaps list, set-based: no question asks for one story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from wagtail.models import Page

from editorial.enums import PlacementRole
from editorial.models import InformationPage, Placement, PortalRendition, SectionPage
from editorial.models.page import PortalPage
from editorial.public.section_contents import has_content, is_owed
from editorial.public.section_lists import FeedPart, list_of
from portals.addresses import main_origin
from portals.models import Portal
from portals.tree import portal_path

from .images import SHARED_SPEC

ENTRIES = 30
# Whoever reads a feed less often than this asks each address again.
ENDED_SHOWN = timedelta(days=30)
MOST_ENDED = 200
STORIES_A_MAP = 5_000


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A story on the portal, with where it was written; `image` where lists show one already."""

    placement: Placement
    origin: Portal
    origin_path: str
    image: PortalRendition | None


@dataclass(frozen=True, slots=True)
class MappedPage:
    """An address of the sitemap."""

    path: str
    changed_at: datetime | None
    image: PortalRendition | None = None


@dataclass(frozen=True, slots=True)
class StoryMap:
    """One file of stories: its number, and when the newest change in it was."""

    number: int
    changed_at: datetime | None


def feed_entries(
    portal: Portal, section: SectionPage | None = None, part: FeedPart | None = None
) -> list[FeedEntry]:
    """Return the newest stories of the portal, of one section, or of a part of it. Four queries."""
    standing = Placement.objects.standing().on(portal).filter(story__live=True)
    if section is not None:
        standing = standing.filter(_of(section, part))
    found = list(
        standing.newest_first()
        .select_related("story", "section")
        .only(
            *("portal", "role", "kind", "placed_at", "section__title", "section__slug"),
            *(f"story__{name}" for name in ("path", "title", "slug", "lead", "lead_image")),
            *("story__first_published_at", "story__last_published_at"),
        )[:ENTRIES]
    )
    origins = _origin_paths(found)
    owners = _owners(found)
    images = _images(placement.story.lead_image_id for placement in found)
    return [
        FeedEntry(
            placement=placement,
            origin=owners.get(portal_path(placement.story.path), portal),
            origin_path=origins.get(placement.story_id, placement.path),
            image=images.get(placement.story.lead_image_id),
        )
        for placement in found
    ]


@dataclass(frozen=True, slots=True)
class EndedEntry:
    """A story that stood on the portal and does no longer: by what address feeds knew it, and since when it is gone."""

    origin: Portal
    path: str
    ended_at: datetime


def ended_entries(
    portal: Portal,
    section: SectionPage | None = None,
    part: FeedPart | None = None,
    *,
    now: datetime,
) -> list[EndedEntry]:
    """Return the stories that left the portal lately, or one section or part of it, the latest first. Two queries.

    One that goes on standing where it was written is not among them: whoever reads the feeds of both portals knows it
    by one id, and would drop it from both.
    """
    ended = Placement.objects.filter(portal=portal, removed_at__gte=now - ENDED_SHOWN)
    if section is not None:
        ended = ended.filter(_of(section, part))
    standing = Placement.objects.standing().filter(story=OuterRef("story"))
    found = list(
        ended.exclude(Exists(standing.filter(portal=portal)))
        .exclude(Exists(standing.local()))
        .select_related("story")
        .only("removed_at", "story__path", "story__url_path", "story__slug")
        .order_by("-removed_at", "-pk")[:MOST_ENDED]
    )
    owners = _owners(found)
    return [
        EndedEntry(owner, placement.story.public_path(), placement.removed_at)
        for placement in found
        if placement.removed_at is not None
        and (owner := owners.get(portal_path(placement.story.path))) is not None
        and owner.site_id is not None
    ]


def _of(section: SectionPage, part: FeedPart | None) -> Q:
    """What the feeds of a section hold: what stands in it, and the kind that it lists wherever that stands."""
    if part is not None:
        return part.placements
    own = list_of(section.section_type_id)
    return Q(section=section) | Q(kind=own.kind) if own and own.kind else Q(section=section)


def origin_addresses(story_ids: Iterable[int]) -> dict[int, str]:
    """Return by stories their whole address on the portal that wrote them, of those that stand there. One query."""
    ids = list(story_ids)
    if not ids:
        return {}
    written = Placement.objects.standing().local().filter(story__in=ids, portal__site__isnull=False)
    return {
        one.story_id: main_origin(one.portal) + one.path
        for one in written.select_related("story", "section", "portal__site")
    }


def story_maps(portal: Portal) -> list[StoryMap]:
    """Return the files that hold the portal's own stories. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT number, max(changed_at) FROM (
                SELECT (row_number() OVER (ORDER BY placement.id) - 1) / %s + 1 AS number,
                    page.last_published_at AS changed_at
                FROM {Placement._meta.db_table} AS placement
                JOIN {Page._meta.db_table} AS page ON page.id = placement.story_id
                WHERE placement.portal_id = %s AND placement.removed_at IS NULL
                    AND placement.role = %s AND page.live
            ) AS numbered GROUP BY number ORDER BY number
            """,
            [STORIES_A_MAP, portal.pk, PlacementRole.ORIGIN],
        )
        return [StoryMap(number, changed_at) for number, changed_at in cursor.fetchall()]


def mapped_stories(portal: Portal, number: int) -> list[MappedPage]:
    """Return the portal's own stories in file `number`, counted from 1. Two queries."""
    first = (number - 1) * STORIES_A_MAP
    rows = (
        Placement.objects.standing()
        .on(portal)
        .local()
        .filter(story__live=True)
        .order_by("pk")
        .values_list(
            "story_id",
            "section__slug",
            "story__slug",
            "story__last_published_at",
            "story__lead_image_id",
        )[first : first + STORIES_A_MAP]
    )
    found = list(rows)
    images = _images(image for *_rest, image in found)
    return [
        MappedPage(f"/{section}/{slug}-{pk}/", changed_at, images.get(image))
        for pk, section, slug, changed_at, image in found
    ]


def standing_pages(portal: Portal, day: date) -> list[PortalPage]:
    """Return the sections of `portal` that show something on `day`, and its standing pages. Two queries."""
    sections = SectionPage.objects.filter(
        has_content(portal) | is_owed(portal, day), portal=portal, live=True
    ).annotate(place=F("section_type__position"))
    pages = InformationPage.objects.live().descendant_of(portal.root)
    fields = ("title", "slug", "url_path", "path", "depth", "last_published_at")
    return [
        *sections.only(*fields).order_by("place", "pk"),
        *pages.only(*fields).order_by("path"),
    ]


def _origin_paths(placements: list[Placement]) -> dict[int, str]:
    """Return the path that each republished story has on the portal that wrote it. One query."""
    republished = [one.story_id for one in placements if one.role != PlacementRole.ORIGIN]
    if not republished:
        return {}
    rows = (
        Placement.objects.standing()
        .local()
        .filter(story__in=republished)
        .values_list("story_id", "section__slug", "story__slug")
    )
    return {pk: f"/{section}/{slug}-{pk}/" for pk, section, slug in rows}


def _owners(placements: list[Placement]) -> dict[str, Portal]:
    roots = {portal_path(placement.story.path) for placement in placements}
    portals = Portal.objects.filter(root__path__in=roots).select_related("root", "site")
    return {portal.root.path: portal for portal in portals if portal.root is not None}


def _images(image_ids: Iterable[int | None]) -> dict[int | None, PortalRendition]:
    wanted = set(filter(None, image_ids))
    if not wanted:
        return {}
    found = PortalRendition.objects.filter(image__in=wanted, filter_spec=SHARED_SPEC)
    return {rendition.image_id: rendition for rendition in found.order_by("pk")}

"""The sections of a portal, and what stands in one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from editorial.kinds.lists import with_ends
from editorial.models import InformationPage, InformationRemoval, Placement, SectionPage
from editorial.public.section_contents import has_content
from editorial.querysets import PlacementQuerySet
from portals.models import Portal

from .images import load_renditions
from .section_months import month_bounds
from .section_statements import sections_statement

STORIES_A_PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class UnreadableMark(ValueError):
    """The address holds a place in a list that this system never wrote."""


@dataclass(frozen=True, slots=True)
class ListMark:
    """A place in a list that stays right while stories come and go: between two placements, not "page 7"."""

    placed_at: datetime
    placement_id: int

    @classmethod
    def before_or_after(cls, placement: Placement) -> ListMark:
        return cls(placement.placed_at, placement.pk)

    @classmethod
    def read(cls, text: str) -> ListMark:
        """Read what `str()` wrote; raise UnreadableMark for anything else."""
        instant, _dash, placement_id = text.partition("-")
        if not (instant.isascii() and instant.isdigit() and len(instant) < 18):
            raise UnreadableMark(text)
        if not (placement_id.isascii() and placement_id.isdigit() and len(placement_id) < 19):
            raise UnreadableMark(text)
        try:
            return cls(_EPOCH + int(instant) * _MICROSECOND, int(placement_id))
        except OverflowError as error:
            raise UnreadableMark(text) from error

    def __str__(self) -> str:
        return f"{(self.placed_at - _EPOCH) // _MICROSECOND}-{self.placement_id}"


@dataclass(frozen=True, slots=True)
class SectionListing:
    """One page of a section: newest first, with the marks that lead on; None where the list ends."""

    placements: list[Placement]
    older: ListMark | None
    newer: ListMark | None


@dataclass(frozen=True, slots=True)
class PortalSection:
    """A public section as menus and maps know it. `in_menus`: its board has not taken it out of them."""

    pk: int
    title: str
    slug: str
    section_type_id: str
    in_menus: bool
    has_content: bool
    is_owed: bool

    @property
    def is_listed(self) -> bool:
        """Nobody is led to an empty page, but to what is owed and missing."""
        return self.has_content or self.is_owed


def portal_sections(portal: Portal, day: date) -> list[PortalSection]:
    """Return the public sections of `portal` as they are on `day`, in the order of the taxonomy. One query.

    Whatever changes what a section holds changes the portal's edition as well, so that this may be kept under it.
    """
    statement, values = sections_statement(portal, day)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [PortalSection(*row) for row in cursor.fetchall()]


def holding_sections(section_type: str, portals: Iterable[Portal]) -> list[SectionPage]:
    """Return the sections of this type that have something to show on one of a few portals. One query."""
    asked = list(portals)
    if not asked:
        return []
    holding = reduce(or_, (Q(has_content(portal), portal=portal) for portal in asked))
    return list(SectionPage.objects.filter(holding, section_type=section_type, live=True))


def section_at(portal: Portal, slug: str) -> SectionPage | None:
    return SectionPage.objects.filter(portal=portal, live=True, slug=slug).first()


def information_in(section: SectionPage) -> list[InformationPage]:
    """Return the standing pages of a section, in the order of the tree. One query."""
    pages = InformationPage.objects.live().child_of(section)
    return list(pages.only("title", "url_path", "intro", "last_published_at").order_by("path"))


def stories_in(
    section: SectionPage,
    *,
    older_than: ListMark | None = None,
    newer_than: ListMark | None = None,
    month: date | None = None,
) -> SectionListing:
    """Return one page of what stands in `section`. Two queries, however long the list and however deep the page.

    `month`, by its first day, leaves only what was placed in it.
    """
    standing = Placement.objects.standing().filter(portal=section.portal_id, section=section)
    if month is not None:
        begins, ends = month_bounds(month)
        standing = standing.filter(placed_at__gte=begins, placed_at__lt=ends)
    wanted = STORIES_A_PAGE + 1
    if newer_than is not None:
        found = list(
            with_ends(_newer(standing, newer_than).order_by("placed_at", "pk").for_lists())[:wanted]
        )
        more_newer, more_older = len(found) == wanted, True
        placements = found[:STORIES_A_PAGE][::-1]
    else:
        if older_than is not None:
            standing = _older(standing, older_than)
        found = list(with_ends(standing.newest_first().for_lists())[:wanted])
        more_newer, more_older = older_than is not None, len(found) == wanted
        placements = found[:STORIES_A_PAGE]
    load_renditions([placement.story.lead_image for placement in placements])
    if not placements:
        return SectionListing([], None, None)
    return SectionListing(
        placements,
        older=ListMark.before_or_after(placements[-1]) if more_older else None,
        newer=ListMark.before_or_after(placements[0]) if more_newer else None,
    )


def _older(placements: PlacementQuerySet, mark: ListMark) -> PlacementQuerySet:
    # The plain bound is what the index understands; the exclusion only settles the same instant.
    return placements.filter(placed_at__lte=mark.placed_at).exclude(
        placed_at=mark.placed_at, pk__gte=mark.placement_id
    )


def _newer(placements: PlacementQuerySet, mark: ListMark) -> PlacementQuerySet:
    return placements.filter(placed_at__gte=mark.placed_at).exclude(
        placed_at=mark.placed_at, pk__lte=mark.placement_id
    )


def information_at(portal: Portal, path: str) -> InformationPage | None:
    """Return the live standing page at `path` ("gioi-thieu/co-cau/") below the home page of `portal`."""
    if portal.root is None or "\x00" in path:
        return None
    return InformationPage.objects.live().filter(url_path=portal.root.url_path + path).first()


def information_removed_at(portal: Portal, path: str) -> InformationRemoval | None:
    """Return the last removal of the page at `path`, where it was taken off and is not public again."""
    if portal.root is None or "\x00" in path:
        return None
    return (
        InformationRemoval.objects.filter(
            page__url_path=portal.root.url_path + path, page__live=False
        )
        .order_by("-removed_at", "-pk")
        .first()
    )

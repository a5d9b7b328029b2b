"""Which section goes to which, and the pages that lie in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import connection
from wagtail.models import Page

from editorial.bulk_import.bulk_insert import insert_pages
from editorial.models import SectionPage, SectionRequirement
from portals.models import Portal
from portals.reforms.contents import ALL_SECTIONS, SectionsMove

if TYPE_CHECKING:
    from portals.reforms.switching import Switching


@dataclass(frozen=True, slots=True)
class SectionPair:
    """A section, and the one that takes its pages."""

    source: SectionPage
    target: SectionPage


@dataclass(frozen=True, slots=True)
class MovingPage:
    pk: int
    pair: SectionPair


def pages_in_sections(portals: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many pages lie in the sections of each portal, by its key and their codes. One query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    sections = SectionPage.objects.filter(portal__in=list(portals)).order_by(
        "section_type__position"
    )
    for portal, code, pages in sections.values_list("portal", "section_type", "numchild"):
        found[portal][code] = pages
    return found


def section_pairs(switching: Switching, moves: Sequence[SectionsMove]) -> list[SectionPair]:
    portals = {portal for move in moves for portal in (move.original, move.result)}
    there = {
        (section.portal_id, section.section_type_id): section
        for section in SectionPage.objects.filter(portal__in=portals).select_related("section_type")
    }
    wanted = [
        (section, move.result)
        for move in moves
        for (portal, code), section in there.items()
        if portal == move.original and (code in move.sections or ALL_SECTIONS in move.sections)
    ]
    missing = {
        (result, section.section_type_id): section
        for section, result in wanted
        if (result, section.section_type_id) not in there
    }
    there |= _open_missing(switching, missing)
    return [
        SectionPair(section, there[result, section.section_type_id])
        for section, result in wanted
        if (result, section.section_type_id) in there
    ]


def _open_missing(
    switching: Switching, missing: Mapping[tuple[int, str], SectionPage]
) -> dict[tuple[int, str], SectionPage]:
    """Open sections that a successor has not and may have; what it may not have stays with the archive."""
    portals = Portal.objects.select_related("root").in_bulk({result for result, _code in missing})
    allowed = set(
        SectionRequirement.objects.in_force(switching.day).values_list("tier", "section_type")
    )
    opened = {
        (result, code): SectionPage(
            title=section.section_type.name,
            slug=code,
            portal_id=result,
            section_type=section.section_type,
            live=True,
            show_in_menus=True,
        )
        for (result, code), section in missing.items()
        if (portals[result].tier_id, code) in allowed
    }
    children: dict[Page, list[Page]] = defaultdict(list)
    for (result, _code), section in opened.items():
        children[cast("Page", portals[result].root)].append(section)
    if children:
        insert_pages(children=children)
    return opened


def lock_sections(sections: Collection[int]) -> None:
    """Whoever writes a page into one of these sections comes before, or after."""
    list(
        Page.objects.filter(pk__in=sections)
        .order_by("pk")
        .select_for_update(no_key=True)
        .only("pk")
    )


def pages_moving(pairs: Sequence[SectionPair]) -> list[MovingPage]:
    by_path = {pair.source.path: pair for pair in pairs}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT section.path, page.id FROM unnest(%(paths)s::text[]) AS section (path)"
            " JOIN wagtailcore_page AS page ON page.path > section.path AND page.path < section.path || '['"
            " AND length(page.path) = length(section.path) + %(width)s ORDER BY page.path",
            {"paths": list(by_path), "width": Page.steplen},
        )
        return [MovingPage(pk, by_path[path]) for path, pk in cursor.fetchall()]

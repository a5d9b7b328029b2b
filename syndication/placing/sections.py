"""Where a received story would stand, and which sections a board may choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from editorial.models import SectionPage
from syndication.placing.actions import FALLBACK_SECTION, SECTIONS

_USUAL = """
    WITH picked AS (
        SELECT d.id, d.portal_id,
               coalesce(dispatch.section_type_id, there.section_type_id) AS meant
        FROM syndication_delivery d
        JOIN syndication_dispatch dispatch ON dispatch.id = d.dispatch_id
        LEFT JOIN editorial_placement origin ON origin.story_id = dispatch.story_id
            AND origin.role = 'origin' AND origin.removed_at IS NULL
        LEFT JOIN editorial_sectionpage there ON there.page_ptr_id = origin.section_id
        WHERE d.id = ANY(%(deliveries)s)
    )
    SELECT picked.id, coalesce(choice.section_id, same.page_ptr_id, news.page_ptr_id) FROM picked
    """ + SECTIONS.format(meant="picked.meant")
_ON_PORTAL = """
    WITH picked AS (SELECT %(portal)s::bigint AS portal_id)
    SELECT coalesce(choice.section_id, same.page_ptr_id, news.page_ptr_id) FROM picked
""" + SECTIONS.format(meant="%(meant)s")


def usual_sections(delivery_ids: Iterable[int]) -> dict[int, int | None]:
    """The id of the section in which each delivery would be placed by itself. One query."""
    rows = _rows(_USUAL, {"deliveries": sorted(delivery_ids), "fallback": FALLBACK_SECTION})
    return dict(rows)


def usual_section(*, portal_id: int, section_type: str) -> int | None:
    """The id of the section in which a story of that kind would stand on the portal. One query."""
    given = {"portal": portal_id, "meant": section_type, "fallback": FALLBACK_SECTION}
    ((found,),) = _rows(_ON_PORTAL, given)
    return int(found) if found is not None else None


def sections_by_portal(portal_ids: Iterable[int]) -> dict[int, list[SectionPage]]:
    """The sections of each portal in their order. One query."""
    found: dict[int, list[SectionPage]] = {}
    for section in SectionPage.objects.filter(portal__in=list(portal_ids)).order_by(
        "section_type__position", "pk"
    ):
        found.setdefault(section.portal_id, []).append(section)
    return found


def _rows(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())

"""Whether citizens find what they may ask for: the list of information to be public, and a form to ask by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from editorial.models.moved import MOVED
from editorial.owed.public_list import SECTION_TYPE
from portals.duties.models import Duty
from portals.models import Portal
from scoring.periods import Period

from .came_later import HAD_COME
from .registry import Evidence, Measured, Measurement, NoParameters

UNLISTED, FORMLESS = "unlisted", "formless"
PARTS = 2
# Titles by which a page or a file says that it is one of the two, in the words of Decree 13/2018.
LIST, FORM = "danh mục%công khai", "yêu cầu cung cấp thông tin"
# What stood in the section when the period ended: standing pages, stories, and the files of both.
_TITLES = f"""
    WITH shown AS (
        SELECT section.portal_id, section.page_ptr_id AS section_id, 'page' AS kind, child.id, child.title
        FROM editorial_sectionpage section
        JOIN wagtailcore_page page ON page.id = section.page_ptr_id AND page.live
        JOIN (
            SELECT below.id, below.title, below.first_published_at, left(below.path, length(below.path) - 4) AS above
            FROM editorial_informationpage information
            JOIN wagtailcore_page below ON below.id = information.page_ptr_id AND below.live
        ) child ON child.above = page.path
        WHERE section.portal_id = ANY(%(portals)s) AND section.section_type_id = %(section)s
            AND child.first_published_at < %(end)s
            AND NOT EXISTS (SELECT FROM editorial_movedthing moved WHERE moved.page_id = child.id)
        UNION ALL
        SELECT placement.portal_id, placement.section_id, 'story', page.id, page.title
        FROM editorial_placement placement
        JOIN editorial_sectionpage section ON section.page_ptr_id = placement.section_id
            AND section.section_type_id = %(section)s
        JOIN wagtailcore_page page ON page.id = placement.story_id
        WHERE placement.portal_id = ANY(%(portals)s) AND placement.placed_at < %(end)s
            AND placement.via <> %(moved)s AND {HAD_COME.format(placement="placement")}
            AND (placement.removed_at IS NULL OR placement.removed_at >= %(end)s)
    )
    SELECT shown.portal_id, shown.kind, shown.id, shown.title, said.title ILIKE %(list)s, said.title ILIKE %(form)s
    FROM shown
    CROSS JOIN LATERAL (
        SELECT shown.title UNION ALL
        SELECT file.title FROM editorial_publishedfile used
        JOIN editorial_portaldocument file ON file.id = used.document_id
        WHERE used.page_id = shown.id AND file.created_at < %(end)s
    ) AS said (title)
    WHERE said.title ILIKE %(form)s OR said.title ILIKE %(list)s
    ORDER BY shown.portal_id, shown.id
"""


def list_and_form(portals: Sequence[Portal], period: Period, _parameters: NoParameters) -> Measured:
    """A8: half for the list, half for the form. Two queries.

    A list is made of the duties of a tier wherever there are some; without them a page or a file may be one.
    """
    listed = set(
        Duty.objects.in_force(period.last).values_list("tier", flat=True).order_by().distinct()
    )
    lists: dict[int, list[Evidence]] = defaultdict(list)
    forms: dict[int, list[Evidence]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _TITLES,
            {
                "portals": [portal.pk for portal in portals],
                "section": SECTION_TYPE,
                "end": period.ends_at,
                "form": f"%{FORM}%",
                "list": f"%{LIST}%",
                "moved": MOVED,
            },
        )
        for portal_id, kind, pk, title, is_list, is_form in cursor.fetchall():
            # One page may be both.
            for found, is_one in ((lists, is_list), (forms, is_form)):
                if is_one:
                    found[portal_id].append(Evidence(kind, pk, title))
    return {
        portal.pk: _both(lists[portal.pk], forms[portal.pk], is_listed=portal.tier_id in listed)
        for portal in portals
    }


def _both(lists: Sequence[Evidence], forms: Sequence[Evidence], *, is_listed: bool) -> Measurement:
    """Fold what was found of one portal. Pure."""
    has_list = is_listed or bool(lists)
    missing = [
        *(
            []
            if has_list
            else [Evidence("section", 0, _("List of information to be public"), UNLISTED)]
        ),
        *([] if forms else [Evidence("section", 0, _("Form to request information"), FORMLESS)]),
    ]
    return Measurement(
        value=Decimal(PARTS - len(missing)) / PARTS,
        cases=1,
        numbers={"list": int(has_list), "form": int(bool(forms))},
        evidence=(*missing, *lists, *forms),
    )

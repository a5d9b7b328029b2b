"""What each portal's stories need of it, gathered for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from editorial.models import SectionPage
from portals.calendar.working_days import load_calendar
from portals.demo.people import Crew
from portals.models import Oversight, Portal
from portals.tiers import traits_of

from .land_prices import communes_among
from .library import Library, words_of_images
from .stories import Board
from .words import Neighbours


class DemoBoards(list[Board]):
    """What the texts of each portal need of it, portal by portal."""


def demo_boards(
    portals: Sequence[Portal],
    crews: Mapping[int, Crew],
    libraries: Mapping[int, Library],
    *,
    today: date,
) -> list[Board]:
    by_id = {portal.pk: portal for portal in portals}
    overseers = dict(Oversight.objects.in_force(today).values_list("portal_id", "overseer_id"))
    sections: dict[int, dict[str, SectionPage]] = {portal.pk: {} for portal in portals}
    for section in SectionPage.objects.all():
        sections[section.portal_id][section.section_type_id] = section
    communes = communes_among(portals)
    between = [portal for portal in portals if traits_of(portal.tier_id).parts_others]
    calendar = load_calendar()

    def around(portal: Portal) -> Neighbours:
        above = by_id[overseers[portal.pk]] if portal in communes else None
        within = above or (portal if portal in between else None)
        near = [one for one in communes if within is None or overseers[one.pk] == within.pk]
        return Neighbours(above, near, between or communes)

    return [
        Board(
            portal=portal,
            around=around(portal),
            sections=sections[portal.pk],
            images=libraries[portal.pk],
            words_of_image=words_of_images(libraries[portal.pk]),
            authors=crews[portal.pk].authors,
            approver=crews[portal.pk].head,
            calendar=calendar,
        )
        for portal in portals
    ]

"""What the portals of the showcase say of themselves: standing pages and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from editorial.appearance.home_links.models import HomeFigure
from editorial.models import InformationPage, SectionPage
from portals.models import Portal

from .showcase import demo_figures, standing_texts


def write_standing_pages(portals: Sequence[Portal]) -> None:
    """Have the showcase say at length what it does, each page published as a board publishes it."""
    for portal in portals:
        texts = standing_texts(portal, agency=portal.agency, name=portal.name_in_sentence)
        sections = {
            section.section_type_id: section
            for section in SectionPage.objects.filter(portal=portal)
            if texts
        }
        for text in texts:
            if section := sections.get(text.section):
                page = InformationPage(
                    title=text.title, intro=text.intro, body=text.body, live=False
                )
                section.add_child(instance=page)
                page.save_revision().publish(skip_permission_checks=True)


def show_figures(portals: Sequence[Portal]) -> None:
    HomeFigure.objects.bulk_create(
        HomeFigure(portal=portal, position=position, **asdict(figure))
        for portal in portals
        for position, figure in enumerate(demo_figures(portal))
    )

"""What the home page's links, figures and shortcuts are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from editorial.public.queries.sections import PortalSection
from portals.models import Portal

from .models import HomeFigure, HomeLink

# The sections people come for, most wanted first, with their sign in icons.svg.
SIGNS = {
    "tthc": "form",
    "phan-anh": "talk",
    "van-ban": "document",
    "lich-lam-viec": "calendar",
    "du-thao": "pen",
    "tiep-can": "info",
    "ngan-sach": "coins",
    "loa": "sound",
    "dat-dai": "land",
    "an-sinh": "people",
    "thong-ke": "chart",
}


@dataclass(frozen=True, slots=True)
class Shortcut:
    title: str
    slug: str
    sign: str


def shortcuts_among(sections: Iterable[PortalSection]) -> list[Shortcut]:
    """Return the wanted ones of a portal's sections that hold something: nobody is led to an empty page. No query."""
    wanted = list(SIGNS)
    found = [one for one in sections if one.section_type_id in SIGNS and one.has_content]
    found.sort(key=lambda section: wanted.index(section.section_type_id))
    return [
        Shortcut(section.title, section.slug, SIGNS[section.section_type_id]) for section in found
    ]


def home_links_of(portal: Portal) -> list[HomeLink]:
    return list(HomeLink.objects.filter(portal=portal).order_by("position"))


def figures_of(portal: Portal) -> list[HomeFigure]:
    return list(HomeFigure.objects.filter(portal=portal).order_by("position"))

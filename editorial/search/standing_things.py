"""The rows of what stands: information pages, sections, and the portals themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from functools import cache
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.models import InformationPage, SectionPage
from portals.clock import local_date
from portals.models import Oversight, Portal

from .portal_names import other_names_of
from .sources import SearchSource, ThingKind, ThingWords
from .stories import files_said

if TYPE_CHECKING:
    from django.db.models import Model

PAGES_A_SLICE = 200
SECTION_WORDS = Path(__file__).parent / "data" / "section_words.toml"


def pages(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the public standing pages. A query, and two for each slice of them."""
    found = InformationPage.objects.live().order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=keys)
    roots = dict(Portal.objects.filter(root__isnull=False).values_list("root__path", "pk"))
    body = InformationPage._meta.get_field("body")
    for some in batched(found.iterator(PAGES_A_SLICE), PAGES_A_SLICE):
        files = files_said([page.pk for page in some])
        for page in some:
            yield ThingWords(
                key=str(page.pk),
                kind="page",
                portal_id=_portal_of(page, roots),
                page_id=page.pk,
                title=page.title,
                text=page.intro,
                address=page.public_path(),
                body="\n".join(body.get_searchable_content(page.body)),
                files=files.get(page.pk, ""),
            )


def _portal_of(page: InformationPage, roots: dict[str, int]) -> int | None:
    above = (page.path[:end] for end in range(len(page.path), 0, -page.steplen))
    return next((roots[path] for path in above if path in roots), None)


@cache
def section_words() -> dict[str, list[str]]:
    """Return what people type for sections, by their kind."""
    return tomllib.loads(SECTION_WORDS.read_text(encoding="utf-8"))


def sections(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the sections of open portals. One query."""
    found = SectionPage.objects.filter(
        live=True, portal__closed_on=None, portal__site__isnull=False
    )
    if keys is not None:
        found = found.filter(pk__in=keys)
    for section in found.select_related("portal", "section_type").order_by("pk"):
        other = section.section_type.name
        yield ThingWords(
            key=str(section.pk),
            kind="section",
            portal_id=section.portal_id,
            page_id=section.pk,
            title=section.title,
            names=(other, *section_words().get(section.section_type_id, ())),
            text="" if other == section.title else other,
            address=f"/{section.slug}/",
            facts=(section.portal.name,),
            place=section.portal.name,
            section_type=section.section_type_id,
        )


def portals(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the open portals; each is found on all of them. Three queries."""
    found = Portal.objects.filter(closed_on=None, site__isnull=False).select_related("tier", "site")
    held = Oversight.objects.in_force(local_date(timezone.now()))
    ties = held.select_related("overseer__tier")
    if keys is not None:
        found, ties = found.filter(pk__in=keys), ties.filter(portal__in=keys)
    units = {tie.portal_id: tie.overseer for tie in ties}
    # Who is overseen by nobody tells no places apart: all lie below.
    overseen = set(
        held.filter(portal__in={unit.pk for unit in units.values()}).values_list(
            "portal", flat=True
        )
    )
    for portal in found.order_by("pk"):
        unit = units.get(portal.pk)
        yield ThingWords(
            key=str(portal.pk),
            kind="portal",
            portal_id=portal.pk,
            title=portal.name,
            names=("Cổng Thông tin điện tử", "Cổng", *other_names_of(portal)),
            # By the unit above people tell places of one name apart.
            place=f"{unit.name}, {other_names_of(unit)[-1]}"
            if unit and unit.pk in overseen
            else "",
            text=" · ".join(part for part in (portal.address, portal.phone, portal.email) if part),
            address="/",
            facts=tuple(part for part in (portal.governing_body,) if part),
        )


def own_key(instance: Model) -> str:
    return str(instance.pk)


PAGES = SearchSource(
    "pages",
    (ThingKind("page", _("Information pages"), "trang", 0.10),),
    pages,
    ((InformationPage, own_key),),
)
SECTIONS = SearchSource(
    "sections",
    (ThingKind("section", _("Sections"), "chuyen-muc", 0.10),),
    sections,
    ((SectionPage, own_key),),
)
PORTALS = SearchSource(
    "portals",
    (ThingKind("portal", _("Portals"), "cong", 0.25),),
    portals,
    ((Portal, own_key),),
)

"""The rows of leaders and offices, whom the page of the organisation names, for the search."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial.search.sources import SearchSource, ThingKind, ThingWords
from portals.organisation.models import Official, Unit


def people(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the leaders and contact officers of open portals. One query."""
    found = Official.objects.filter(portal__closed_on=None).select_related("unit", "portal")
    if keys is not None:
        found = found.filter(pk__in=keys)
    address = reverse("organisation", urlconf="portals.urls.public")
    for one in found.order_by("pk"):
        yield ThingWords(
            key=str(one.pk),
            kind="person",
            portal_id=one.portal_id,
            title=f"{one.name}, {one.post}",
            text=one.field,
            body=one.unit.name if one.unit else "",
            place=one.portal.name,
            address=address,
            facts=(one.portal.name, *(part for part in (one.phone,) if part)),
        )


def offices(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the offices of open portals. One query."""
    found = Unit.objects.filter(portal__closed_on=None).select_related("portal")
    if keys is not None:
        found = found.filter(pk__in=keys)
    address = reverse("organisation", urlconf="portals.urls.public")
    for one in found.order_by("pk"):
        yield ThingWords(
            key=str(one.pk),
            kind="office",
            portal_id=one.portal_id,
            title=one.name,
            text=one.duties[:600],
            place=one.portal.name,
            address=address,
            facts=(one.portal.name, *(part for part in (one.phone,) if part)),
        )


PEOPLE = SearchSource(
    "people",
    (ThingKind("person", _("Leaders and contacts"), "lanh-dao", 0.06),),
    people,
    ((Official, lambda instance: str(instance.pk)),),
)
OFFICES = SearchSource(
    "offices",
    (ThingKind("office", _("Offices"), "don-vi", 0.05),),
    offices,
    ((Unit, lambda instance: str(instance.pk)),),
)

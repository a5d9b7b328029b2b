"""The rows of procedures and of the centres where papers are handed in, for the search."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.search.sources import SearchSource, ThingKind, ThingWords
from portals.models import Portal
from portals.tiers import traits_of

from .handling import key_of_body, standing_procedures
from .models import Procedure, ServicePoint
from .public.centres import open_centres


def procedures(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the standing procedures, each once, on all portals that handle it. Two queries."""
    found = standing_procedures()
    if keys is not None:
        found = found.filter(pk__in=keys)
    open_ones = list(Portal.objects.filter(closed_on=None, site__isnull=False).order_by("pk"))
    first = next((one for one in open_ones if traits_of(one.tier_id).runs_install), None)
    levels: dict[str, list[int]] = {}
    bodies: dict[str, list[int]] = {}
    for portal in open_ones:
        traits = traits_of(portal.tier_id)
        bodies.setdefault(key_of_body(portal), []).append(portal.pk)
        if traits.handles_level:
            levels.setdefault(traits.handles_level, []).append(portal.pk)
    for one in found.order_by("pk"):
        there = {pk for level in one.levels for pk in levels.get(level, ())}
        there |= {pk for key in one.agency_keys for pk in bodies.get(key, ())}
        own = first.pk if first else min(there, default=None)
        yield ThingWords(
            key=str(one.pk),
            kind="procedure",
            portal_id=own,
            also_on=tuple(sorted(there)),
            title=one.name,
            names=tuple(one.keywords),
            text=f"{one.field}. {_('Result')}: {one.result}"[:600],
            number=one.code,
            body=" ".join([one.applicants, *one.level_names, *one.agencies, one.decision]),
            address=one.path,
            facts=tuple(one.keywords[:4]),
            field=one.field,
        )


def centres(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the open centres. One query."""
    found = open_centres()
    if keys is not None:
        found = found.filter(pk__in=keys)
    for point in found.order_by("pk"):
        yield ThingWords(
            key=str(point.pk),
            kind="centre",
            portal_id=point.portal_id,
            title=point.name,
            text=" · ".join(part for part in (point.address, point.phone) if part),
            body=point.note,
            place=point.address,
            address=reverse("service_points", urlconf="portals.urls.public"),
        )


PROCEDURES = SearchSource(
    "procedures",
    (ThingKind("procedure", gettext_lazy("Administrative procedures"), "thu-tuc", 0.25),),
    procedures,
    ((Procedure, lambda instance: str(instance.pk)),),
)
CENTRES = SearchSource(
    "centres",
    (ThingKind("centre", gettext_lazy("One-stop centres"), "noi-nop", 0.08),),
    centres,
    ((ServicePoint, lambda instance: str(instance.pk)),),
)

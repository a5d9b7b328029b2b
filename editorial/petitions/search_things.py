"""The rows of voters' petitions for the search."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from editorial.search.sources import SearchSource, ThingKind, ThingWords
from portals.accountability.models import CouncilPetition


def petitions(keys: Collection[str] | None) -> Iterator[ThingWords]:
    """Yield the petitions, each at home on the portal that received it. One query."""
    found = CouncilPetition.objects.select_related("case__received_by").order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=keys)
    for one in found:
        yield ThingWords(
            key=str(one.pk),
            kind="petition",
            portal_id=one.case.received_by_id,
            title=one.subject,
            text=one.text[:600],
            body=one.council,
            place=one.case.received_by.name,
            address=one.path,
            at=one.brought_at,
        )


PETITIONS = SearchSource(
    "petitions",
    (ThingKind("petition", _("Voters' petitions"), "kien-nghi", 0.08, ages=True),),
    petitions,
    ((CouncilPetition, lambda instance: str(instance.pk)),),
)

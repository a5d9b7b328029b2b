"""Official sheets meet duties: "disclosure:qt-thu-ns-xa" is the sheet of that form."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache

from django.urls import reverse

from editorial.disclosures.forms.loading import shipped_forms
from editorial.enums import PlacementRole
from editorial.models import DisclosurePage
from editorial.models.placement import story_path
from portals.duties.registry import Fulfilment, PublishedForDuty


class Sheets(Fulfilment):
    """A sheet that stands on the portal whose own it is. What another portal sent there meets nothing."""

    code = "disclosure"

    def deliveries(self, whats: Collection[str], since: date) -> Iterator[PublishedForDuty]:
        """One query."""
        standing = DisclosurePage.objects.filter(
            form__in=list(whats),
            period_ends__gte=since,
            live=True,
            adapted_from=None,
            placements__role=PlacementRole.ORIGIN,
            placements__removed_at__isnull=True,
        )
        for row in standing.values_list(
            "placements__portal",
            "form",
            "period_ends",
            "placements__placed_at",
            "title",
            "placements__section__slug",
            "slug",
            "pk",
        ):
            portal_id, form, ends, at, title, section, slug, pk = row
            yield PublishedForDuty(portal_id, form, ends, at, title, story_path(section, slug, pk))

    def knows(self, what: str) -> bool:
        return what in _forms()

    def work_url(self, portal_id: int, what: str) -> str:
        return reverse("sheet_upload", args=[portal_id])


@cache
def _forms() -> frozenset[str]:
    return frozenset(form.code for form in shipped_forms())

"""Plans meet duties: "land_plan:land_use" is the land use plan of a year."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.urls import reverse

from editorial.enums import PlacementRole
from editorial.models.placement import story_path
from portals.duties.registry import Fulfilment, PublishedForDuty

from .enums import LandPlanKind
from .models import LandPlanPage


class LandPlans(Fulfilment):
    """A plan of a year that stands on the portal whose own it is. What another portal sent there meets nothing."""

    code = "land_plan"

    def deliveries(self, whats: Collection[str], since: date) -> Iterator[PublishedForDuty]:
        """One query."""
        standing = LandPlanPage.objects.filter(
            plan_kind__in=list(whats),
            plan_year__gte=since.year,
            live=True,
            adapted_from=None,
            placements__role=PlacementRole.ORIGIN,
            placements__removed_at__isnull=True,
        )
        for row in standing.values_list(
            "placements__portal",
            "plan_kind",
            "plan_year",
            "placements__placed_at",
            "title",
            "placements__section__slug",
            "slug",
            "pk",
        ):
            portal_id, kind, year, at, title, section, slug, pk = row
            path = story_path(section, slug, pk)
            yield PublishedForDuty(portal_id, kind, date(year, 12, 31), at, title, path)

    def knows(self, what: str) -> bool:
        return what == LandPlanKind.LAND_USE

    def work_url(self, portal_id: int, what: str) -> str:
        return reverse("portal_stories", args=[portal_id])

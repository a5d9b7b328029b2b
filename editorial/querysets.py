"""Named filters on placements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from portals.models import Portal

    from .models.placement import Placement  # noqa: F401  (named in a base class)


class PlacementQuerySet(models.QuerySet["Placement"]):
    def standing(self) -> PlacementQuerySet:
        """Placements that make a story appear now."""
        return self.filter(removed_at__isnull=True)

    def on(self, portal: Portal) -> PlacementQuerySet:
        return self.filter(portal=portal)

    def newest_first(self) -> PlacementQuerySet:
        return self.order_by("-placed_at", "-pk")

    def for_lists(self) -> PlacementQuerySet:
        """With all that a list of stories shows, in one query, and without their bodies."""
        return self.select_related("story", "story__lead_image", "section").defer("story__body")

    def local(self) -> PlacementQuerySet:
        return self.filter(role="origin")

    def taken_over(self) -> PlacementQuerySet:
        return self.filter(~Q(role="origin"))

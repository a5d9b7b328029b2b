"""Named filters on portals and their dated ties."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Portal


def manager_of[QuerySetT: models.QuerySet[Any]](queryset: type[QuerySetT]) -> QuerySetT:
    """The manager with the filters of `queryset`, typed as that: what mypy makes of `as_manager` has none of them."""
    return cast("QuerySetT", queryset.as_manager())


class PortalQuerySet(models.QuerySet["Portal"]):
    def open_on(self, day: date) -> PortalQuerySet:
        """Portals open on `day` (closing day excluded)."""
        return self.filter(opened_on__lte=day).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=day)
        )

    def overseen_by(self, overseer: Portal, day: date) -> PortalQuerySet:
        """Portals that `overseer` oversees directly on `day`."""
        return self.filter(oversights__overseer=overseer, oversights__period__contains=day)

    def in_cluster(self, cluster_id: int, day: date) -> PortalQuerySet:
        return self.filter(
            cluster_memberships__cluster_id=cluster_id, cluster_memberships__period__contains=day
        )


class DatedQuerySet[ModelT: models.Model](models.QuerySet[ModelT]):
    """Rows that hold for a period of days (`period`, a half-open date range)."""

    def in_force(self, day: date) -> Any:
        return self.filter(period__contains=day)

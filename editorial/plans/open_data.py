"""Targets of plans as a set of data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, Min
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.open_data.registry import (
    DataFile,
    DataFrequency,
    Dataset,
    DatasetSource,
    DataTheme,
)
from editorial.public.section_paths import section_paths

from .models import PlanTarget
from .public.section import SECTION_TYPE
from .targets.queries import stands

if TYPE_CHECKING:
    from portals.models import Portal


class PlanTargets(DatasetSource):
    """The targets of each portal whose plans stand in public."""

    def datasets(self, portals: Collection[Portal]) -> Iterator[Dataset]:
        """Two queries."""
        counted = (
            PlanTarget.objects.filter(stands(), plan__portal__in=portals)
            .order_by("plan__portal")
            .values_list("plan__portal")
            .annotate(
                first=Min("plan__added_at"),
                changed=Greatest(Max("plan__added_at"), Max("ended_at"), Max("values__entered_at")),
            )
        )
        paths = section_paths(portals, SECTION_TYPE)
        home = reverse("open_data", urlconf="portals.urls.public")
        for portal_id, first, changed in counted:
            yield Dataset(
                portal_id=portal_id,
                key="chi-tieu-ke-hoach",
                title=_("Targets of plans"),
                description=_(
                    "Each target with plan, day, who answers for it, latest value and state."
                ),
                page=paths.get(portal_id, home),
                files=(
                    DataFile("csv", reverse("plan_targets_file", urlconf="portals.urls.public")),
                ),
                issued=first,
                modified=changed,
                frequency=DataFrequency.IRREGULAR,
                theme=DataTheme.GOVERNMENT,
            )

    def holds(self, portal: Portal) -> Exists:
        return Exists(PlanTarget.objects.filter(stands(), plan__portal=portal))

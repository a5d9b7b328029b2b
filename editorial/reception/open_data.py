"""Days of citizen reception as a set of data: who sat, and what came of it in numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.open_data.registry import (
    DataFile,
    DataFrequency,
    Dataset,
    DatasetSource,
    DataTheme,
)
from portals.clock import local_date

from .models import ReceptionDay, ReceptionOffice
from .public import months_back

if TYPE_CHECKING:
    from portals.models import Portal


class ReceptionDays(DatasetSource):
    """The days of twelve months of each portal that told of one."""

    def datasets(self, portals: Collection[Portal]) -> Iterator[Dataset]:
        """One query."""
        counted = (
            _told()
            .filter(portal__in=portals)
            .order_by("portal")
            .values_list("portal")
            .annotate(Min("told_at"), Max("told_at"))
        )
        for portal_id, first, changed in counted:
            yield Dataset(
                portal_id=portal_id,
                key="tiep-cong-dan",
                title=_("Citizen reception"),
                description=_(
                    "Each day with whose it was, who sat, why another did, and its outcome in numbers."
                ),
                page=reverse("reception", urlconf="portals.urls.public"),
                files=(DataFile("csv", reverse("reception_file", urlconf="portals.urls.public")),),
                issued=first,
                modified=changed,
                frequency=DataFrequency.MONTHLY,
                theme=DataTheme.GOVERNMENT,
            )

    def holds(self, portal: Portal) -> Exists:
        return Exists(_told().filter(portal=portal))


def _told() -> QuerySet[ReceptionDay]:
    first = months_back(local_date(timezone.now()))
    # Who has no office has no page of it.
    offices = ReceptionOffice.objects.filter(portal=OuterRef("portal"))
    told = ReceptionDay.objects.filter(told_at__isnull=False, planned_on__gte=first)
    return told.filter(Exists(offices))

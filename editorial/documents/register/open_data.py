"""The register as a set of data."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Exists, F, Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.models import OfficialDocumentPage, Placement, SectionPage
from editorial.open_data.registry import (
    DataFile,
    DataFrequency,
    Dataset,
    DatasetSource,
    DataTheme,
)
from editorial.querysets import PlacementQuerySet
from portals.models import Portal

from .section import SECTION_TYPE


class Registers(DatasetSource):
    """The register of each portal that has one, where documents stand."""

    def datasets(self, portals: Collection[Portal]) -> Iterator[Dataset]:
        """Two queries."""
        sections = {
            section.portal_id: section.slug
            for section in SectionPage.objects.filter(
                portal__in=portals, section_type=SECTION_TYPE, live=True
            )
        }
        counted = (
            _standing()
            .filter(portal__in=sections)
            .values(at=F("portal"))
            .annotate(first=Min("placed_at"), last=Max("placed_at"))
            .order_by("at")
        )
        for row in counted:
            page = reverse("section", urlconf="portals.urls.public", args=[sections[row["at"]]])
            yield Dataset(
                portal_id=row["at"],
                key="van-ban",
                title=_("Register of documents"),
                description=_(
                    "Number, kind, issuing body, days, abstract and address of the official documents on the portal."
                ),
                page=page,
                files=(
                    DataFile("csv", f"{page}danh-muc.csv"),
                    DataFile("xlsx", f"{page}danh-muc.xlsx"),
                ),
                issued=row["first"],
                modified=row["last"],
                frequency=DataFrequency.CONTINUOUS,
                theme=DataTheme.LAW,
            )

    def holds(self, portal: Portal) -> Exists:
        return Exists(_standing().filter(portal=portal))


def _standing() -> PlacementQuerySet:
    return Placement.objects.standing().filter(kind=OfficialDocumentPage.story_kind)

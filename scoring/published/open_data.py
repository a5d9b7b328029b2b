"""The published months of scores as sets of data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from django.db.models import Exists, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.models.disclosure_sheet import DisclosedPeriod, words_of_period
from editorial.open_data.registry import (
    DataFile,
    DataFrequency,
    Dataset,
    DatasetSource,
    DataTheme,
)
from portals.models import Portal
from portals.tiers import INSTALL_TIER
from scoring.periods import Month

from .reading import published_proceedings


class PublishedScores(DatasetSource):
    """A set of data for each month that anybody may read: of the scorer, on the province's portal of all scorers."""

    def datasets(self, portals: Collection[Portal]) -> Iterator[Dataset]:
        """One query."""
        rows = list(
            published_proceedings(in_public=True)
            .values_list("scorer", "round__month")
            .annotate(Max("published_at"))
            .order_by("-round__month", "scorer")
        )
        for portal in portals:
            own = [row for row in rows if _shows_all(portal) or row[0] == portal.pk]
            months = sorted({month for _scorer, month, _at in own}, reverse=True)
            for first in months:
                moments = [at for _scorer, month, at in own if month == first]
                month, path = Month.of(first), f"{_months_path()}{first:%Y-%m}"
                words = words_of_period(DisclosedPeriod.MONTH, month.year, None, month.month, None)
                yield Dataset(
                    portal_id=portal.pk,
                    key=f"bang-diem-{first:%Y-%m}",
                    title=_("Scores of portals, %(month)s") % {"month": words},
                    description=_(
                        "Points, line by line, ranks and bands of the portals that were scored."
                    ),
                    page=f"{path}/",
                    files=(DataFile("csv", f"{path}.csv"), DataFile("json", f"{path}.json")),
                    issued=min(moments),
                    modified=max(moments),
                    frequency=DataFrequency.MONTHLY,
                    theme=DataTheme.GOVERNMENT,
                    covers=(first, month.later(1).first - timedelta(days=1)),
                    series="bang-diem",
                    series_title=_("Scores of portals"),
                    part=words,
                )

    def holds(self, portal: Portal) -> Exists:
        shown = published_proceedings(in_public=True)
        return Exists(shown if _shows_all(portal) else shown.filter(scorer=portal))


def _shows_all(portal: Portal) -> bool:
    return portal.tier_id == INSTALL_TIER


def _months_path() -> str:
    return reverse("scores", urlconf="portals.urls.public")

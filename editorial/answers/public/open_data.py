"""Answers and their numbers as sets of data: what anybody reads on the pages, and nothing of a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Exists, Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.answers.models import ReleasedAnswer
from editorial.open_data.registry import (
    DataFile,
    DataFrequency,
    Dataset,
    DatasetSource,
    DataTheme,
)
from portals.models import Portal


class AnswerSets(DatasetSource):
    """Two sets of each portal with public answers: the answers, and the numbers of requests."""

    def datasets(self, portals: Collection[Portal]) -> Iterator[Dataset]:
        """One query."""
        counted = (
            ReleasedAnswer.objects.standing()
            .filter(portal__in=portals)
            .values("portal")
            .annotate(first=Min("first_released_at"), last=Max("released_at"))
            .order_by("portal")
        )
        for row in counted:
            page = reverse("answers", urlconf="portals.urls.public")
            yield Dataset(
                portal_id=row["portal"],
                key="hoi-dap",
                title=_("Answered questions"),
                description=_(
                    "Subject, question and answer as published, kind, topic and days; nothing that names a person."
                ),
                page=page,
                files=(DataFile("csv", reverse("answers_file", urlconf="portals.urls.public")),),
                issued=row["first"],
                modified=row["last"],
                frequency=DataFrequency.CONTINUOUS,
                theme=DataTheme.GOVERNMENT,
            )
            numbers = reverse("answer_figures", urlconf="portals.urls.public")
            yield Dataset(
                portal_id=row["portal"],
                key="hoi-dap-thong-ke",
                title=_("Requests in numbers"),
                description=_(
                    "Requests by month: received, answered, answered in time, not accepted, handed over."
                ),
                page=numbers,
                files=(
                    DataFile("csv", reverse("answer_figures_file", urlconf="portals.urls.public")),
                ),
                issued=row["first"],
                modified=row["last"],
                frequency=DataFrequency.CONTINUOUS,
                theme=DataTheme.GOVERNMENT,
            )

    def holds(self, portal: Portal) -> Exists:
        return Exists(ReleasedAnswer.objects.standing().filter(portal=portal))

"""Late requests below: for the screen of the overseer. Numbers alone, never whose request."""

from __future__ import annotations

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from portals.inbox.words import span
from portals.overview.parts import MOST_ROWS, Overseen, OverviewFacts, OverviewPart, OverviewRow

from .late import late_cases


def read_late(overseen: Overseen) -> OverviewFacts:
    """Portals with late requests, most of them first. One query."""
    found = list(
        late_cases(overseen.now)
        .filter(portal__in=[portal.pk for portal in overseen.below])
        .order_by()
        .values("portal")
        .annotate(count=Count("pk"), oldest=Min("due_at"))
        .order_by("-count", "oldest", "portal")
    )
    names = overseen.by_id
    url = reverse("cases_below", args=[overseen.overseer.pk])
    rows = [
        OverviewRow(
            names[row["portal"]].name,
            url,
            ngettext(
                "%(count)s late request, by %(time)s", "%(count)s late requests, by up to %(time)s",
                row["count"],
            )
            % {"count": row["count"], "time": span(overseen.now - row["oldest"])},
        )
        for row in found[:MOST_ROWS]
    ]  # fmt: skip
    return OverviewFacts(sum(row["count"] for row in found), rows, url)


LATE = OverviewPart(
    "requests", gettext_lazy("Late requests of citizens"),
    gettext_lazy("No request of a citizen is late."), read_late, 30,
)  # fmt: skip

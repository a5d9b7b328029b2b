"""What is being delivered now: for the screen of the sender."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.overview.parts import MOST_ROWS, Overseen, OverviewFacts, OverviewPart, OverviewRow
from syndication import queries
from syndication.enums import DispatchState
from syndication.models import Dispatch

# What was sent longer ago is history.
LATELY = timedelta(days=7)


def read_deliveries(overseen: Overseen) -> OverviewFacts:
    """The week's dispatches that some portals do not have yet, the newest first. One query."""
    sent = Dispatch.objects.filter(
        sender=overseen.overseer, state=DispatchState.OPEN, sent_at__gte=overseen.now - LATELY
    )
    # The totals are no fields of the model, which is all that the checker of types knows of.
    counted: QuerySet[Any] = queries.with_totals(sent).order_by("-sent_at", "-pk")
    open_now = [
        one
        for one in counted.values("pk", "story__title", "total", "placed", "waiting", "failed")
        if (one["waiting"] or 0) + (one["failed"] or 0)
    ]
    rows = [
        OverviewRow(
            one["story__title"],
            reverse("syndication:dispatch", args=[one["pk"]]),
            _("%(placed)s of %(total)s portals have it, %(failed)s failed")
            % {name: one[name] or 0 for name in ("placed", "total", "failed")},
        )
        for one in open_now[:MOST_ROWS]
    ]
    return OverviewFacts(len(open_now), rows, reverse("syndication:dispatches"))


DELIVERIES = OverviewPart(
    "deliveries", gettext_lazy("Delivery now"),
    gettext_lazy("All that was sent in the last seven days is delivered."), read_deliveries, 10,
)  # fmt: skip

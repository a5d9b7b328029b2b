"""Scores of the last month, and portals that do not answer: for the screen of their overseer."""

from __future__ import annotations

from django.db.models import F
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.inbox.words import span
from portals.overview.parts import MOST_ROWS, Overseen, OverviewFacts, OverviewPart, OverviewRow
from scoring.models import Round, Scorecard
from scoring.probes.models import Outage


def read_scores(overseen: Overseen) -> OverviewFacts:
    """The portals below with the fewest points of the month that was scored last. Two queries."""
    last = Round.objects.order_by("-month").first()
    if last is None:
        return OverviewFacts(0)
    cards = (
        Scorecard.objects.filter(round=last, portal__in=[portal.pk for portal in overseen.below])
        .select_related("portal")
        .defer("lines")
        .order_by(F("total").asc(), "portal__name", "pk")
    )
    lowest = list(cards[:MOST_ROWS])
    rows = [
        OverviewRow(
            card.portal.name,
            reverse("scoring:scorecard", args=[card.pk]),
            _("%(points)s points in %(month)s")
            % {"points": number_format(card.total), "month": f"{last.month:%m/%Y}"},
        )
        for card in lowest
    ]
    return OverviewFacts(len(rows), rows, reverse("scoring:league"))


def read_outages(overseen: Overseen) -> OverviewFacts:
    """The portals below whose front did not answer when it was looked at last. One query."""
    found = list(
        Outage.objects.filter(
            until=None, target__front_of__in=[portal.pk for portal in overseen.below]
        )
        .select_related("target__front_of")
        .order_by("since", "pk")
    )
    rows = [
        OverviewRow(
            one.target.front_of.name,
            reverse("board", args=[one.target.front_of_id]),
            _("does not answer for %(time)s") % {"time": span(overseen.now - one.since)},
        )
        for one in found[:MOST_ROWS]
        if one.target.front_of
    ]
    return OverviewFacts(len(found), rows)


SCORES_BELOW = OverviewPart(
    "scores", gettext_lazy("Fewest points"), gettext_lazy("No month was scored yet."),
    read_scores, 50, is_ranking=True,
)  # fmt: skip
OUTAGES = OverviewPart(
    "outages", gettext_lazy("Portals that do not answer"),
    gettext_lazy("All portals answered when they were looked at last."), read_outages, 60,
)  # fmt: skip

"""What portals below owe the public: for the screen of their overseer."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from portals.inbox.words import span
from portals.overview.parts import MOST_ROWS, Overseen, OverviewFacts, OverviewPart, OverviewRow

from .queries import Lateness, lateness_of


def read_owed(overseen: Overseen) -> OverviewFacts:
    """Portals with something overdue, most of it first. One query."""
    names, late = overseen.by_id, lateness_of(overseen.below, overseen.now)
    first = sorted(late, key=lambda portal_id: (-late[portal_id].overdue, names[portal_id].name))
    url = reverse("duties_below", args=[overseen.overseer.pk])
    rows = [
        OverviewRow(names[portal_id].name, url, _facts(late[portal_id], overseen))
        for portal_id in first[:MOST_ROWS]
    ]
    return OverviewFacts(sum(one.overdue for one in late.values()), rows, url)


def _facts(late: Lateness, overseen: Overseen) -> str:
    said = ngettext(
        "%(count)s overdue duty, by %(time)s", "%(count)s overdue duties, by up to %(time)s",
        late.overdue,
    )  # fmt: skip
    return said % {
        "count": late.overdue,
        "time": span(overseen.now - (late.oldest or overseen.now)),
    }


OWED = OverviewPart(
    "duties", gettext_lazy("Gaps owed to the public"),
    gettext_lazy("Nothing is overdue below."), read_owed, 40,
)  # fmt: skip

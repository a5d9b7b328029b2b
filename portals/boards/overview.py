"""Boards below that sleep, with whom to ring: for the screen of their overseer."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.overview.parts import MOST_ROWS, Overseen, OverviewFacts, OverviewPart, OverviewRow

from .staffing import Staffing, StaffingFilter, StaffingRule, staffing_of


def read_sleeping(overseen: Overseen) -> OverviewFacts:
    """Where nobody was active for a week, whoever was away longest first. Nine queries at most."""
    quiet = staffing_of(overseen.below, overseen.now, StaffingFilter(rule=StaffingRule.QUIET))
    quiet.sort(key=lambda row: (row.last_seen is not None, row.last_seen or overseen.now))
    return OverviewFacts(
        len(quiet),
        [_row(one) for one in quiet[:MOST_ROWS]],
        f"{reverse('boards')}?rule={StaffingRule.QUIET}",
    )


def _row(one: Staffing) -> OverviewRow:
    seen = (
        _("last active %(day)s") % {"day": f"{timezone.localtime(one.last_seen):%d/%m/%Y}"}
        if one.last_seen
        else _("never active")
    )
    people = ", ".join(str(user) for users in one.present.values() for user in users[:1])
    facts = [seen, one.portal.phone or _("no phone number"), people]
    return OverviewRow(
        one.portal.name, reverse("board", args=[one.portal.pk]), " · ".join(filter(None, facts))
    )


SLEEPING = OverviewPart(
    "boards", gettext_lazy("Boards that sleep"),
    gettext_lazy("Somebody was active on every board within seven days."), read_sleeping, 20,
)  # fmt: skip

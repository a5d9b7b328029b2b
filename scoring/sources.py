"""Whether links are checked and months measured in time: for the screen of an overseer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.clock import local_date
from portals.inbox.words import span
from portals.overview.parts import Overseen, OverviewRow
from portals.overview.sources import SourceHealth
from portals.tiers import INSTALL_TIER
from scoring.models import Round
from scoring.periods import Month
from scoring.probes.models import Outage, Target

# Checks are spread over a day; what is due for longer was passed over.
CHECK_LATE = timedelta(days=1)
# The month is measured in its first hours; on this day of the next somebody looks why it was not.
MEASURED_BY_DAY = 2


def late_checks(overseen: Overseen) -> Iterator[OverviewRow]:
    """Links and fronts of the portals below that were not checked in time, and links that lead nowhere. Two queries."""
    below = [portal.pk for portal in overseen.below]
    of_below = Q(front_of__in=below) | Q(links__portal__in=below, links__gone_at=None)
    late = Target.objects.filter(of_below, next_check_at__lt=overseen.now - CHECK_LATE).aggregate(
        number=Count("pk", distinct=True), oldest=Min("next_check_at")
    )
    url = reverse("scoring:faults")
    if late["number"]:
        said = ngettext(
            "%(number)s address, due for %(time)s", "%(number)s addresses, due for up to %(time)s",
            late["number"],
        )  # fmt: skip
        facts = {"number": late["number"], "time": span(overseen.now - late["oldest"])}
        yield OverviewRow(_("Links are not checked in time"), url, said % facts)
    broken = (
        Outage.objects.filter(
            until=None, target__front_of=None, target__links__portal__in=below,
            target__links__gone_at=None,
        )
        .distinct()
        .count()
    )  # fmt: skip
    if broken:
        said = ngettext("%(number)s address", "%(number)s addresses", broken)
        yield OverviewRow(_("Links that lead nowhere"), url, said % {"number": broken})


def late_measuring(overseen: Overseen) -> Iterator[OverviewRow]:
    """That the last full month was not measured yet. One query, for the province alone."""
    today = local_date(overseen.now)
    if overseen.overseer.tier_id != INSTALL_TIER or today.day < MEASURED_BY_DAY:
        return
    month = Month.of(today).later(-1)
    if Round.objects.exists() and not Round.objects.filter(month=month.first).exists():
        yield OverviewRow(
            _("The month %(month)s is not measured yet") % {"month": f"{month.first:%m/%Y}"},
            reverse("scoring:league"),
        )


CHECKS_OF_LINKS = SourceHealth("links", 40, late_checks, in_practice=False)
MEASURING = SourceHealth("measuring", 50, late_measuring)

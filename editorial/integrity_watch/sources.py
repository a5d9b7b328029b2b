"""Whether the watch makes its rounds over the portals below: for the screen of their overseer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.inbox.words import span
from portals.overview.parts import Overseen, OverviewRow
from portals.overview.sources import SourceHealth

from .checks import MISSED_HOURS
from .models import FoundAlteration, WatchedAddress


def late_rounds(overseen: Overseen) -> Iterator[OverviewRow]:
    """Addresses that no round reached within its time, and findings nobody ended. Two queries."""
    below, url = [portal.pk for portal in overseen.below], reverse("alterations")
    late = (
        WatchedAddress.objects.filter(portal__in=below)
        .alias(seen_at=Coalesce("looked_at", "watched_since"))
        .filter(seen_at__lt=overseen.now - timedelta(hours=MISSED_HOURS))
        .aggregate(number=Count("pk"), oldest=Min(Coalesce("looked_at", "watched_since")))
    )
    if late["number"]:
        said = ngettext(
            "%(number)s address not looked at, the oldest for %(time)s",
            "%(number)s addresses not looked at, the oldest for %(time)s",
            late["number"],
        )
        facts = {"number": late["number"], "time": span(overseen.now - late["oldest"])}
        yield OverviewRow(_("The watch over public pages is late"), url, said % facts)
    found = FoundAlteration.objects.open().filter(portal__in=below).count()
    if found:
        said = ngettext("%(number)s open finding", "%(number)s open findings", found)
        yield OverviewRow(
            _("The watch found pages unlike what was published"), url, said % {"number": found}
        )


WATCH = SourceHealth("watch", 20, late_rounds, in_practice=False)

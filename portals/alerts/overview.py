"""Whether the mails of alerts are written in time: for the screen of all portals below an overseer."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from portals.inbox.words import span
from portals.overview.parts import Overseen, OverviewRow
from portals.overview.sources import SourceHealth
from portals.tiers import INSTALL_TIER

from .queries import late_since


def late_alerts(overseen: Overseen) -> Iterator[OverviewRow]:
    """That mails wait which should have gone. Two queries, and none for who does not look after the install."""
    if overseen.overseer.tier_id != INSTALL_TIER:
        return
    since = late_since(overseen.now)
    if since is not None:
        facts = _("waiting for %(time)s") % {"time": span(overseen.now - since)}
        yield OverviewRow(_("Mails to followers are late"), reverse("outgoing_mail"), facts)


ALERTS = SourceHealth("alerts", 40, late_alerts, in_practice=False)

"""Jobs of the clock and the alarms of the install: for the screen of the province's own board."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy

from portals.overview.parts import Overseen, OverviewRow
from portals.overview.sources import SourceHealth
from portals.tiers import INSTALL_TIER

from .alarms import problems
from .panel import queue_answers

# Where a page of the desk shows it; the first page tells everything with whom to ask.
PLACES = {"mail": "outgoing_mail"}
# The names of queues are for the operator, who is mailed them.
SAID = {"workers": gettext_lazy("Work in the background stands still, or part of it.")}


def amiss_in_the_install(overseen: Overseen) -> Iterator[OverviewRow]:
    """What the operator is mailed about; nothing of it is a lower overseer's to mend."""
    if overseen.overseer.tier_id != INSTALL_TIER:
        return
    for one in problems(now=overseen.now, queue_answers=queue_answers()):
        yield OverviewRow(
            str(SAID.get(one.name, one.words)), reverse(PLACES.get(one.name, "wagtailadmin_home"))
        )


INSTALL = SourceHealth("install", 10, amiss_in_the_install)

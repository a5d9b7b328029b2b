"""What is written in the tables of this floor where portals end."""

from __future__ import annotations

from portals.reforms.endings import (
    Ending,
    periods_end,
    register_endings,
    register_ends_by_itself,
    register_made_by_the_clock,
)

from .models import NotApplicable
from .probes.models import Link


def register_endings_of_scoring() -> None:
    register_endings(
        periods_end(
            "scoring.NotApplicable.portal",
            lambda portals: NotApplicable.objects.filter(portal__in=portals),
        ),
        Ending(
            "probes.Link.portal",
            lambda portals, _day: Link.objects.filter(portal__in=portals, gone_at=None),
            lambda _day, now: {"gone_at": now},
        ),
    )
    register_made_by_the_clock(
        "probes.Link.portal", "probes.Target.front_of", "scoring.Forecast.portal"
    )
    register_ends_by_itself(
        {
            "scoring.Forecast.portal": "only running months of open portals are looked at",
            "probes.Target.front_of": "the next round leaves out what no open portal has",
        }
    )

"""What is written in the tables of this floor where portals end."""

from __future__ import annotations

from portals.reforms.endings import (
    Ending,
    periods_end,
    register_endings,
    register_ends_by_itself,
    register_made_by_the_clock,
)

from .content_scan.models import Suspicion
from .integrity_watch.models import FoundAlteration
from .models import NumberGap
from .procedures.models import ServicePoint
from .reception.models import ReceptionRule
from .stations.models import Station

AS_IT_WAS = "the archive shows it as it was"


def register_endings_of_editorial() -> None:
    register_endings(
        Ending(
            "editorial.NumberGap.portal",
            lambda portals, _day: NumberGap.objects.filter(portal__in=portals, closed_at=None),
            lambda _day, now: {"closed_at": now},
        ),
        Ending(
            "watch.FoundAlteration.portal",
            lambda portals, _day: FoundAlteration.objects.filter(portal__in=portals, ended_at=None),
            lambda _day, now: {"ended_at": now},
        ),
        Ending(
            "guarding.Suspicion.portal",
            lambda portals, _day: Suspicion.objects.filter(portal__in=portals, ended_at=None),
            lambda _day, now: {"ended_at": now},
        ),
        Ending(
            "procedures.ServicePoint.portal",
            lambda portals, _day: ServicePoint.objects.filter(portal__in=portals, ended_on=None),
            lambda day, _now: {"ended_on": day},
        ),
        periods_end(
            "reception.ReceptionRule.portal",
            lambda portals: ReceptionRule.objects.filter(portal__in=portals),
        ),
        periods_end(
            "stations.Station.portal",
            lambda portals: Station.objects.filter(portal__in=portals),
        ),
    )
    register_made_by_the_clock(
        "watch.KnownState.portal", "watch.WatchedAddress.portal", "editorial.SearchThing.portal"
    )
    register_ends_by_itself(
        {
            "editorial.HomeBlockChoice.portal": AS_IT_WAS,
            "front.HomeLink.portal": AS_IT_WAS,
            "front.HomeFigure.portal": AS_IT_WAS,
            "press.PressCorner.portal": AS_IT_WAS,
            "reception.ReceptionOffice.portal": AS_IT_WAS,
            "social_posts.PostTemplate.portal": AS_IT_WAS,
            "watch.KnownState.portal": "only the parts of open portals are compared",
            "watch.WatchedAddress.portal": "the next round leaves out what no open portal has",
        }
    )

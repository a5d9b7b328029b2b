"""A board's forecast, as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from portals.clock import local_date
from portals.models import Portal
from scoring.models import Forecast, Scorecard
from scoring.periods import Month

from .remedies import mendable_measures, remedy_for


@dataclass(frozen=True, slots=True)
class ToldFix:
    """One thing worth doing: `gain` is by how much the total would rise, `url` where it is done."""

    code: str
    name: str
    gain: Decimal
    what: Any
    url: str
    measure: str


def forecast_of(portal: Portal, now: datetime) -> Forecast | None:
    """Return what the running month would give; None where nobody looked since it began. One query."""
    month = Month.of(local_date(now)).first
    found = Forecast.objects.filter(portal=portal, month=month)
    return found.select_related("rubric", "portal__site").first()


def last_card_of(portal: Portal, now: datetime) -> Scorecard | None:
    """Return the card of the newest month before this one, to be compared with. One query."""
    month = Month.of(local_date(now)).first
    cards = Scorecard.objects.filter(portal=portal, round__month__lt=month)
    return cards.select_related("round").defer("lines").order_by("-round__month").first()


def fixes_of_forecast(forecast: Forecast) -> Sequence[ToldFix]:
    """Return what is worth doing, the largest gain first. No query."""
    lines = {line["code"]: line for line in forecast.lines["criteria"]}
    found = []
    for fix in forecast.fixes:
        line = lines[fix["code"]]
        # Written by a release that could mend what this one cannot.
        if line["measure"] not in mendable_measures():
            continue
        remedy = remedy_for(line["measure"])
        found.append(
            ToldFix(
                code=fix["code"],
                name=line["name"],
                gain=Decimal(fix["gain"]),
                what=remedy.what,
                url=remedy.place(forecast.portal),
                measure=line["measure"],
            )
        )
    return found

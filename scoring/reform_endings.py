"""What is written in the tables of this floor where portals end, and what they wait for before they do."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from portals.reforms.endings import (
    Ending,
    periods_end,
    register_endings,
    register_ends_by_itself,
    register_made_by_the_clock,
)
from portals.reforms.registry import register_day_wait

from .models import NotApplicable, Round
from .periods import Month
from .probes.models import Link
from .rubrics.storage import rubrics_of


def month_to_measure(day: date) -> str:
    """Why a change of `day` has to wait: the month that ended is not measured yet. At most two queries.

    Pages and files are measured where they lie, and a change moves them.
    """
    month = Month.of(day).later(-1)
    if day.day != 1 or Round.objects.filter(month=month.first, runs__isnull=False).exists():
        return ""
    if not rubrics_of(month):
        return ""
    return _("The month %(month)s has to be measured first.") % {"month": month}


def register_endings_of_scoring() -> None:
    register_day_wait(month_to_measure)
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

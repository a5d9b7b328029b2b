"""Whether required sections are alive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q

from editorial.models import SectionRequirement
from editorial.standing.staleness import CONFIRMED_SECTIONS
from portals.clock import local_date
from portals.duties.models import Obligation
from portals.models import Portal
from portals.organisation.enums import Subject
from scoring.periods import Period

from .owed import UNSHOWN
from .pages import section_states
from .portals import last_confirmed
from .registry import Evidence, Measured, Measurement

A_DAY = timedelta(days=1)
# What is owed once a year was due once in it.
OWED_BACK = timedelta(days=366)


@dataclass(frozen=True)
class Sections:
    """`counted_elsewhere`: kinds of section that other criteria already judge."""

    counted_elsewhere: tuple[str, ...] = ()


def current(portals: Sequence[Portal], period: Period, wanted: Sections) -> Measured:
    """A7: the share of the tier's required sections that are no older than they may be. Four queries.

    Judged on the last day of the period, by what its tier asks then; of a tier that has ended, by what it asked last.
    A tier that asks for nothing has no case. A section that is missing or empty is out of date. What a portal says of
    itself is also as new as its board's last word that it is still right. Where something is owed by days of its own,
    these count and no age: a section is in order while nothing in it is overdue, and out of date from then on.
    """
    required = _required(period.last, wanted.counted_elsewhere)
    states = section_states(portals, period)
    confirmed = last_confirmed(portals, period)
    owed = _owed(portals, period)
    found = {}
    for portal in portals:
        due = required.get(portal.tier_id, [])
        stale: list[Evidence] = []
        fresh: list[Evidence] = []
        for code, name, most in due:
            state = states.get((portal.pk, code))
            last = state.last_at if state else None
            if state and code in CONFIRMED_SECTIONS:
                word = confirmed.get((portal.pk, Subject.ORGANISATION))
                last = max(filter(None, (last, word)), default=None)
            is_stale = last is None or (period.last - local_date(last)).days > most
            why = "stale" if is_stale else ""
            if state and (overdue := owed.get((portal.pk, code))) is not None:
                why = UNSHOWN if overdue else ""
            section_id = state.section_id if state else 0
            (stale if why else fresh).append(Evidence("section", section_id, name, why, last))
        found[portal.pk] = Measurement(
            value=Decimal(len(due) - len(stale)) / max(1, len(due)),
            # A tier of which nothing is required then has no case; the sentence says so.
            cases=len(due),
            numbers={
                "current": len(due) - len(stale),
                "required": len(due),
                "day": f"{period.last:%d/%m/%Y}",
            },
            evidence=(*stale, *fresh),
        )
    return found


def _owed(portals: Sequence[Portal], period: Period) -> dict[tuple[int, str], int]:
    """Return how much was overdue when the period ended, by portal and kind of section in which something is owed.

    Of what fell due within a year and a day; what is declared or published later changes nothing. One query.
    """
    ends_at = period.ends_at
    settled = (
        Q(met_at__lt=ends_at) | Q(nothing_at__lt=ends_at) | Q(exempted_by__entered_at__lt=ends_at)
    )
    counted = (
        Obligation.objects.filter(
            portal__in=[portal.pk for portal in portals],
            due_at__lt=ends_at,
            due_at__gte=ends_at - OWED_BACK,
        )
        .values("portal", "duty__section")
        .annotate(
            overdue=Count("pk", filter=Q(pk__isnull=False) & ~Q(settled)),
            in_order=Count("pk", filter=Q(met_at__lt=ends_at) | Q(nothing_at__lt=ends_at)),
        )
    )
    return {
        (one["portal"], one["duty__section"]): one["overdue"]
        for one in counted
        if one["overdue"] or one["in_order"]
    }


def _required(day: date, besides: Sequence[str]) -> dict[str, list[tuple[str, str, int]]]:
    """Return code, name and greatest age of the sections that each tier requires on `day`. One query."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for tier, lasted, term, code, name, age in (
        SectionRequirement.objects.filter(required=True, max_age_days__isnull=False)
        .exclude(section_type__in=besides)
        .order_by("section_type__position", "period")
        .values_list(
            "tier", "tier__period", "period", "section_type", "section_type__name", "max_age_days"
        )
    ):
        # A portal that outlives its tier goes on as the tier was.
        on = min(day, lasted.upper - A_DAY) if lasted.upper else day
        if on in term:
            found.setdefault(tier, []).append((code, name, age or 0))
    return found

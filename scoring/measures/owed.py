"""Whether what portals owe the public stood there by the moment at which it was due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from portals.duties.models import Obligation
from portals.duties.spans import Span
from portals.duties.words import period_words
from portals.models import Portal
from scoring.periods import Period

from .registry import Evidence, Measured, Measurement, NoParameters

LATE, UNSHOWN, NOTHING, EXEMPT = "late", "unshown", "nothing_arose", "exempt"
# What is no case: neither a fault nor a merit of the board.
NO_CASE = frozenset({NOTHING, EXEMPT})
# As duties name it (editorial/schedules/fulfilment.py).
WEEKLY_SCHEDULE = "schedule:week"


@dataclass(frozen=True)
class OwedSections:
    """`sections`: the codes of the section types whose duties are judged."""

    sections: tuple[str, ...] = ("ngan-sach", "dau-tu")


def shown_in_time(portals: Sequence[Portal], period: Period, wanted: OwedSections) -> Measured:
    """A5: of what was due in the period, the share that stood there by its day. One query."""
    return _in_time(portals, period, Q(duty__section__in=wanted.sections))


def weeks_in_time(portals: Sequence[Portal], period: Period, _none: NoParameters) -> Measured:
    """A4: of the leaders' weeks that were due in the period, the share that was public by its hour. One query.

    What the list of duties says of that hour counts: 8:00 of the first day of the week on which people work.
    """
    return _in_time(portals, period, Q(duty__fulfilled_by=WEEKLY_SCHEDULE))


def _in_time(portals: Sequence[Portal], period: Period, wanted: Q) -> Measured:
    """As it was when the period ended: what the board declared or published later changes nothing."""
    rows = (
        Obligation.objects.filter(
            wanted,
            portal__in=[portal.pk for portal in portals],
            due_at__gte=period.starts_at,
            due_at__lt=period.ends_at,
        )
        .order_by("portal", "due_at", "pk")
        .values_list(
            "portal",
            "pk",
            "duty__title",
            "duty__frequency",
            "starts_on",
            "ends_on",
            "due_at",
            "met_at",
            "nothing_at",
            "exempted_by__entered_at",
            "event_title",
        )
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for (
        portal_id,
        pk,
        title,
        frequency,
        starts,
        ends,
        due_at,
        met_at,
        nothing_at,
        exempt_at,
        event,
    ) in rows:
        words = f"{title}, {period_words(frequency, Span(starts, ends), event)}"
        why = _why(due_at, met_at, nothing_at, exempt_at, ends_at=period.ends_at)
        found[portal_id].append(Evidence("obligation", pk, words, why, met_at))
    return {portal.pk: _share(found[portal.pk]) for portal in portals}


def _why(
    due_at: datetime,
    met_at: datetime | None,
    nothing_at: datetime | None,
    exempt_at: datetime | None,
    *,
    ends_at: datetime,
) -> str:
    if exempt_at is not None and exempt_at < ends_at:
        return EXEMPT
    if met_at is not None and met_at < ends_at:
        return LATE if met_at > due_at else ""
    if nothing_at is not None and nothing_at < ends_at:
        return NOTHING
    return UNSHOWN


def _share(things: Sequence[Evidence]) -> Measurement:
    """Fold what was found of one portal. Pure."""
    cases = [one for one in things if one.why not in NO_CASE]
    in_time = sum(not one.why for one in cases)
    return Measurement(
        value=Decimal(in_time) / max(1, len(cases)),
        cases=len(cases),
        numbers={
            "due": len(cases),
            "in_time": in_time,
            "late": sum(one.why == LATE for one in cases),
            "unshown": sum(one.why == UNSHOWN for one in cases),
            "no_case": len(things) - len(cases),
        },
        evidence=tuple(things),
    )

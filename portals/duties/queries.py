"""A portal's obligations, what citizens are told of them, how late portals are, how much work a list asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Min, Q, QuerySet, When

from portals.clock import local_date
from portals.models import Tier

from .enums import TIMES_A_YEAR, Frequency
from .models import Duty, DutyExemption, Obligation

if TYPE_CHECKING:
    from portals.models import Portal

WEEKS_A_YEAR = 52
# A board asks what was owed in the last twelve months.
SHOWN_BACK = timedelta(days=366)
# For so long after its week something is waited for. The record that it was missed stays, and so do scores of it.
WEEKS_WAITED_FOR = timedelta(days=14)

UNMET = Q(met_at=None, nothing_at=None, exempted_by=None)


def owed_still(now: datetime) -> Q:
    """What waits for somebody: portals that have closed publish no more, and weeks long over help nobody."""
    today = local_date(now)
    is_open = Q(portal__closed_on=None) | Q(portal__closed_on__gt=today)
    return UNMET & is_open & _useful_still(today)


def _useful_still(today: date) -> Q:
    return ~Q(duty__frequency=Frequency.WEEK) | Q(ends_on__gt=today - WEEKS_WAITED_FOR)


def overdue(now: datetime) -> Q:
    """What is owed still after the moment by which it was due."""
    return owed_still(now) & Q(due_at__lt=now)


def obligations_of(portal: Portal, now: datetime) -> QuerySet[Obligation]:
    """What the portal owes and owed of late, with its duty: what is open first, soonest due first."""
    return (
        Obligation.objects.filter(portal=portal)
        .filter(UNMET | Q(due_at__gt=now - SHOWN_BACK))
        .select_related("duty", "nothing_by", "exempted_by")
        .order_by("due_at", "duty__section", "pk")
    )


def missing_on(day: date) -> Q:
    """What is missing and of use on `day`, whether or not citizens have been told of it."""
    return UNMET & _useful_still(day)


def told_missing(portal: Portal, now: datetime, *, section: str = "") -> QuerySet[Obligation]:
    """What citizens are told is missing, longest overdue first; of one section type where one is given."""
    missing = Obligation.objects.filter(
        missing_on(local_date(now)), portal=portal, told_at__lte=now
    )
    if section:
        missing = missing.filter(duty__section=section)
    return missing.select_related("duty").order_by("due_at", "pk")


def next_telling(portal: Portal, now: datetime) -> datetime | None:
    """When citizens are told of a further one by itself. One query."""
    waiting = Obligation.objects.filter(UNMET, portal=portal, told_at__gt=now)
    return waiting.aggregate(first=Min("told_at"))["first"]


def duties_of(portal: Portal, now: datetime) -> list[Duty]:
    """The duties in force that apply to the portal, by section. Two queries."""
    today = local_date(now)
    exempt = DutyExemption.objects.in_force(today).filter(portal=portal).values_list("code")
    return list(
        Duty.objects.in_force(today)
        .filter(tier=portal.tier_id)
        .exclude(code__in=[code for (code,) in exempt])
        .order_by("section", "code")
    )


def owes_anything(portal: Portal, now: datetime) -> bool:
    """Whether a list of duties is in force for the portal's tier. One query."""
    return Duty.objects.in_force(local_date(now)).filter(tier=portal.tier_id).exists()


def latest_of(portal: Portal, duties: Collection[Duty], now: datetime) -> dict[int, Obligation]:
    """The newest obligation of a period that has begun, by duty; of events the newest that is missing. One query."""
    missing = UNMET & ~Q(event="") & Q(told_at__lte=now)
    newest = (
        Obligation.objects.filter(portal=portal, duty__in=duties, starts_on__lte=local_date(now))
        .order_by("duty_id", Case(When(missing, then=0), default=1), "-starts_on", "-pk")
        .distinct("duty_id")
    )
    return {one.duty_id: one for one in newest}


@dataclass(frozen=True, slots=True)
class Lateness:
    """How much of a portal is overdue, and since when."""

    overdue: int
    oldest: datetime | None


def lateness_of(portals: Iterable[Portal], now: datetime) -> dict[int, Lateness]:
    """What is overdue by portal; one of which nothing is, or that has closed, has no entry. One query."""
    counted = (
        Obligation.objects.filter(overdue(now), portal__in=list(portals))
        .values("portal")
        .annotate(count=Count("pk"), oldest=Min("due_at"))
    )
    return {row["portal"]: Lateness(row["count"], row["oldest"]) for row in counted}


def times_a_year(frequency: str, of_events: int) -> int:
    """How often a year something is owed; of events what the list says of them."""
    return of_events if frequency == Frequency.EVENT else TIMES_A_YEAR[Frequency(frequency)]


@dataclass(frozen=True, slots=True)
class Workload:
    """What the list asks of a board of a tier: how many things a year, and minutes a week, rounded up to tenths."""

    tier: Tier
    times: int
    minutes_a_week: Decimal


def workload(duties: Iterable[Duty]) -> list[Workload]:
    """Return the work that duties in force ask of each tier, from the top. No query for duties with their tiers."""
    by_tier: dict[str, list[Duty]] = {}
    for duty in duties:
        by_tier.setdefault(duty.tier_id, []).append(duty)
    found = []
    for own in by_tier.values():
        times = [times_a_year(duty.frequency, duty.times_a_year) for duty in own]
        minutes = sum(count * duty.minutes for count, duty in zip(times, own, strict=True))
        tenths = -(-minutes * 10 // WEEKS_A_YEAR)
        found.append(Workload(own[0].tier, sum(times), Decimal(tenths) / 10))
    return sorted(found, key=lambda one: one.tier.level)

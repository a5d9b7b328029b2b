"""What a board is asked for a week, in minutes: by its tier, from duties and from deeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from portals.duties.models import Duty
from portals.duties.queries import WEEKS_A_YEAR, times_a_year, workload
from portals.models import Tier

from .models import CountedDeeds, DeedMinutes

# No board of a commune is asked for more by default.
MOST_OF_A_COMMUNE = 60
# Deeds are the mean of so many whole weeks.
WEEKS = 4
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class CountedKind:
    """Deeds of one kind: how many a week a board of the tier did, and how many minutes that took."""

    action: str
    a_week: Decimal
    minutes: Decimal


@dataclass(slots=True)
class TierLoad:
    """Minutes a week that are asked of a board of a tier."""

    tier: Tier
    of_duties: Decimal = Decimal(0)
    kinds: list[CountedKind] = field(default_factory=list)

    @property
    def of_deeds(self) -> Decimal:
        return sum((kind.minutes for kind in self.kinds), Decimal(0))

    @property
    def minutes(self) -> Decimal:
        return self.of_duties + self.of_deeds


def loads_of(duties: list[Duty], day: date) -> list[TierLoad]:
    """The load of each tier: of the duties in force, and of deeds in the last weeks before `day`. Two queries."""
    loads = {one.tier.pk: TierLoad(one.tier, one.minutes_a_week) for one in workload(duties)}
    minutes = dict(DeedMinutes.objects.in_force(day).values_list("action", "minutes"))
    first = day - timedelta(days=day.weekday() + 7 * WEEKS)
    counted = CountedDeeds.objects.filter(
        monday__gte=first, monday__lt=day - timedelta(days=day.weekday())
    )
    shares: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in counted.select_related("tier"):
        loads.setdefault(one.tier_id, TierLoad(one.tier))
        shares[one.tier_id, one.action] += Decimal(one.deeds) / one.boards / WEEKS
    for (tier, action), a_week in sorted(shares.items()):
        if action in minutes:
            taken = _tenths(a_week * minutes[action])
            loads[tier].kinds.append(CountedKind(action, a_week, taken))
    return sorted(loads.values(), key=lambda one: one.tier.level)


def default_minutes(deeds: Iterable[DeedMinutes]) -> Decimal:
    """What an ordinary week asks of a commune besides its duties."""
    return _tenths(sum((one.minutes * one.a_week for one in deeds), Decimal(0)))


def added_by(*, frequency: str, minutes: int, times: int = 0) -> Decimal:
    """How many minutes a week a duty adds; `times` a year for one that is owed for each event."""
    return _tenths(Decimal(times_a_year(frequency, times) * minutes) / WEEKS_A_YEAR)


def added_by_duty(duty: Duty) -> Decimal:
    """How many minutes a week this duty adds."""
    return added_by(frequency=duty.frequency, minutes=duty.minutes, times=duty.times_a_year)


def _tenths(minutes: Decimal) -> Decimal:
    return minutes.quantize(_TENTH, ROUND_CEILING)

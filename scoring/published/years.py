"""A year of published months: what each portal reached, month by month, and the mean of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from scoring.rounds.engine import ranks

from .reading import published_cards

HUNDREDTH = Decimal("0.01")
MONTHS = tuple(range(1, 13))


@dataclass(frozen=True)
class YearMonth:
    """A portal's total in a month; a provisional one is shown and not counted."""

    total: Decimal
    is_provisional: bool


@dataclass(frozen=True)
class YearRow:
    """One portal. It has a rank where at least half of its tier's published months count for it."""

    portal_id: int
    name: str
    tier: str
    tier_name: str
    months: Mapping[int, YearMonth]
    # Months that are published for its tier and in which it has nothing that counts.
    missing: Sequence[int]
    mean: Decimal | None
    rank: int | None

    @property
    def counted(self) -> int:
        return sum(1 for one in self.months.values() if not one.is_provisional)


@dataclass(frozen=True)
class PublishedYear:
    year: int
    # Months of which something is published.
    months: Sequence[int]
    rows: Sequence[YearRow]


def published_years() -> list[int]:
    """Return the years of which a month is published, the newest first. One query."""
    found = published_cards().order_by("-round__month__year").values_list("round__month__year")
    return [year for (year,) in found.distinct()]


def published_year(year: int, tier: str = "", *, months: Collection[int] = MONTHS) -> PublishedYear:
    """Return what is published of these months of `year`, of one tier or of all; the best first in each. One query."""
    cards = published_cards().filter(round__month__in=[date(year, month, 1) for month in months])
    if tier:
        cards = cards.filter(tier=tier)
    told: dict[tuple[str, int], dict[int, YearMonth]] = defaultdict(dict)
    names: dict[tuple[str, int], tuple[str, str]] = {}
    of_tier: dict[str, set[int]] = defaultdict(set)
    order: dict[str, tuple[int, str]] = {}
    for code, level, tier_name, portal, name, day, total, provisional in cards.values_list(
        "tier", "tier__level", "tier__name", "portal", "portal__name", "round__month", "total",
        "provisional",
    ):  # fmt: skip
        told[code, portal][day.month] = YearMonth(total, bool(provisional))
        names[code, portal] = (name, tier_name)
        of_tier[code].add(day.month)
        order[code] = (level, code)
    rows: list[YearRow] = []
    for code in sorted(order, key=lambda one: order[one]):
        own = {portal: months for (of, portal), months in told.items() if of == code}
        rows += _rows_of(code, own, names, sorted(of_tier[code]))
    return PublishedYear(year, sorted({one for months in of_tier.values() for one in months}), rows)


def _rows_of(
    tier: str,
    told: Mapping[int, Mapping[int, YearMonth]],
    names: Mapping[tuple[str, int], tuple[str, str]],
    published: Sequence[int],
) -> list[YearRow]:
    means = {portal: _mean(months) for portal, months in told.items()}
    places = ranks(
        {
            portal: mean
            for portal, mean in means.items()
            if mean is not None and _counted(told[portal]) * 2 >= len(published)
        }
    )
    rows = [
        YearRow(
            portal_id=portal,
            name=names[tier, portal][0],
            tier=tier,
            tier_name=names[tier, portal][1],
            months=months,
            missing=[
                month for month in published if month not in months or months[month].is_provisional
            ],
            mean=means[portal],
            rank=places.get(portal),
        )
        for portal, months in told.items()
    ]
    last = len(rows) + 1
    return sorted(rows, key=lambda row: (row.rank or last, row.name, row.portal_id))


def _counted(months: Mapping[int, YearMonth]) -> int:
    return sum(1 for one in months.values() if not one.is_provisional)


def _mean(months: Mapping[int, YearMonth]) -> Decimal | None:
    totals = [one.total for one in months.values() if not one.is_provisional]
    if not totals:
        return None
    return (sum(totals, Decimal()) / len(totals)).quantize(HUNDREDTH, ROUND_HALF_UP)

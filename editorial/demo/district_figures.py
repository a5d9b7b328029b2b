"""What districts of the demo count each quarter: invented, and agreeing with their budgets and with their communes.

What a sheet says of the same quarter of the year before is what the sheet of that quarter said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from .disclosed_figures import MILLION, SEED, Single, people_of
from .figures import budget_of, figures_of_month

# Made in a year, by rows: from, to, in million đồng; sown, in hectares; who found work.
YEARLY: Mapping[str, tuple[int, int]] = {
    "I.1.a": (310_000, 720_000), "I.1.b": (9_400_000, 26_000_000), "I.1.c": (3_100_000, 9_800_000),
    "I.2.a": (1_400, 3_600), "I.2.b": (380, 900), "II.3": (2_600, 5_400),
}  # fmt: skip
MONEY = ("I.1.a", "I.1.b", "I.1.c")
# What there is: beasts; pupils of three schools.
STOCK: Mapping[str, tuple[int, int]] = {
    "I.3.a": (900, 2_400), "I.3.b": (14_000, 38_000),
    "II.5.a": (8_200, 15_800), "II.5.b": (15_500, 24_000), "II.5.c": (10_400, 17_200),
}  # fmt: skip
# Percent of a year's work in each quarter. Rice is sown for two harvests.
SEASONS: Mapping[str, Sequence[int]] = {"I.2.a": (46, 20, 33, 1), "I.2.b": (28, 16, 20, 36)}
EVENLY = (22, 25, 25, 28)
GROWTH = {"I.1.a": 1.02, "I.1.b": 1.08, "I.1.c": 1.1}
SINCE = 2020
POOR_IN_A_COMMUNE = (8, 40)


def statistics(code: str, communes: Sequence[str], year: int, quarter: int) -> Single:
    """The quarter's figures of a district with these communes, beside the year's plan and the same quarter before."""
    planned = _planned(code, communes, year)
    before, now = (_counted(code, communes, one, quarter) for one in (year - 1, year))
    return {row: {"kh": planned[row], "ck": before[row], "th": now[row]} for row in now}


def _planned(code: str, communes: Sequence[str], year: int) -> dict[str, int]:
    people = sum(people_of(one, year) for one in communes)
    found = {row: _of_year(code, row, year) for row in YEARLY}
    # Nobody plans to a single beast.
    found |= {row: round(_stock(code, row, year) / 10) * 10 for row in STOCK}
    return _in_dong(found) | {
        "I.4": budget_of(code, "district", date(year, 12, 1)).planned * MILLION,
        "II.1": people,
        "II.2": _poor(code, communes, year, 4),
        "II.4": people * 95 // 100,
    }


def _counted(code: str, communes: Sequence[str], year: int, quarter: int) -> dict[str, int]:
    chance = Random(f"{SEED} thống kê {code} {year} {quarter}")
    found = {
        row: round(_of_year(code, row, year) * share / 100 * chance.uniform(0.96, 1.07))
        for row in YEARLY
        for share in [SEASONS.get(row, EVENLY)[quarter - 1]]
    }
    # A school year begins in the third quarter.
    found |= {
        row: round(_stock(code, row, year - (row.startswith("II.5") and quarter < 3)))
        for row in STOCK
    }
    people = _people(communes, year, quarter)
    return _in_dong(found) | {
        "I.4": _taken_in(code, year, quarter) * MILLION,
        "II.1": people,
        "II.2": _poor(code, communes, year, quarter),
        "II.4": round(people * _insured(code, year, quarter)),
    }


def _in_dong(found: Mapping[str, int]) -> dict[str, int]:
    return {row: value * MILLION if row in MONEY else value for row, value in found.items()}


def _of_year(code: str, row: str, year: int) -> int:
    begun = Random(f"{SEED} thống kê {code} {row}").randint(*YEARLY[row])
    return round(begun * GROWTH.get(row, 1.0) ** (year - SINCE))


def _stock(code: str, row: str, year: int) -> float:
    begun = Random(f"{SEED} thống kê {code} {row}").randint(*STOCK[row])
    return begun * Random(f"{SEED} thống kê {code} {row} {year}").uniform(0.97, 1.04)


def _people(communes: Sequence[str], year: int, quarter: int) -> int:
    """Between what the communes had at the ends of two years."""
    before, after = (sum(people_of(one, end) for one in communes) for end in (year - 1, year))
    return before + (after - before) * quarter // 4


def _poor(code: str, communes: Sequence[str], year: int, quarter: int) -> int:
    """Households; they are counted anew at the end of each year, and fewer."""
    counted = year if quarter == 4 else year - 1
    begun = Random(f"{SEED} hộ nghèo {code}")
    whole = sum(begun.randint(*POOR_IN_A_COMMUNE) for _one in communes)
    return round(whole * 0.93 ** (counted - SINCE))


def _taken_in(code: str, year: int, quarter: int) -> int:
    """What the budget of which the district's stories tell took in during the quarter, in million đồng."""
    by_end = budget_of(code, "district", date(year, 3 * quarter, 1)).taken_in
    if quarter == 1:
        return by_end
    return by_end - budget_of(code, "district", date(year, 3 * quarter - 3, 1)).taken_in


def _insured(code: str, year: int, quarter: int) -> Decimal:
    """The share of insured people that the district's stories tell of the quarter's last month."""
    told = figures_of_month(code, "district", date(year, 3 * quarter, 1))["bhyt"]
    return Decimal(told.replace(",", ".")) / 100

"""The figures that a unit tells of a month, from one source: every story takes them from here.

All are made up. What grows through the year grows here too, and no unit spends more than it has taken in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from .grammar import decimal, with_thousands

# There is one province, and its figures are the same whatever its code.
PROVINCE = "27"
# What a unit plans to take in a year (million đồng), and how many files it gets in a month.
REVENUE: Mapping[str, tuple[int, int]] = {
    "province": (29_000_000, 33_000_000),
    "department": (4_000, 9_000),
    "district": (820_000, 2_400_000),
    "commune": (8_200, 15_400),
}
FILES: Mapping[str, tuple[int, int]] = {
    "province": (18_000, 24_000),
    "department": (160, 1_400),
    "district": (2_400, 6_800),
    "commune": (240, 860),
}


@dataclass(frozen=True)
class BudgetFigures:
    """Plan of the year and what was done up to the end of a month, in million đồng."""

    planned: int
    planned_running: int
    planned_investment: int
    taken_in: int
    spent_running: int
    spent_investment: int

    @property
    def share_taken_in(self) -> int:
        """In tenths of a percent, as `share_invested`."""
        return round(1000 * self.taken_in / self.planned)

    @property
    def share_invested(self) -> int:
        return round(1000 * self.spent_investment / self.planned_investment)


def budget_of(code: str, tier: str, month: date) -> BudgetFigures:
    """Return the budget of a unit as it stood at the end of `month`."""
    seed = PROVINCE if tier == "province" else code
    random = Random(f"budget {seed} {month.year}")
    planned = random.randrange(*REVENUE[tier], 10)
    running, investment = random.uniform(0.48, 0.58), random.uniform(0.3, 0.4)
    reached, pace = random.uniform(0.94, 1.06), random.uniform(0.7, 0.95)
    done = month.month / 12
    taken_in = round(planned * reached * done)
    return BudgetFigures(
        planned=planned,
        planned_running=round(planned * running),
        planned_investment=round(planned * investment),
        taken_in=taken_in,
        spent_running=round(taken_in * running),
        spent_investment=round(taken_in * investment * pace),
    )


@cache
def figures_of_month(code: str, tier: str, month: date) -> dict[str, str]:
    """Return what the unit with `code` tells of `month`, by the names of the slots."""
    year, now = Random(f"year {code} {month.year}"), Random(f"month {code} {month:%Y-%m}")
    budget = budget_of(code, tier, month)
    files = now.randint(*FILES[tier])
    land, civil, business = round(files * 0.52), round(files * 0.3), round(files * 0.08)
    province = budget_of(PROVINCE, "province", month)
    return {
        "thu_ns": decimal(budget.share_taken_in),
        "tinh_thu_ns": decimal(province.share_taken_in),
        "giai_ngan": decimal(budget.share_invested),
        "du_toan_thu": with_thousands(budget.planned),
        "du_toan_tx": with_thousands(budget.planned_running),
        "du_toan_dt": with_thousands(budget.planned_investment),
        "thuc_thu": with_thousands(budget.taken_in),
        "chi_tx": with_thousands(budget.spent_running),
        "chi_dt": with_thousands(budget.spent_investment),
        "ho_so": with_thousands(files),
        "hs_dat": with_thousands(land),
        "hs_tich": with_thousands(civil),
        "hs_dk": with_thousands(business),
        "hs_bt": with_thousands(files - land - civil - business),
        "dung_han": decimal(now.randint(970, 995)),
        "truc_tuyen": decimal(year.randint(760, 880) + 8 * month.month),
        "hai_long": decimal(now.randint(960, 990)),
        "bhyt": decimal(year.randint(918, 938) + 2 * month.month),
        "cong_nghiep": decimal(now.randint(60, 140)),
        "ban_le": decimal(now.randint(80, 150)),
    }

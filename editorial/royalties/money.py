"""How royalties are reckoned, in whole đồng. Pure.

What is rounded is a running total, never each part: so the parts of a sum always add up to it exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal


def worth_of(units: Decimal, unit: int) -> int:
    """Return what `units` of `unit` đồng are worth, half a đồng rounded up."""
    return int((units * unit).quantize(Decimal(1), ROUND_HALF_UP))


def parted(amount: int, shares: Sequence[int]) -> list[int]:
    """Return `amount` parted by `shares`, which are percents and sum to 100."""
    return _by_running_total(shares, lambda total: amount * total // 100)


def tax_of(amounts: Sequence[int], *, percent: int, tax_from: int, has_contract: bool) -> list[int]:
    """Return what is withheld of each of the amounts that one payment to a person consists of.

    Nothing where the payment stays below `tax_from`, or where the person is taxed with a salary.
    """
    if has_contract or sum(amounts) < tax_from:
        return [0] * len(amounts)
    return _by_running_total(amounts, lambda total: total * percent // 100)


def taxed_back(amount: int, *, of: int, tax: int) -> int:
    """Return how much of the `tax` on a sum `of` so many đồng comes back with `amount` of it."""
    return tax * amount // of if of else 0


def even_shares(count: int) -> list[int]:
    """Return percents for `count` authors that sum to 100 and differ by one at most."""
    each, rest = divmod(100, count)
    return [each + (1 if place < rest else 0) for place in range(count)]


def dong_said(amount: int) -> str:
    """Return a sum as it is written in Vietnamese: 1.234.567."""
    return f"{amount:,}".replace(",", ".")


def _by_running_total(parts: Iterable[int], rounded: Callable[[int], int]) -> list[int]:
    found, before, total = [], 0, 0
    for part in parts:
        total += part
        now = rounded(total)
        found.append(now - before)
        before = now
    return found

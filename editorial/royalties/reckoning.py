"""The sums of a sheet, written anew from its works."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter

from .models import RoyaltyLine, RoyaltySheet
from .money import parted, tax_of, taxed_back, worth_of


def reckon(sheet: RoyaltySheet) -> None:
    """Write the sums of all lines of an open sheet and of the sheet itself. Five queries at most.

    The amounts of adjustments stay as told. What is taken back takes its part of the tax back, and says nothing of
    whether this payment reaches the sum from which tax is withheld.
    """
    lines = list(sheet.lines.select_related("payee", "adjusts").order_by("work", "position"))
    works: dict[int, list[RoyaltyLine]] = defaultdict(list)
    payees: dict[int, list[RoyaltyLine]] = defaultdict(list)
    for line in lines:
        works[line.work].append(line)
        payees[line.payee_id].append(line)
    for authors in works.values():
        _set_amounts(authors, sheet.terms.unit)
    for of_payee in payees.values():
        paid = [line for line in of_payee if line.amount >= 0]
        taxes = tax_of(
            [line.amount for line in paid],
            percent=sheet.terms.tax_percent,
            tax_from=sheet.terms.tax_from,
            has_contract=of_payee[0].payee.has_contract,
        )
        for line, tax in zip(paid, taxes, strict=True):
            line.tax = tax
    _give_tax_back(sheet, lines)
    for line in lines:
        line.net = line.amount - line.tax
    RoyaltyLine.objects.bulk_update(lines, ["amount", "tax", "net"])
    sheet.total = sum(line.amount for line in lines)
    sheet.tax = sum(line.tax for line in lines)
    sheet.net = sheet.total - sheet.tax
    sheet.save(update_fields=["total", "tax", "net"])


def _give_tax_back(sheet: RoyaltySheet, lines: list[RoyaltyLine]) -> None:
    """Write what comes back of the tax on a work: its part of what was withheld, later adjustments of it included."""
    taken_back = [line for line in lines if line.amount < 0 and line.adjusts_id is not None]
    if not taken_back:
        return
    works = {line.adjusts_id for line in taken_back}
    elsewhere = RoyaltyLine.objects.filter(adjusts__in=works).exclude(sheet=sheet)
    adjustments = [*elsewhere, *(line for line in lines if line.adjusts_id in works)]
    for line in sorted(taken_back, key=attrgetter("pk")):
        work = line.adjusts
        if work is None:
            continue
        before = [one for one in adjustments if one.adjusts_id == work.pk and one.pk < line.pk]
        paid = work.amount + sum(one.amount for one in before)
        withheld = work.tax + sum(one.tax for one in before)
        line.tax = -taxed_back(-line.amount, of=paid, tax=withheld)


def _set_amounts(authors: list[RoyaltyLine], unit: int) -> None:
    first = authors[0]
    if first.adjusts_id is not None:
        return
    worth = 0 if first.left_out else worth_of(first.units, unit)
    parts = parted(worth, [line.share for line in authors])
    for line, amount in zip(authors, parts, strict=True):
        line.amount = amount

"""What the pages of royalties show. Each in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from portals.clock import local_date
from portals.models import Portal
from portals.queries import BY_TIER_AND_NAME, all_below

from .enums import SETTLED_STATES, SheetState
from .models import RoyaltyFund, RoyaltyLine, RoyaltyPayee, RoyaltySheet
from .months import month_before

if TYPE_CHECKING:
    from portals.boards.models import User

SHOWN_MONTHS = 24


@dataclass(slots=True)
class SheetWork:
    """A work of a sheet with the lines of its authors, the first first."""

    lines: list[RoyaltyLine] = field(default_factory=list)

    @property
    def first(self) -> RoyaltyLine:
        return self.lines[0]

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def is_by_hand(self) -> bool:
        return self.first.story_id is None and self.first.adjusts_id is None


@dataclass(frozen=True, slots=True)
class PayeeSum:
    payee: RoyaltyPayee
    works: int
    amount: int
    tax: int
    net: int


def royalty_sheets_of(portal: Portal) -> QuerySet[RoyaltySheet]:
    return RoyaltySheet.objects.filter(portal=portal).order_by("-month")


def works_on(sheet: RoyaltySheet) -> list[SheetWork]:
    """The works of a sheet in their order. One query."""
    works: dict[int, SheetWork] = defaultdict(SheetWork)
    lines = sheet.lines.select_related("payee", "adjusts__sheet").order_by("work", "position")
    for line in lines:
        works[line.work].lines.append(line)
    return list(works.values())


def sums_by_payee(sheet: RoyaltySheet) -> list[PayeeSum]:
    """What the sheet pays to whom, those who get most first. One query."""
    payees = (
        sheet.payees.filter(lines__left_out="")
        .annotate(
            works=Count("lines"),
            paid=Sum("lines__amount"),
            taxed=Sum("lines__tax"),
            given=Sum("lines__net"),
        )
        .order_by("-paid", "name", "pk")
    )
    return [PayeeSum(one, one.works, one.paid, one.taxed, one.given) for one in payees]


def lines_of_person(user: User) -> QuerySet[RoyaltyLine]:
    """What approved sheets pay `user`, and what was left out of them, the newest first; of others nothing."""
    return (
        RoyaltyLine.objects.filter(payee__person=user, sheet__state__in=SETTLED_STATES)
        .select_related("sheet__portal")
        .order_by("-sheet__month", "work", "pk")
    )


def is_paid(user: User) -> bool:
    return RoyaltyPayee.objects.filter(person=user).exists()


def fund_of(portal: Portal, year: int) -> RoyaltyFund | None:
    return RoyaltyFund.objects.filter(portal=portal, year=year).first()


def months_without_sheet(portal: Portal, now: datetime) -> list[date]:
    """The months that are over, of years with a fund, for which no sheet was begun; the newest first. Two queries."""
    months = _over_in_years_of_funds(portal, local_date(now))
    begun = set(
        RoyaltySheet.objects.filter(portal=portal, month__in=months).values_list("month", flat=True)
    )
    return [month for month in months if month not in begun]


def totals_below(portal: Portal, year: int, day: date) -> QuerySet[Portal]:
    """The portals below that have a fund for the year, with its ceiling, what was approved and what waits.

    Sums alone: whom a board pays is that board's to know. One query.
    """
    funds = RoyaltyFund.objects.filter(portal=OuterRef("pk"), year=year)
    waiting = (
        RoyaltySheet.objects.filter(
            portal=OuterRef("pk"), month__year=year, state=SheetState.PROPOSED
        )
        .order_by()
        .values("portal")
        .annotate(sum=Sum("total"))
        .values("sum")
    )
    settled = (
        RoyaltySheet.objects.filter(
            portal=OuterRef("pk"), month__year=year, state__in=SETTLED_STATES
        )
        .order_by()
        .values("portal")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        all_below([portal], day)
        .annotate(
            ceiling=Subquery(funds.values("ceiling")[:1]),
            spent=Subquery(funds.values("spent")[:1]),
            waiting=Coalesce(Subquery(waiting), 0, output_field=BigIntegerField()),
            approved=Coalesce(Subquery(settled), 0, output_field=BigIntegerField()),
        )
        .filter(ceiling__isnull=False)
        .order_by(*BY_TIER_AND_NAME)
    )


def _over_in_years_of_funds(portal: Portal, day: date) -> list[date]:
    years = set(RoyaltyFund.objects.filter(portal=portal).values_list("year", flat=True))
    months, month = [], month_before(day)
    for _step in range(SHOWN_MONTHS):
        if month.year in years and month >= portal.opened_on.replace(day=1):
            months.append(month)
        month = month_before(month)
    return months

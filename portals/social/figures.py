"""Followers and reach of all portals below one: a month by portal, twelve months together, and former years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from portals.clock import months_before
from portals.models import Portal

from .models import SocialFormerYear, SocialMonth

MONTHS = 12


@dataclass(frozen=True, slots=True)
class FiguresRow:
    portal: Portal
    accounts: int
    followers: int
    reach: int


@dataclass(frozen=True, slots=True)
class SocialFigures:
    """`rows` are the portals of which something is entered for `month`, the most followed first."""

    month: date
    rows: list[FiguresRow]
    missing: int
    # Month, followers, reach; the newest first.
    months: list[tuple[date, int, int]]
    former: list[SocialFormerYear]

    @property
    def followers(self) -> int:
        return sum(row.followers for row in self.rows)

    @property
    def reach(self) -> int:
        return sum(row.reach for row in self.rows)


def social_figures(portals: Sequence[Portal], month: date) -> SocialFigures:
    """Return what is entered of `portals` for the month and the eleven before. Three queries, however many portals."""
    ids = [portal.pk for portal in portals]
    entered = SocialMonth.objects.filter(account__portal__in=ids).order_by()
    by_portal = {
        row["account__portal"]: row
        for row in entered.filter(month=month)
        .values("account__portal")
        .annotate(accounts=Count("pk"), followers_sum=Sum("followers"), reach_sum=Sum("reach"))
    }
    by_month = entered.filter(month__gt=months_before(month, MONTHS), month__lte=month)
    months = [
        (row["month"], row["followers_sum"], row["reach_sum"])
        for row in by_month.values("month")
        .annotate(followers_sum=Sum("followers"), reach_sum=Sum("reach"))
        .order_by("-month")
    ]
    rows = [
        FiguresRow(portal, row["accounts"], row["followers_sum"], row["reach_sum"])
        for portal in portals
        if (row := by_portal.get(portal.pk))
    ]
    return SocialFigures(
        month=month,
        rows=sorted(rows, key=lambda row: (-row.followers, row.portal.name, row.portal.pk)),
        missing=len(portals) - len(rows),
        months=months,
        former=list(
            SocialFormerYear.objects.filter(portal__in=ids)
            .select_related("portal")
            .order_by("-year", "portal__name", "portal")
        ),
    )


def last_month(today: date) -> date:
    """Return the first day of the month before that of `today`: the newest that is over."""
    return months_before(today, 1)

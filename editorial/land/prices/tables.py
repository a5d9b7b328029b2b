"""Which price tables hold on a portal on a day: those there and of who oversees it, each with the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from editorial.enums import PlacementRole
from editorial.models import DisclosurePage
from editorial.models.disclosure_sheet import words_of_period
from editorial.models.placement import story_path
from portals.addresses import main_origin
from portals.models import Portal

from .deriving import FORM


@dataclass(frozen=True, slots=True)
class PriceTable:
    """A public price table. `address` leads to its page where it stands nearest to the reader."""

    page_id: int
    series: str
    title: str
    period: str
    decision: str
    valid_from: date
    valid_to: date
    address: str


@dataclass(frozen=True, slots=True)
class TablesInForce:
    """`current`: of each agency the table that holds. `before`: by a current table's page the one before it."""

    current: list[PriceTable]
    before: dict[int, PriceTable]

    @property
    def by_page(self) -> dict[int, PriceTable]:
        return {one.page_id: one for one in self.current}


def tables_on(portal: Portal, overseers: Sequence[Portal], day: date) -> TablesInForce:
    """Return what holds on `day`; a table is no more known once its placement has ended. One query.

    Of an agency that has published none that has begun yet, the first to come.
    """
    rows = _standing(portal, overseers)
    by_series: dict[str, list[PriceTable]] = {}
    for table in rows:
        by_series.setdefault(table.series, []).append(table)
    current, before = [], {}
    for tables in by_series.values():
        begun = [one for one in tables if one.valid_from <= day]
        held = begun[-1] if begun else tables[0]
        current.append(held)
        if len(begun) > 1:
            before[held.page_id] = begun[-2]
    return TablesInForce(current, before)


def _standing(portal: Portal, overseers: Sequence[Portal]) -> list[PriceTable]:
    """The tables on the portal, and what those above it published; the oldest first, each where it stands nearest.

    Not what others sent to those above: of what becomes of it there the stored pages of portals below hear nothing.
    """
    by_id = {one.pk: one for one in (portal, *reversed(overseers))}
    rank = {pk: number for number, pk in enumerate(by_id)}
    found = (
        DisclosurePage.objects.filter(
            Q(placements__portal=portal) | Q(placements__role=PlacementRole.ORIGIN),
            form=FORM,
            live=True,
            placements__portal__in=by_id,
            placements__removed_at__isnull=True,
        )
        .exclude(series="")
        .annotate(placed_on=F("placements__portal"), section_slug=F("placements__section__slug"))
        .values(
            *("pk", "slug", "title", "series", "decision_number", "placed_on", "section_slug"),
            *("period_kind", "period_year", "period_quarter", "period_month", "period_day"),
            "period_ends",
        )
    )
    nearest: dict[int, dict[str, Any]] = {}
    for row in sorted(found, key=lambda row: rank[row["placed_on"]]):
        nearest.setdefault(row["pk"], row)
    ordered = sorted(nearest.values(), key=lambda row: (row["period_ends"], row["pk"]))
    return [_table(row, by_id, is_here=rank[row["placed_on"]] == 0) for row in ordered]


def _table(row: dict[str, Any], portals: dict[int, Portal], *, is_here: bool) -> PriceTable:
    path = story_path(row["section_slug"], row["slug"], row["pk"])
    period = [row[f"period_{part}"] for part in ("kind", "year", "quarter", "month", "day")]
    return PriceTable(
        page_id=row["pk"],
        series=row["series"],
        title=row["title"],
        period=words_of_period(*period),
        decision=row["decision_number"],
        valid_from=_first_day(row),
        valid_to=row["period_ends"],
        address=path if is_here else main_origin(portals[row["placed_on"]]) + path,
    )


def _first_day(row: dict[str, Any]) -> date:
    quarter, month = row["period_quarter"], row["period_month"]
    return date(
        row["period_year"], 3 * quarter - 2 if quarter else month or 1, row["period_day"] or 1
    )

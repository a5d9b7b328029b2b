"""One indicator over all portals and periods, as it is and per head: from public figures and dated populations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Max

from editorial.models import DisclosureFigure, DisclosurePage, PortalPopulation
from editorial.models.disclosure_sheet import (
    COUNTED,
    ColumnKind,
    SheetColumn,
    words_of_period,
)
from portals.tiers import COMPARED_TIERS

from .proposal import as_sentence

# As many as a table of a phone's width still holds; the file has no others either, which the page says.
MOST_PERIODS = 8
MONEY_UNIT = "đồng"
SHARES = ("%", "‰")
# Hectares and pupils are few a head.
FINEST_A_HEAD = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is compared: the row and column of a form, as its newest sheet names them.

    `unit`: "đồng", or what the sheet says of the row; "" where it says nothing.
    """

    form: str
    row: str
    column: str
    title: str
    row_label: str
    column_heading: str
    unit: str

    @property
    def is_money(self) -> bool:
        return self.unit == MONEY_UNIT

    @property
    def is_share(self) -> bool:
        """Whether it is of a hundred or a thousand already, so that nothing of it falls to a head."""
        return any(sign in self.unit for sign in SHARES)


@dataclass(frozen=True, slots=True)
class ComparedPeriod:
    ends: date
    words: str


@dataclass(frozen=True, slots=True)
class PortalFigure:
    """`people` None where nobody says how many live there, or nothing falls to a head. `finest`: of what does."""

    value: Decimal
    people: PortalPopulation | None
    path: str
    finest: Decimal = Decimal(1)

    @property
    def per_head(self) -> Decimal | None:
        if self.people is None:
            return None
        return (self.value / self.people.people).quantize(self.finest, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class PortalLine:
    """A portal with its cells, one for each of the periods; None where it disclosed nothing."""

    portal: str
    code: str
    cells: list[PortalFigure | None]


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    indicator: Indicator
    periods: list[ComparedPeriod]
    lines: list[PortalLine]

    @property
    def is_illustrative(self) -> bool:
        return any(one.is_illustrative for one in self.populations)

    @property
    def is_per_head(self) -> bool:
        """Whether anything of it falls to a head: it is no share, and of some portal somebody says who lives there."""
        return bool(self.populations)

    @property
    def populations(self) -> list[PortalPopulation]:
        return [cell.people for line in self.lines for cell in line.cells if cell and cell.people]


def read_indicator(form: str, row: str, column: str) -> tuple[Indicator, DisclosurePage] | None:
    """Return what an indicator is called, by a commune's newest sheet that has it; None where none has. One query."""
    figures = DisclosureFigure.objects.filter(
        form=form, row=row, column=column, portal__tier__in=COMPARED_TIERS
    )
    newest = figures.order_by("-period_ends", "-pk").values("page")[:1]
    page = DisclosurePage.objects.filter(pk__in=newest).first()
    if page is None:
        return None
    sheet = page.stored_sheet
    found, place = sheet.by_code.get(row), sheet.place_of(column)
    if found is None or place is None or sheet.columns[place].kind not in COUNTED:
        return None
    told = sheet.columns[place]
    unit = MONEY_UNIT if told.kind == ColumnKind.MONEY else found.unit
    label = as_sentence(found.label)
    return Indicator(form, row, column, sheet.title, label, without_period(told), unit), page


def without_period(column: SheetColumn) -> str:
    """The heading without the year of the one sheet that it was read in."""
    words = column.group or column.heading
    for cut in (" năm 20", " quý ", " tháng "):
        words = words.partition(cut)[0]
    return f"{words}: {column.heading}" if column.group else words


def compare_portals(indicator: Indicator, page: DisclosurePage) -> IndicatorTable:
    """Return all communes with the newest periods of the indicator. Three queries, whatever was disclosed."""
    figures = DisclosureFigure.objects.filter(
        form=indicator.form,
        row=indicator.row,
        column=indicator.column,
        period_kind=page.period_kind,
        portal__tier__in=COMPARED_TIERS,
    )
    ends = figures.values("period_ends").annotate(newest=Max("pk")).order_by("-period_ends")
    periods = [one["period_ends"] for one in ends[:MOST_PERIODS]]
    rows = list(
        figures.filter(period_ends__in=periods).values_list(
            "portal", "portal__name", "portal__code", "period_ends", "value", "page"
        )
    )
    people = {} if indicator.is_share else _populations({row[0] for row in rows})
    finest = Decimal(1) if indicator.is_money else FINEST_A_HEAD
    by_portal: dict[int, dict[date, PortalFigure]] = {}
    names: dict[int, tuple[str, str]] = {}
    for portal, name, code, end, value, page_id in rows:
        names[portal] = (name, code)
        living = _living(people.get(portal, []), end)
        cell = PortalFigure(value, living, f"/noi-dung/{page_id}/", finest)
        by_portal.setdefault(portal, {})[end] = cell
    lines = [
        PortalLine(*names[portal], [cells.get(end) for end in periods])
        for portal, cells in by_portal.items()
    ]
    lines.sort(key=lambda line: line.portal)
    return IndicatorTable(
        indicator, [ComparedPeriod(end, _words(page, end)) for end in periods], lines
    )


def _populations(portals: Iterable[int]) -> dict[int, list[PortalPopulation]]:
    found: dict[int, list[PortalPopulation]] = {}
    for one in PortalPopulation.objects.filter(portal__in=portals).order_by("as_of"):
        found.setdefault(one.portal_id, []).append(one)
    return found


def _living(counted: list[PortalPopulation], day: date) -> PortalPopulation | None:
    """The last count up to the day; where all are later, the first of these."""
    before = [one for one in counted if one.as_of <= day]
    return before[-1] if before else next(iter(counted), None)


def _words(page: DisclosurePage, end: date) -> str:
    return words_of_period(page.period_kind, end.year, (end.month + 2) // 3, end.month, end.day)

"""Public pages that compare: on the portal of the whole install, one indicator over all portals and periods."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.models import DisclosurePage
from editorial.models.disclosure_sheet import shown_figure
from editorial.public.more_pages import MorePage
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.admin_kit.exports import csv_response
from portals.models import Portal
from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER

from .chart import ChartedLine, bar_chart
from .compared import compared_now, indicator_path
from .indicators import Indicator, IndicatorTable, PortalFigure, compare_portals, read_indicator
from .main_figures import main_columns

MOST_DRAWN = 12


@require_safe
def indicators(request: PublicRequest) -> HttpResponse:
    """The forms of communes with public figures, each with the indicator that says the whole."""
    if not compares(request.portal):
        return not_found(request)
    forms = [one.compared for one in compared_now()]
    return _kept_by_nobody(
        render_page(
            request, request.portal, "editorial/disclosures/indicators.html", {"forms": forms}
        )
    )


@require_safe
def indicator(
    request: PublicRequest, sheet_form: str, sheet_row: str, sheet_column: str
) -> HttpResponse:
    """One indicator, as a table, a picture and what leads to its neighbours."""
    found = _found(request, sheet_form, sheet_row, sheet_column)
    if found is None:
        return not_found(request)
    comparison, page = found
    context = {
        "comparison": comparison,
        "indicator": comparison.indicator,
        "newest": newest_lines(comparison),
        "history": history_lines(comparison),
        "chart": chart_of_comparison(comparison),
        "sources": dict.fromkeys(f"{one.source}" for one in comparison.populations),
        "others": list(_others(page, comparison.indicator)),
        "csv": f"{request.path.rstrip('/')}.csv",
    }
    return _kept_by_nobody(
        render_page(request, request.portal, "editorial/disclosures/indicator.html", context)
    )


@require_safe
def indicator_file(
    request: PublicRequest, sheet_form: str, sheet_row: str, sheet_column: str
) -> HttpResponse:
    """The same as a CSV: a line for each portal and period."""
    found = _found(request, sheet_form, sheet_row, sheet_column)
    if found is None:
        return not_found(request)
    heading = ["ma_cong", "cong", "ky", "ngay_cuoi_ky", "gia_tri"]
    heading += ["dan_so", "dan_so_ngay", "nguon_dan_so", "minh_hoa", "binh_quan_dau_nguoi"]
    response: HttpResponse = csv_response(
        f"{sheet_form}-{sheet_row}-{sheet_column}", heading, _csv_lines(found[0])
    )
    return _kept_by_nobody(response)


def compares(portal: Portal) -> bool:
    return portal.tier_id == INSTALL_TIER


def pages_that_compare(portal: Portal) -> Iterator[MorePage]:
    """For site maps; no query."""
    if compares(portal):
        yield MorePage(
            _("Figures of all communes"), reverse("indicators", urlconf="portals.urls.public")
        )


def newest_lines(comparison: IndicatorTable) -> list[dict[str, str]]:
    """The newest period, who has most first: per head, and behind these as it is."""
    found = [(line, cell) for line in comparison.lines if (cell := line.cells[0]) is not None]
    found.sort(key=lambda one: _highest_first(one[1]))
    return [
        {
            "portal": line.portal,
            "path": cell.path,
            "value": _figure(cell.value),
            "people": shown_figure(cell.people.people) if cell.people else "",
            "per_head": _figure(cell.per_head),
        }
        for line, cell in found
    ]


def _highest_first(cell: PortalFigure) -> tuple[bool, Decimal]:
    return cell.per_head is None, -(cell.value if cell.per_head is None else cell.per_head)


def history_lines(comparison: IndicatorTable) -> list[dict[str, Any]]:
    """All periods by name, per head where anything falls to a head."""
    return [
        {
            "portal": line.portal,
            "cells": [
                (period.words, _figure(_drawn(comparison, cell)))
                for period, cell in zip(comparison.periods, line.cells, strict=True)
            ],
        }
        for line in comparison.lines
    ]


def chart_of_comparison(comparison: IndicatorTable) -> Any:
    """The highest of the newest period, per head where anything falls to a head."""
    found = [
        (value, line.portal)
        for line in comparison.lines
        if (value := _drawn(comparison, line.cells[0])) is not None
    ]
    found.sort(key=lambda one: -one[0])
    lines = [ChartedLine(name, [(value, _figure(value))]) for value, name in found[:MOST_DRAWN]]
    said = _("Per head") if comparison.is_per_head else comparison.indicator.column_heading
    return bar_chart(lines, [said])


def _drawn(comparison: IndicatorTable, cell: PortalFigure | None) -> Decimal | None:
    if cell is None:
        return None
    return cell.per_head if comparison.is_per_head else cell.value


def _figure(value: Decimal | None) -> str:
    if value is None:
        return ""
    whole = int(value)
    return shown_figure(whole if whole == value else value.normalize())


def _csv_lines(comparison: IndicatorTable) -> Iterator[list[Any]]:
    for line in comparison.lines:
        for period, cell in zip(comparison.periods, line.cells, strict=True):
            if cell is None:
                continue
            people = cell.people
            yield [
                *(line.code, line.portal, period.words, period.ends.isoformat()),
                _bare(cell.value),
                *(
                    (
                        people.people,
                        people.as_of.isoformat(),
                        people.source,
                        "có" if people.is_illustrative else "",
                    )
                    if people
                    else ("", "", "", "")
                ),
                _bare(cell.per_head) if cell.per_head is not None else "",
            ]


def _bare(value: Decimal) -> str:
    """For programs: a point before decimals, none that says nothing, no exponent."""
    return str(int(value)) if value == int(value) else f"{value.normalize():f}"


def _found(
    request: PublicRequest, form: str, row: str, column: str
) -> tuple[IndicatorTable, DisclosurePage] | None:
    if not compares(request.portal):
        return None
    found = read_indicator(form, row, column)
    return None if found is None else (compare_portals(*found), found[1])


def _others(page: DisclosurePage, shown: Indicator) -> Iterator[dict[str, Any]]:
    """The other rows of the same sheet, in the columns that say the whole. No query."""
    sheet = page.stored_sheet
    for column in main_columns(sheet):
        place = sheet.columns.index(column)
        for row in sheet.rows:
            if not row.is_open and row.cells[place] is not None:
                yield {
                    "label": row.label,
                    "column": column.name,
                    "path": indicator_path(page.form, row.code, column.code),
                    "is_shown": (row.code, column.code) == (shown.row, shown.column),
                }


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    # The edition of the province's portal says nothing of what communes publish.
    if response.status_code == 200:
        response["Cache-Control"] = "no-store"
    return response

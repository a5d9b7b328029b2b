"""The league as a workbook to take away: what it is of, a column a criterion, sums that stay alive, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Value
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from portals.admin_kit.exports import typed_cell
from scoring.models import Scorecard

WIDTHS = {"portal": 38, "tier": 16, "cluster": 16, "scorer": 28, "band": 12, "provisional": 22}
WIDTH_OF_NUMBERS = 9
NUMBER = "0.00"
# As the office format numbers paper.
A4 = 9
# How a criterion stands in the lines of a card: code, name and points, one after the other.
_OF_LINES = "$.criteria[*].{}"


@dataclass(frozen=True, slots=True)
class LeagueSheet:
    """What the sheet is of, and its columns: fields with their headings, then codes of criteria with their names."""

    title: str
    about: Sequence[str]
    headings: Mapping[str, str]
    criteria: Mapping[str, str] = field(default_factory=dict)


def with_points(cards: QuerySet[Scorecard]) -> QuerySet[Scorecard]:
    """Add to each card its points by criterion as `codes` and `points`, without the rest of its lines."""
    return cards.annotate(codes=_from_lines("code"), points=_from_lines("points"))


def criteria_of(cards: QuerySet[Scorecard]) -> dict[str, str]:
    """Return the names of all criteria that the cards have, by code in their order. One query."""
    found: dict[str, str] = {}
    # The cards of one rubric have the same criteria: one card of each speaks for all.
    one_each = cards.order_by("rubric", "pk").distinct("rubric")
    for codes, names in one_each.annotate(
        codes=_from_lines("code"), names=_from_lines("name")
    ).values_list("codes", "names"):
        for code, name in zip(codes, names, strict=True):
            found.setdefault(code, name)
    return dict(sorted(found.items()))


def points_by_criterion(card: Any) -> dict[str, Decimal | None]:
    """Return the points by criterion of a card that `with_points` gave."""
    return {
        code: None if points is None else Decimal(points)
        for code, points in zip(card.codes, card.points, strict=True)
    }


def write_league(
    sheet: LeagueSheet, rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Decimal | None]]]
) -> bytes:
    """Write the workbook: three lines that say what it is, headings, a line a portal, and the means below."""
    book = Workbook(write_only=True)
    page = book.create_sheet(_("League"))
    columns = [*sheet.headings, *sheet.criteria]
    first = len(sheet.about) + 3
    _set_up(page, columns, sheet, first)
    page.append([bold_cell(page, sheet.title)])
    for line in sheet.about:
        page.append([line])
    summed = _("Sum of the criteria")
    headings = [
        *sheet.headings.values(),
        *(f"{code} {name}" for code, name in sheet.criteria.items()),
        summed,
    ]
    page.append([heading_cell(page, heading) for heading in headings])
    begin, end = (get_column_letter(len(sheet.headings) + 1), get_column_letter(len(columns)))
    last = first - 1
    for facts, points in rows:
        last += 1
        cells = [typed_cell(page, facts[name]) for name in sheet.headings]
        cells += [typed_cell(page, points.get(code)) for code in sheet.criteria]
        page.append([*cells, formula_cell(page, f"=SUM({begin}{last}:{end}{last})")])
    if last >= first:
        page.append(_means(page, sheet, first, last))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _means(page: Any, sheet: LeagueSheet, first: int, last: int) -> list[Any]:
    """Means of what is shown: a filter in the spreadsheet changes them."""
    numbers = {"total", "earned", "applicable", "bonus", "penalty", *sheet.criteria}
    cells = [bold_cell(page, _("Mean"))]
    for place, name in enumerate([*sheet.headings, *sheet.criteria, "sum"][1:], start=2):
        letter = get_column_letter(place)
        if name in numbers or name == "sum":
            cells.append(formula_cell(page, f"=SUBTOTAL(101,{letter}{first}:{letter}{last})"))
        else:
            cells.append(None)
    return cells


def _set_up(page: Any, columns: Sequence[str], sheet: LeagueSheet, first: int) -> None:
    for place, name in enumerate([*columns, "sum"], start=1):
        width = WIDTHS.get(name, WIDTH_OF_NUMBERS)
        page.column_dimensions[get_column_letter(place)].width = width
    set_up_print(page, sheet.title, first=first, frozen_column="B")


def set_up_print(page: Any, title: str, *, first: int, frozen_column: str) -> None:
    """Headings and names stay in sight above row `first`, and are printed on each page: A4, across, in its width."""
    page.freeze_panes = f"{frozen_column}{first}"
    page.print_title_rows = f"{first - 1}:{first - 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    page.oddFooter.center.text = f"{title.replace('&', '&&')} &P/&N"


def bold_cell(page: Any, text: str) -> Any:
    """A harmless cell in bold."""
    cell = typed_cell(page, text)
    cell.font = Font(bold=True)
    return cell


def heading_cell(page: Any, text: str) -> Any:
    """The head of a column: in bold, its words broken."""
    cell = bold_cell(page, text)
    cell.alignment = Alignment(wrap_text=True, vertical="bottom")
    return cell


def formula_cell(page: Any, formula: str, shown: str = NUMBER) -> Any:
    """A cell that the spreadsheet computes: written by us, of nobody's words."""
    cell = WriteOnlyCell(page, formula)
    cell.number_format = shown
    return cell


def _from_lines(name: str) -> Func:
    return Func(
        F("lines"),
        Value(_OF_LINES.format(name)),
        template="jsonb_path_query_array(%(expressions)s::jsonpath)",
        output_field=JSONField(),
    )

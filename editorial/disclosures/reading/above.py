"""What stands above a table: the unit of its money, and whose table it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from editorial.disclosures.forms.form import SheetTemplate
from portals.text import without_marks

from .folding import folded_label
from .grid import Grid, cell_address
from .headings import Head
from .sheet import CellFault
from .units import MoneyUnit, unit_of, unit_said

# A line above a table is no longer.
LONGEST_LINE = 300
LONGEST_AGENCY = 160
_NO_AGENCY = re.compile(
    r"cong hoa xa hoi|doc lap|bieu so|bieu mau|mau so|phu luc|kem theo|don vi tinh|dvt|ban hanh|thong tu|ngay .* thang"
)
_AGENCY = re.compile(
    r"^(?:(?:ten )?don vi( bao cao)?\s*:\s*)?(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|so |phong |ban |truong "
    r"|trung tam |chi cuc |van phong |tram |benh vien |co quan |cong an |kho bac |mat tran )"
)
_OWN_NAME = re.compile(r"^(?:tên đơn vị|đơn vị(?: báo cáo)?|cơ quan)\s*:\s*", re.IGNORECASE)
# Below the name of a body they are a part of it, which publishes nothing itself.
_PARTS = ("ban ", "phong ", "bo phan ")


@dataclass(frozen=True)
class SheetUnit:
    """What a sheet says of its money: the unit as the form calls it, and how many đồng one is in each column."""

    name: str
    factors: Mapping[str, int]


@dataclass(frozen=True)
class _Said:
    where: str
    words: str
    unit: MoneyUnit | None


def lines_above(grid: Grid, head: Head) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and words of each cell above the headings."""
    for row in range(head.first):
        for column in range(grid.width):
            if text := " ".join(grid.text(row, column)[:LONGEST_LINE].split()):
                yield row, column, text


def title_cell(grid: Grid, form: SheetTemplate, head: Head) -> str:
    """The address of the sheet's title; of its headings' corner, where it has none."""
    title = _title_of(form)
    for row, column, text in lines_above(grid, head):
        if folded_label(text).startswith(title):
            return cell_address(row, column)
    return cell_address(head.first, min(head.columns.values()))


def unit_above(grid: Grid, form: SheetTemplate, head: Head) -> tuple[SheetUnit, list[CellFault]]:
    """Return the unit of the sheet, and its faults: none is said, two are, or one that the form does not have."""
    nothing = SheetUnit("", {})
    if form.says_units_by_row:
        return nothing, []
    names = {unit: name for name in form.units if (unit := unit_of(name))}
    said = list(_said(grid, head))
    if not said:
        return nothing, [CellFault("unit_missing", cell=title_cell(grid, form, head))]
    first = said[0]
    for each in said:
        if each.unit is None or _of_form(each.unit, names) not in names:
            params = {"unit": each.words, "units": ", ".join(form.units)}
            return nothing, [CellFault("unit_unknown", cell=each.where, params=params)]
        if first.unit is None or each.unit.factor != first.unit.factor:
            params = {"here": each.words, "there": first.words}
            return nothing, [CellFault("unit_disagrees", cell=each.where, params=params)]
    if first.unit is None:
        return nothing, []
    factor = first.unit.factor
    columns = {column.code: factor for column in form.columns if column.money}
    return SheetUnit(names[_of_form(first.unit, names)], columns), []


def _of_form(unit: MoneyUnit, names: Mapping[MoneyUnit, str]) -> MoneyUnit:
    """The form's unit that is meant: what a price is of is known from the form, where the sheet does not say it."""
    by_area = MoneyUnit(unit.factor, is_by_area=True)
    return by_area if unit not in names and by_area in names else unit


def _said(grid: Grid, head: Head) -> Iterator[_Said]:
    for row, column, text in lines_above(grid, head):
        if found := unit_said(text):
            yield _Said(cell_address(row, column), *found)
    for column, (words, unit) in sorted(head.units.items()):
        yield _Said(cell_address(head.last, column), words, unit)


def agency_above(grid: Grid, form: SheetTemplate, head: Head) -> str:
    """Return the name of the body whose sheet it is: the lowest of the lines above the title that name one; else ""."""
    found = ""
    title = _title_of(form)
    for _row, _column, text in lines_above(grid, head):
        if folded_label(text).startswith(title):
            break
        plain = without_marks(text)
        if len(text) > LONGEST_AGENCY or not _AGENCY.match(plain) or _NO_AGENCY.search(plain):
            continue
        if not found or not plain.startswith(_PARTS):
            found = _OWN_NAME.sub("", text)
    return found


def _title_of(form: SheetTemplate) -> str:
    """The beginning of the title, as it is compared."""
    return folded_label(form.title.partition("{")[0])[:25]

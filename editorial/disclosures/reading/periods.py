"""Which time a sheet is about: said in its title, in headings, in the name of the sheet; all of them must agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from editorial.disclosures.forms.form import SheetTemplate
from portals.text import without_marks

from .above import lines_above, title_cell
from .folding import heading_of_form
from .grid import Grid, cell_address
from .headings import Head
from .sheet import CellFault, SheetPeriod

EARLIEST, LATEST = 2000, 2100
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# Days, and numbers of documents, name years that are not the sheet's.
_DAY = re.compile(
    r"ngay\s*[\d.…_ ]*\s*thang\s*[\d.…_ ]*\s*nam\s*[\d.…_]*|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
)
_OF_A_DOCUMENT = re.compile(
    r"kem theo|can cu|ban hanh theo|so:?\s*[\d…. ]*/|mau so|bieu so|phu luc|luat|nghi dinh|thong tu"
)
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20|21)\d\d)(?!\d|[./-]\d|/[a-z])")
_TIMES = (
    ("quarter", re.compile(r"\b(?:quy|q)\s*[.:]?\s*(?P<part>iv|i{1,3}|[1-4])(?!\w)")),
    ("month", re.compile(r"\b(?:thang|t)\s*[.:]?\s*(?P<part>1[0-2]|0?[1-9])(?!\w)")),
)
_LONGER = re.compile(r"\b(?:6|sau|9|chin|3|ba)\s+thang(?:\s+(?:dau|cuoi))?(?:\s+nam)?\b|\bca nam\b")


@dataclass(frozen=True)
class SaidPeriod:
    """What one place says: each part that it does not say is None. `longer` is "6 tháng đầu năm" and its like."""

    where: str
    words: str
    year: int | None = None
    quarter: int | None = None
    month: int | None = None
    longer: bool = False


def period_of(
    grid: Grid, form: SheetTemplate, head: Head
) -> tuple[SheetPeriod | None, list[CellFault]]:
    """Return the period, or the faults for which there is none."""
    said = [*_above(grid, head), *_in_headings(head, form), *_in_name(grid)]
    faults = list(_differing(said, form))
    if faults:
        return None, faults
    year = next((each.year for each in said if each.year), None)
    part = next((value for each in said if (value := _part(each, form))), None)
    needs_part = form.period in ("quarter", "month")
    if year is None or not EARLIEST <= year <= LATEST or (needs_part and part is None):
        cell = title_cell(grid, form, head)
        return None, [CellFault("period_missing", cell=cell, params={"example": _example(form)})]
    return SheetPeriod(
        form.period,
        year,
        quarter=part if form.period == "quarter" else None,
        month=part if form.period == "month" else None,
    ), []


def _part(said: SaidPeriod, form: SheetTemplate) -> int | None:
    return (
        said.quarter if form.period == "quarter" else said.month if form.period == "month" else None
    )


def _example(form: SheetTemplate) -> str:
    return {"quarter": "Quý II năm 2024", "month": "Tháng 6 năm 2024"}.get(form.period, "Năm 2024")


def _differing(said: list[SaidPeriod], form: SheetTemplate) -> Iterator[CellFault]:
    for part in ("year", form.period):
        first: SaidPeriod | None = None
        for each in said:
            value = getattr(each, part, None)
            if value is None:
                continue
            if first is None:
                first = each
            elif value != getattr(first, part):
                yield CellFault(
                    "period_disagrees",
                    cell=each.where,
                    params={"here": each.words, "there": first.words},
                )
                return
    longer = next((each for each in said if each.longer), None)
    if (
        longer
        and form.period in ("quarter", "month")
        and not any(_part(each, form) for each in said)
    ):
        yield CellFault(
            "period_disagrees",
            cell=longer.where,
            params={"here": longer.words, "there": _example(form)},
        )


def periods_in(text: str, where: str) -> SaidPeriod | None:
    """Return what a line says of its period; None where it says nothing, or speaks of a document or a day."""
    plain = _DAY.sub(" ", " ".join(without_marks(text).split()))
    if _OF_A_DOCUMENT.search(plain):
        return None
    longer = _LONGER.search(plain)
    rest = _LONGER.sub(" ", plain)
    parts: dict[str, int] = {}
    for name, pattern in _TIMES:
        if found := pattern.search(rest):
            parts[name] = _NUMERALS.get(found["part"]) or int(found["part"])
    years = {int(each["year"]) for each in _YEAR.finditer(rest)}
    # Two years in a line are a comparison or a span, and none is the sheet's.
    year = years.pop() if len(years) == 1 else None
    if year is None and not parts and not longer:
        return None
    return SaidPeriod(
        where,
        " ".join(text.split())[:120],
        year,
        parts.get("quarter"),
        parts.get("month"),
        bool(longer),
    )


def _above(grid: Grid, head: Head) -> Iterator[SaidPeriod]:
    for row, column, text in lines_above(grid, head):
        if found := periods_in(text, cell_address(row, column)):
            yield found


def _in_headings(head: Head, form: SheetTemplate) -> Iterator[SaidPeriod]:
    """What headings say where the form has the year, the quarter or the month in them."""
    for code, column in head.columns.items():
        ours = heading_of_form(" ".join(form.column_of[code].heading))
        theirs = head.said[column]
        where = cell_address(head.last, column)
        year = quarter = month = None
        if ours.years and len(theirs.years) == 1 and len(ours.years) == 1:
            year = theirs.years[0] + 2000 - ours.years[0]
        if ours.quarters and theirs.quarters:
            quarter = theirs.quarters[0]
        if ours.months and theirs.months:
            month = theirs.months[0]
        if year or quarter or month:
            yield SaidPeriod(where, _words(theirs.years, quarter, month), year, quarter, month)


def _words(years: tuple[int, ...], quarter: int | None, month: int | None) -> str:
    parts = [f"quý {quarter}"] if quarter else [f"tháng {month}"] if month else []
    return " ".join([*parts, *(f"năm {year}" for year in years)])


def _in_name(grid: Grid) -> Iterator[SaidPeriod]:
    name = grid.name.replace("_", " ").replace("-", " ")
    if found := periods_in(name, ""):
        yield found

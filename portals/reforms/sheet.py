"""A change of units as a sheet: a row for each unit that was and what it becomes, read without the database.

The columns are those of the lists that come with decisions: `old_code, old_name, new_code, new_name, new_tier,
new_overseer`, and where wanted `old_province`, `kind`, `new_host`, `new_cluster`, `sections`. A row without a new
unit says that the old one is dissolved, one without an old unit that the new one opens where none was.
docs/reforms.md has the format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import IO

from portals.admin_kit.exports import read_table
from portals.text import nfc

from .enums import GOING_ON, STAYING, ChangeKind

COLUMNS = ("old_code", "old_name", "new_code", "new_name", "new_tier", "new_overseer")
MORE_COLUMNS = ("old_province", "kind", "new_host", "new_cluster", "sections")


@dataclass(frozen=True, slots=True)
class ReformUnitSpec:
    """A unit after the change. `overseer` is the code of a unit of that day; empty for one that nobody oversees."""

    code: str
    name: str
    tier: str
    overseer: str = ""
    host: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class ReformLine:
    """What becomes of one unit, or of a part of it. `line` counts as an editor shows it: the heading is line 1.

    `kind` is what the sheet says, as it was typed; empty where it leaves that to `with_kinds`.
    """

    line: int
    old_code: str
    old_name: str
    old_province: str = ""
    kind: str = ""
    result: ReformUnitSpec | None = None
    # Codes of sections whose content goes to the result.
    sections: tuple[str, ...] = ()

    def goes_on_in(self, province: str) -> bool:
        """Whether a portal of `province` is the same body on both sides."""
        return self.kind in GOING_ON and not self.is_from_outside(province)

    def is_from_outside(self, province: str) -> bool:
        return self.old_province not in {"", province}


def read_reform_lines(file: IO[bytes], name: str) -> list[ReformLine]:
    """Read a CSV or XLSX file. Raises UnreadableTable where it is none, or lacks a column."""
    return [reform_line_of(number, cells) for number, cells in read_table(file, name, COLUMNS)]


def reform_line_of(number: int, cells: dict[str, str]) -> ReformLine:
    """The row of a table as a line. Raises nothing: what is missing or wrong is found by the checks."""

    def cell(column: str) -> str:
        return one_line(cells.get(column) or "")

    unit = ReformUnitSpec(
        code=cell("new_code"),
        name=cell("new_name"),
        tier=cell("new_tier"),
        overseer=cell("new_overseer"),
        host=cell("new_host").lower(),
        cluster=cell("new_cluster"),
    )
    return ReformLine(
        line=number,
        old_code=cell("old_code"),
        old_name=cell("old_name"),
        old_province=cell("old_province"),
        kind=cell("kind").lower(),
        result=None if unit == ReformUnitSpec("", "", "") else unit,
        sections=tuple(dict.fromkeys(cell("sections").lower().split())),
    )


def one_line(text: str) -> str:
    """The text as it is kept: composed, with single spaces."""
    return " ".join(nfc(text).split())


def with_kinds(lines: Sequence[ReformLine]) -> list[ReformLine]:
    """The lines with a kind each: that of the sheet, or the one that follows from who becomes what.

    A row without an old unit founds one. A unit that alone becomes one unit goes on, or is renamed where its name
    differs. Several that become one are merged, the one with the same code and name too: decisions found the new unit
    upon all of them. A unit that becomes several is split. Where one of several is to go on, the sheet says so in
    `kind`.
    """
    results = Counter(line.old_code for line in lines if line.result)
    originals = Counter(line.result.code for line in lines if line.result)
    return [
        line if line.kind else replace(line, kind=_kind_of(line, results, originals))
        for line in lines
    ]


def _kind_of(line: ReformLine, results: Counter[str], originals: Counter[str]) -> ChangeKind:
    if line.result is None:
        return ChangeKind.DISSOLVE
    if not line.old_code and not line.old_name:
        return ChangeKind.FOUND
    if results[line.old_code] > 1:
        return ChangeKind.SPLIT
    if originals[line.result.code] > 1:
        return ChangeKind.MERGE
    same_name = line.old_name == line.result.name
    return ChangeKind.CONTINUE if same_name else ChangeKind.RENAME


def opening_units(lines: Sequence[ReformLine], province: str) -> dict[str, ReformUnitSpec]:
    """By their codes, the units for which a portal opens: those in which none of `province` goes on."""
    going_on = {line.result.code for line in lines if line.result and line.goes_on_in(province)}
    return {
        line.result.code: line.result
        for line in lines
        if line.result and line.result.code not in going_on
    }


def new_hosts(lines: Sequence[ReformLine], base_domain: str) -> dict[str, str]:
    """By the codes of units after the change, the whole host names that the sheet gives them."""
    return {
        line.result.code: f"{line.result.host}.{base_domain}"
        for line in lines
        if line.result and line.result.host
    }


def ending_codes(lines: Sequence[ReformLine]) -> set[str]:
    """The codes of the units that end: all but those that go on, or that only give up a part."""
    staying = {line.old_code for line in lines if line.kind in STAYING}
    return {line.old_code for line in lines if line.kind != ChangeKind.FOUND} - staying

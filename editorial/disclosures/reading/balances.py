"""What the form says of its figures: sums of lines, of columns, one amount not above another. Re-added to the đồng."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from editorial.disclosures.forms.form import MONEY, Balance, FormColumn, FormComparison

from .lines import SheetLine
from .sheet import CellFault, Note
from .table import Place, Table

ZERO = Decimal(0)


@dataclass(frozen=True)
class Sum:
    """How a cell is made of others: those that are added, and those that are taken away. `code` names its fault."""

    code: str
    plus: tuple[Place, ...]
    minus: tuple[Place, ...]
    lenient: bool

    @property
    def parts(self) -> set[Place]:
        return {*self.plus, *self.minus}


@dataclass
class CheckedSheet:
    """Values with those of formulas filled in, and what does not balance.

    `codes` are other codes of lines than those by which they were found: of the agency's own, below what counts them.
    """

    values: dict[Place, Decimal]
    computed: list[Place] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)


class Sums:
    """The sums of a table. `counted` are lines of the agency's own, by the code of the total that counts them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.line_of = {line.code: at for at, line in enumerate(table.lines)}
        self.counted: dict[str, list[int]] = {}
        self._below: dict[str, list[int]] = {}
        for at, line in enumerate(table.lines):
            if not line.added:
                self._below.setdefault(line.code.rpartition(".")[0], []).append(at)

    def of(self, place: Place) -> Iterator[Sum]:
        """What a cell has to be: the sum of columns beside it, and that of lines."""
        at, code = place
        line, column = self.table.lines[at], self.table.form.column_of[code]
        if line.is_heading:
            return
        rule = column.computed
        if isinstance(rule, Balance) and (across := self._across(rule)):
            plus, minus = (tuple((at, each) for each in side) for side in across)
            yield Sum("across", plus, minus, column.lenient)
        if line.row and code not in line.row.no_total and (lines := self.lines_of(line)):
            plus, minus = (tuple((each, code) for each in side) for side in lines)
            yield Sum("sum", plus, minus, line.row.lenient)

    def _across(self, rule: Balance) -> tuple[list[str], list[str]] | None:
        """The columns that are added, and taken away; None where one is not there that must be.

        A column that may be missing counts for nothing where it is: there is no budget of a tier that is no more.
        """
        there, form = self.table.head.columns.keys(), self.table.form
        parts = {*rule.plus, *rule.minus}
        if any(form.column_of[code].required for code in parts - there):
            return None
        plus, minus = ([code for code in side if code in there] for side in (rule.plus, rule.minus))
        return (plus, minus) if plus else None

    def lines_of(self, line: SheetLine) -> tuple[list[int], list[int]] | None:
        """The lines that a line is the sum of, and those taken away from it; None where it is no sum."""
        row = line.row
        if row is None or not (row.sums_children or row.balance):
            return None
        added = self.counted.get(line.code, [])
        if row.balance is None:
            return self._below.get(line.code, []) + added, []
        plus, minus = (
            [self.line_of[code] for code in codes if code in self.line_of]
            for codes in (row.balance.plus, row.balance.minus)
        )
        return plus + added, minus


def total(rule: Sum, values: dict[Place, Decimal]) -> Decimal:
    """What the parts of a sum come to; an empty cell is nothing."""
    return sum((values.get(each, ZERO) for each in rule.plus), ZERO) - sum(
        (values.get(each, ZERO) for each in rule.minus), ZERO
    )


def fill_computed(sums: Sums, columns: list[FormColumn], result: CheckedSheet) -> None:
    """Compute formulas without a value from those whose parts are known, upwards; those that no sum gives are told."""
    table = sums.table
    left = {(at, code) for at, code in table.unknown if code in {column.code for column in columns}}
    while True:
        # Parts that are told already are no reason to tell what is made of them.
        open_parts = left | table.broken
        ready = {
            place: rule
            for place in left
            if (
                rule := next((rule for rule in sums.of(place) if not open_parts & rule.parts), None)
            )
        }
        if not ready:
            break
        for place, rule in ready.items():
            result.values[place] = total(rule, result.values)
        result.computed.extend(sorted(ready))
        left -= ready.keys()
    table.broken |= left
    # Where a part has no value either, that one is to be put right.
    roots = {place for place in left if not any(open_parts & rule.parts for rule in sums.of(place))}
    result.faults.extend(table.fault("no_value", place) for place in sorted(roots or left))


def balance(sums: Sums, columns: list[FormColumn], result: CheckedSheet) -> None:
    """Hold every sum against what is printed."""
    for column in columns:
        for at in range(len(sums.table.lines)):
            for rule in sums.of((at, column.code)):
                _hold(sums.table, (at, column.code), rule, result)


def _hold(table: Table, place: Place, rule: Sum, result: CheckedSheet) -> None:
    if table.broken & {place, *rule.parts}:
        return
    printed, computed = result.values.get(place), total(rule, result.values)
    if printed == computed or (printed is None and computed == 0):
        return
    params = {
        "printed": amount(printed or ZERO),
        "computed": amount(computed),
        "difference": amount(abs((printed or ZERO) - computed)),
    }
    if printed is None:
        result.faults.append(table.fault("empty_total", place, params))
        return
    code = rule.code if _is_money(table, place) else "_".join((rule.code, "of_count"))
    if rule.lenient:
        result.notes.append(Note(table.cell(place), code, params))
    else:
        result.faults.append(table.fault(code, place, params))


def _is_money(table: Table, place: Place) -> bool:
    column, row = table.form.column_of[place[1]], table.lines[place[0]].row
    return column.money or (column.by_row_unit and bool(row and row.unit == MONEY))


def compare_amounts(table: Table, result: CheckedSheet) -> None:
    """Tell each line in which what may not be above another is."""
    for at in range(len(table.lines)):
        for rule in table.form.column_rules:
            if {rule.greater, rule.lesser} <= table.head.columns.keys():
                _compare(table, at, rule, result)


def _compare(table: Table, at: int, rule: FormComparison, result: CheckedSheet) -> None:
    greater, lesser = (result.values.get((at, code)) for code in (rule.greater, rule.lesser))
    if (
        lesser is None
        or (greater is None and rule.strictly)
        or table.broken & {(at, rule.greater), (at, rule.lesser)}
    ):
        return
    apart = (greater or ZERO) - lesser
    if apart < 0 or (rule.strictly and apart == 0):
        code = "comparison_strict" if rule.strictly else "comparison"
        params = {"lesser": amount(lesser), "greater": amount(greater or ZERO)}
        result.faults.append(table.fault(code, (at, rule.lesser), params))


def amount(value: Decimal) -> str:
    """A number as it is written in Vietnam: 1.234.567,5."""
    sign = "-" if value < 0 else ""
    whole, _, rest = f"{abs(value):f}".partition(".")
    rest = rest.rstrip("0")
    return sign + f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")

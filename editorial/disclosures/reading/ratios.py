"""Percent: as 98,5 or 0.985, with a comma or a dot; told by the amounts they are of, and then held against them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from editorial.disclosures.forms.form import FormColumn, Ratio

from .balances import CheckedSheet, amount
from .numbers import SIGNS, Sign
from .sheet import Note
from .table import Place, Printed, Table

CENT = Decimal("0.01")
# With more decimals than these a cell is a formula's whole result, and not a rounded figure.
MOST_PLACES = 5
FINEST_SHOWN = 2
EXACTLY = Fraction(1, 10**6)
# Where nothing else tells which it is, a fraction above this or a percentage below it is doubtful.
GREATEST_FRACTION = 5


@dataclass(frozen=True)
class Way:
    """How the percent of a column are written: the sign before decimals, and by how much they are multiplied."""

    sign: Sign
    scale: int

    def read(self, printed: Printed) -> Decimal | None:
        number = printed.figure.read(self.sign) if printed.figure else printed.number
        if number is None or (printed.figure and printed.figure.is_percent):
            return number
        return number * self.scale


WAYS = tuple(Way(sign, scale) for scale in (1, 100) for sign in SIGNS)


@dataclass
class Percents:
    """The columns of percent of a table. `told` are the ways of those columns whose amounts showed them."""

    table: Table
    checked: CheckedSheet
    sign: Sign | None
    told: list[Way] = field(default_factory=list)

    def check(self) -> None:
        """Read the percent into `checked`, and tell those that are not what their columns give."""
        columns = [column for column in self.table.columns if column.type == "percent"]
        alone: list[FormColumn] = []
        for column in columns:
            rule = column.computed
            if (
                isinstance(rule, Ratio)
                and {rule.part, rule.whole} <= self.table.head.columns.keys()
            ):
                _Given(self, column, rule).check()
            else:
                alone.append(column)
        for column in alone:
            _Alone(self, column).read()


class _Given:
    """A column that two others give."""

    def __init__(self, percents: Percents, column: FormColumn, ratio: Ratio) -> None:
        self.percents, self.table, self.checked = percents, percents.table, percents.checked
        self.column, self.ratio = column, ratio
        self.cells = list(self.table.places(column))

    def check(self) -> None:
        way = min(WAYS, key=self._wrong)
        if self.cells and self._wrong(way)[0] * 2 < len(self.cells):
            self.percents.told.append(way)
        finest = self._finest(way)
        for place, printed in self.cells:
            if not self.table.broken & self._parts(place):
                self._take(place, printed, way, finest)
        for place in sorted(each for each in self.table.unknown if each[1] == self.column.code):
            self._compute(place)

    def _wrong(self, way: Way) -> tuple[int, bool, int]:
        """How many cells would be wrong; where two ways are as good, the sheet's other figures are written alike."""
        finest = self._finest(way)
        count = sum(
            1
            for place, printed in self.cells
            if not self._is_right(place, way.read(printed), finest)
        )
        return count, way.sign != self.percents.sign, way.scale

    def _finest(self, way: Way) -> int:
        """Zeros at the end are often not written: how fine a column is, its finest cell shows."""
        values = (way.read(printed) for _, printed in self.cells)
        return max(
            (min(_places(value), FINEST_SHOWN) for value in values if value is not None), default=0
        )

    def _is_right(self, place: Place, value: Decimal | None, finest: int) -> bool:
        true = self._true(place)
        if value is None or true is None:
            return value == 0
        apart = abs(Fraction(value) - true)
        if _places(value) > MOST_PLACES:
            return apart <= EXACTLY
        return apart <= Fraction(1, 2 * 10 ** max(_places(value), finest))

    def _true(self, place: Place) -> Fraction | None:
        """The exact percentage; None where there is nothing that it could be of."""
        whole = self.checked.values.get((place[0], self.ratio.whole))
        part = self.checked.values.get((place[0], self.ratio.part), Decimal(0))
        return Fraction(100) * Fraction(part) / Fraction(whole) if whole else None

    def _parts(self, place: Place) -> set[Place]:
        return {(place[0], self.ratio.part), (place[0], self.ratio.whole)}

    def _take(self, place: Place, printed: Printed, way: Way, finest: int) -> None:
        value, true = way.read(printed), self._true(place)
        if value is None:
            self.checked.faults.append(self.table.fault("no_number", place, {"text": printed.text}))
            return
        if self._is_right(place, value, finest):
            self.checked.values[place] = _shown(value)
        elif true is None:
            self.checked.faults.append(
                self.table.fault("ratio_of_nothing", place, {"printed": printed.text})
            )
        elif self.column.lenient:
            self.checked.values[place] = _shown(value)
            self.checked.notes.append(Note(self.table.cell(place), "ratio", _apart(value, true)))
        else:
            self.checked.faults.append(self.table.fault("ratio", place, _apart(value, true)))

    def _compute(self, place: Place) -> None:
        # Where a part has no value, that is told already.
        if self.table.broken & self._parts(place):
            return
        if (true := self._true(place)) is not None:
            self.checked.values[place] = _rounded(true)
        self.checked.computed.append(place)


class _Alone:
    """A column that nothing else in the sheet gives: written as those that one can tell, unless that is doubtful."""

    def __init__(self, percents: Percents, column: FormColumn) -> None:
        self.percents, self.table, self.checked = percents, percents.table, percents.checked
        self.column = column
        self.cells = list(self.table.places(column))

    def read(self) -> None:
        for place in sorted(each for each in self.table.unknown if each[1] == self.column.code):
            self.checked.faults.append(self.table.fault("no_value", place))
        ways = self._ways()
        for place, printed in self.cells:
            values = {value for way in ways if (value := way.read(printed)) is not None}
            if len(values) == 1:
                self.checked.values[place] = _shown(values.pop())
            else:
                code = "unclear_number" if values else "no_number"
                self.checked.faults.append(self.table.fault(code, place, {"text": printed.text}))

    def _ways(self) -> list[Way]:
        """More than one is a doubt, which the cells bring out where it matters."""
        signs = [
            sign
            for sign in SIGNS
            if all(Way(sign, 1).read(printed) is not None for _, printed in self.cells)
        ]
        told = self.percents.told
        wanted = told[0].sign if told else self.percents.sign
        if wanted in signs:
            signs = [wanted]
        return [Way(sign, scale) for sign in signs for scale in self._scales(sign)]

    def _scales(self, sign: Sign) -> list[int]:
        """1 for percent, 100 for fractions of one; both where it is doubtful."""
        numbers = [
            number
            for _, printed in self.cells
            if not (printed.figure and printed.figure.is_percent)
            and (number := Way(sign, 1).read(printed)) is not None
        ]
        small = all(abs(number) <= GREATEST_FRACTION for number in numbers)
        is_fine = any(_places(number) > FINEST_SHOWN for number in numbers)
        if not numbers or all(abs(number) > GREATEST_FRACTION or number == 0 for number in numbers):
            likely = 1
        elif small and is_fine:
            likely = 100
        else:
            likely = 0
        told = {way.scale for way in self.percents.told}
        if len(told) == 1:
            scale = told.pop()
            return [scale] if likely in (0, scale) or not numbers else [1, 100]
        return [likely] if likely else [1, 100]


def _places(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _shown(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def _rounded(true: Fraction) -> Decimal:
    return _shown(Decimal(true.numerator) / Decimal(true.denominator))


def _apart(value: Decimal, true: Fraction) -> dict[str, str]:
    return {"printed": amount(value), "computed": amount(_rounded(true))}

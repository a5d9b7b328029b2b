"""Forms from data: each value is asked for by its place, so that a slip is found in its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from .checking import faults_in
from .faults import BadForm
from .form import (
    OPEN_END,
    Balance,
    ColumnRole,
    ColumnType,
    FormColumn,
    FormComparison,
    FormExample,
    FormValue,
    PeriodKind,
    Ratio,
    Row,
    SheetTemplate,
)

DATA = Path(__file__).parent / "data"


@cache
def shipped_forms() -> tuple[SheetTemplate, ...]:
    """The forms that come with the product, by their codes in order."""
    return tuple(
        form_in(path.read_text(encoding="utf-8"), path.name) for path in sorted(DATA.glob("*.yaml"))
    )


def form_in(text: str, name: str) -> SheetTemplate:
    """Return the form in YAML. Raises BadForm with the place in `name`."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadForm(f"{name}:{mark.line + 1}" if mark else name, "is no YAML") from error
    return form_of(data, name)


def form_of(data: object, name: str) -> SheetTemplate:
    """Return the form that plain data describe. Raises BadForm with the place in `name`."""
    place = _Place(data, name)
    columns = tuple(_column(each) for each in place.places("columns"))
    form = SheetTemplate(
        code=place.text("code"),
        title=place.text("title"),
        form_no=place.text("form_no", default=""),
        basis=place.text("basis"),
        spirit_of=place.text("spirit_of", default=""),
        tiers=place.texts("tier"),
        period=place.one_of("period", get_args(PeriodKind.__value__)),
        units=place.texts("unit_options"),
        columns=columns,
        column_rules=tuple(_comparison(each) for each in place.places("column_rules", default=())),
        rows=tuple(_row(each) for each in place.places("rows")),
        group_by=place.text("group_by", default=""),
        example=_example(place.below("example"), columns) if place.has("example") else None,
    )
    place.end()
    for where, words in faults_in(form):
        raise BadForm(f"{name}: {where}", words)
    return form


@dataclass
class _Place:
    """A mapping of the data, and where it stands. What was never asked of it is a slip of a key."""

    data: Any
    where: str

    def __post_init__(self) -> None:
        if not isinstance(self.data, Mapping):
            raise BadForm(self.where, "is no mapping of names to values")
        self.asked: set[str] = set()

    def has(self, key: str) -> bool:
        return key in self.data

    def value[T](self, key: str, kind: type[T], default: T | None = None) -> T:
        self.asked.add(key)
        value = self.data.get(key, default)
        # To Python, yes and no are numbers too.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise BadForm(f"{self.where}: {key}", f"is missing or no {kind.__name__}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        return self.value(key, str, default)

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        values = tuple(self.value(key, list, None if default is None else list(default)))
        if not all(isinstance(value, str) for value in values):
            raise BadForm(f"{self.where}: {key}", "holds what is no text; put numbers in quotes")
        if default is None and not values:
            raise BadForm(f"{self.where}: {key}", "is empty")
        return values

    def flag(self, key: str) -> bool:
        return self.value(key, bool, default=False)

    def number(self, key: str) -> int:
        return self.value(key, int, 0)

    def one_of(self, key: str, allowed: Sequence[str], default: str | None = None) -> Any:
        value = self.text(key, default)
        if value not in allowed:
            raise BadForm(f"{self.where}: {key}", f"is none of {', '.join(filter(None, allowed))}")
        return value

    def below(self, key: str) -> _Place:
        return _Place(self.value(key, dict), f"{self.where}: {key}")

    def places(self, key: str, default: Sequence[object] | None = None) -> list[_Place]:
        values = self.value(key, list, None if default is None else list(default))
        return [_Place(value, f"{self.where}: {key}[{at}]") for at, value in enumerate(values, 1)]

    def end(self) -> None:
        if unknown := sorted(set(map(str, self.data)) - self.asked):
            raise BadForm(f"{self.where}: {unknown[0]}", "is not known here")


def _column(place: _Place) -> FormColumn:
    column = FormColumn(
        code=place.text("code"),
        heading=place.texts("heading"),
        type=place.one_of("type", get_args(ColumnType.__value__)),
        role=place.one_of("role", get_args(ColumnRole.__value__), ""),
        required=place.flag("required"),
        money=place.flag("money"),
        count=place.flag("count"),
        by_row_unit=place.flag("by_row_unit"),
        places=place.number("places"),
        also_seen=place.texts("also_seen", ()),
        computed=_rule(place.below("computed")) if place.has("computed") else None,
        lenient=place.flag("lenient"),
    )
    place.end()
    return column


def _rule(place: _Place) -> Balance | Ratio:
    found: Balance | Ratio
    if place.has("ratio"):
        found = Ratio(*_pair(place, "ratio"))
    elif place.has("sum"):
        found = Balance(place.texts("sum"))
    elif place.has("minus"):
        first, second = _pair(place, "minus")
        found = Balance((first,), (second,))
    else:
        sides = place.value("plus_minus", list)
        if len(sides) != 2 or not all(isinstance(side, list) for side in sides):
            raise BadForm(f"{place.where}: plus_minus", "is no list of two lists")
        found = Balance(*(_codes(side, f"{place.where}: plus_minus") for side in sides))
    place.end()
    return found


def _pair(place: _Place, key: str) -> tuple[str, str]:
    codes = place.texts(key)
    if len(codes) != 2:
        raise BadForm(f"{place.where}: {key}", "does not name two")
    return codes[0], codes[1]


def _codes(values: Sequence[object], where: str) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in values):
        raise BadForm(where, "holds what is no code")
    return tuple(map(str, values))


def _comparison(place: _Place) -> FormComparison:
    # The smaller one stands first in "le", the greater one in "gt".
    if place.has("le"):
        lesser, greater = _pair(place, "le")
        found = FormComparison(greater, lesser, strictly=False)
    else:
        greater, lesser = _pair(place, "gt")
        found = FormComparison(greater, lesser, strictly=True)
    place.end()
    return found


def _row(place: _Place) -> Row:
    opened = place.text("open", "")
    balance = None
    sums_children = False
    if place.has("minus"):
        first, second = _pair(place, "minus")
        balance = Balance((first,), (second,))
    elif place.has("sum"):
        sums_children = place.data["sum"] == "children"
        balance = None if sums_children else Balance(place.texts("sum"))
        place.asked.add("sum")
    row = Row(
        code=place.text("code"),
        ordinal=place.text("stt", "" if opened else None),
        label=place.text("label", "" if opened else None),
        also_seen=place.texts("also_seen", ()),
        heading_only=place.flag("heading_only"),
        optional=place.flag("optional"),
        unit=place.text("unit", ""),
        open=opened,
        at_least=place.number("min"),
        at_most=place.number("max"),
        sums_children=sums_children,
        balance=balance,
        no_total=place.texts("no_total", ()),
        lenient=place.flag("lenient"),
    )
    if bool(opened) != row.code.endswith(OPEN_END):
        raise BadForm(place.where, "is open and has no code with .#, or the other way round")
    place.end()
    return row


def _example(place: _Place, columns: tuple[FormColumn, ...]) -> FormExample:
    exact = {column.code for column in columns if column.type in ("percent", "decimal")}
    rows = place.below("rows")
    found: dict[str, dict[str, FormValue]] = {}
    for code in rows.data:
        cells = rows.below(code)
        found[code] = {key: _value(cells, key, is_exact=key in exact) for key in cells.data}
    return FormExample(place.value("period", dict), found)


def _value(cells: _Place, key: str, *, is_exact: bool) -> FormValue:
    value = cells.data[key]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadForm(f"{cells.where}: {key}", "is neither text nor a whole number")
    try:
        return Decimal(value) if is_exact else value
    except InvalidOperation as error:
        raise BadForm(f"{cells.where}: {key}", "is no number") from error

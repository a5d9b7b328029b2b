"""Forms from data: each value is asked for by its place, so that a slip is found in its file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml
from django.utils.translation import gettext as _

from .checking import faults_in
from .faults import BadForm, FormFault
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
from .places import PlaceInForm

DATA = Path(__file__).parent / "data"


@cache
def shipped_forms() -> tuple[SheetTemplate, ...]:
    """The forms that come with the product, by their codes in order."""
    return tuple(
        form_in(path.read_text(encoding="utf-8"), path.name) for path in sorted(DATA.glob("*.yaml"))
    )


def form_in(text: str, name: str) -> SheetTemplate:
    """Return the form in YAML. Raises BadForm with every fault and its place in `name`."""
    return form_of(data_in(text, name), name)


def data_in(text: str, name: str) -> Any:
    """Return the plain data of a YAML text. Raises BadForm with the line."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        raise BadForm([(place, _("is no YAML"))]) from error


def form_of(data: object, name: str) -> SheetTemplate:
    """Return the form that plain data describe. Raises BadForm with every fault and its place in `name`."""
    place = PlaceInForm(data, name, [])
    form = read_form(place)
    place.end()
    if found := place.faults or [*misfits(form, name)]:
        raise BadForm(found)
    return form


def misfits(form: SheetTemplate, name: str) -> Iterator[FormFault]:
    """Yield which parts of a form that was read do not fit together."""
    return ((f"{name}: {where}", words) for where, words in faults_in(form))


def read_form(place: PlaceInForm) -> SheetTemplate:
    """Return what the place describes; it is a form where the place has noted no fault."""
    columns = tuple(_column(each) for each in place.places("columns"))
    return SheetTemplate(
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


def _column(place: PlaceInForm) -> FormColumn:
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


def _rule(place: PlaceInForm) -> Balance | Ratio:
    found: Balance | Ratio
    if place.has("ratio"):
        found = Ratio(*place.pair("ratio"))
    elif place.has("sum"):
        found = Balance(place.texts("sum"))
    elif place.has("minus"):
        first, second = place.pair("minus")
        found = Balance((first,), (second,))
    else:
        sides = place.value("plus_minus", list)
        if len(sides) == 2:
            found = Balance(*(_codes(place, side) for side in sides))
        else:
            found = Balance(())
            if sides:
                place.fault("plus_minus", _("is no list of two lists"))
    place.end()
    return found


def _codes(place: PlaceInForm, values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        place.fault("plus_minus", _("holds what is no code"))
        return ()
    return tuple(map(str, values))


def _comparison(place: PlaceInForm) -> FormComparison:
    # The smaller one stands first in "le", the greater one in "gt".
    if place.has("le"):
        lesser, greater = place.pair("le")
        found = FormComparison(greater, lesser, strictly=False)
    else:
        greater, lesser = place.pair("gt")
        found = FormComparison(greater, lesser, strictly=True)
    place.end()
    return found


def _row(place: PlaceInForm) -> Row:
    opened = place.text("open", "")
    balance = None
    sums_children = False
    if place.has("minus"):
        first, second = place.pair("minus")
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
    if row.code and bool(opened) != row.code.endswith(OPEN_END):
        place.fault("", _("is open and has no code with .#, or the other way round"))
    place.end()
    return row


def _example(place: PlaceInForm, columns: tuple[FormColumn, ...]) -> FormExample:
    exact = {column.code for column in columns if column.type in ("percent", "decimal")}
    rows = place.below("rows")
    found: dict[str, dict[str, FormValue]] = {}
    for code in rows.data:
        cells = rows.below(code)
        found[code] = {key: _value(cells, key, is_exact=key in exact) for key in cells.data}
    return FormExample(place.value("period", dict), found)


def _value(cells: PlaceInForm, key: str, *, is_exact: bool) -> FormValue:
    value = cells.data[key]
    if isinstance(value, bool) or not isinstance(value, str | int):
        cells.fault(key, _("is neither text nor a whole number"))
        return 0
    try:
        return Decimal(value) if is_exact else value
    except InvalidOperation:
        cells.fault(key, _("is no number"))
        return 0

"""Whether the parts of a form fit together: what a rule names is there, and no two lines are taken for each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .form import MONEY, Balance, Ratio, Row, SheetTemplate

type Found = Iterator[tuple[str, str]]


def faults_in(form: SheetTemplate) -> Found:
    """Yield where in the form something is amiss, and what."""
    yield from _twice("columns", [column.code for column in form.columns])
    yield from _twice("columns", [str(column.heading) for column in form.columns])
    yield from _twice("rows", [row.code for row in form.rows])
    yield from _roles(form)
    yield from _rules_of_columns(form)
    yield from _grouping(form)
    for row in form.rows:
        yield from ((f"rows: {row.code}", words) for words in _of_row(form, row))
    yield from _example(form)


def _twice(where: str, names: list[str]) -> Found:
    yield from (
        (where, _("name %(name)s twice") % {"name": name})
        for name, count in Counter(names).items()
        if count > 1
    )


def _roles(form: SheetTemplate) -> Found:
    roles = Counter(column.role for column in form.columns)
    if roles["label"] != 1:
        yield "columns", _("have not exactly one with the role label")
    if roles["stt"] > 1 or roles["row_unit"] > 1:
        yield "columns", _("have a role twice")
    if form.says_units_by_row != (roles["row_unit"] == 1):
        yield "unit_options", _("do not fit the columns: units per row need a column of them")


def _grouping(form: SheetTemplate) -> Found:
    column = form.column_of.get(form.group_by)
    if form.group_by and (column is None or column.role or column.has_figures):
        yield "group_by", _("names no column of words")
    if form.group_by and not form.lists_people:
        yield "group_by", _("stands in a form that lists no people")


def _rules_of_columns(form: SheetTemplate) -> Found:
    figures = {column.code for column in form.figures}
    for column in form.columns:
        named = _named(column.computed) if column.computed else ()
        for code in named:
            if code not in figures or code == column.code:
                yield (
                    f"columns: {column.code}",
                    _("is computed of %(code)s, which is no other column of figures")
                    % {"code": code},
                )
        if (column.money or column.by_row_unit) and column.type != "integer":
            yield f"columns: {column.code}", _("is money and no integer")
    for rule in form.column_rules:
        for code in (rule.greater, rule.lesser):
            if code not in figures:
                yield (
                    "column_rules",
                    _("name %(code)s, which is no column of figures") % {"code": code},
                )


def _named(rule: Balance | Ratio) -> tuple[str, ...]:
    return rule.plus + rule.minus if isinstance(rule, Balance) else (rule.part, rule.whole)


def _of_row(form: SheetTemplate, row: Row) -> Iterator[str]:
    yield from _balance_of_row(form, row)
    if form.says_units_by_row and not (row.unit or row.heading_only or row.open):
        yield _("has no unit")
    if row.unit and row.unit != MONEY and not form.says_units_by_row:
        yield _("has a unit, and the form no column of them")


def _balance_of_row(form: SheetTemplate, row: Row) -> Iterator[str]:
    if row.parent and row.parent not in form.row_of:
        yield _("is below %(code)s, which is no row") % {"code": row.parent}
    for code in row.balance.plus + row.balance.minus if row.balance else ():
        if code not in form.row_of or code == row.code:
            yield _("is made of %(code)s, which is no other row") % {"code": code}
    if row.sums_children and not any(each.parent == row.code for each in form.rows):
        yield _("is the sum of rows below it, and there are none")
    for code in row.no_total:
        if code not in form.column_of:
            yield _("has no total of %(code)s, which is no column") % {"code": code}


def _example(form: SheetTemplate) -> Found:
    if form.example is None:
        return
    if form.example.period.get("kind") != form.period:
        yield "example: period", _("is of another kind than the form")
    for code, cells in form.example.rows.items():
        if code not in form.row_of and f"{code.rpartition('.')[0]}.#" not in form.row_of:
            yield f"example: rows: {code}", _("is no row of the form")
        for key in cells:
            if key not in form.column_of:
                yield f"example: rows: {code}: {key}", _("is no column of the form")

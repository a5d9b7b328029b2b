"""INSERT statements for models: columns that nobody names get the default of their field."""

from __future__ import annotations

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from psycopg import sql


def text(value: object) -> str:
    """Return a value as it stands in a statement that takes parameters."""
    return sql.Literal(value).as_string(None).replace("%", "%%")


def newest(model: type[models.Model]) -> str:
    """Return the expression for the key that this connection gave last to a row of `model`."""
    table, key = model._meta.db_table, model._meta.pk.column
    return f"currval(pg_get_serial_sequence('{table}', '{key}'))"


def insertion(model: type[models.Model], *, source: str = "", **given: str) -> str:
    """Return an INSERT of one row, or of one for each row of `source`; what is given by column is SQL."""
    expressions = {
        field.column: given.pop(field.column) if field.column in given else _default(field)
        for field in model._meta.local_concrete_fields
        if field.column in given or not _is_filled_by_database(field)
    }
    if given:
        raise LookupError(f"{model.__name__} has no column {', '.join(given)}.")
    columns = ", ".join(f'"{column}"' for column in expressions)
    values = ", ".join(expressions.values())
    # Rows are numbered in the order of the source, as they are when they are inserted one after the other.
    rows = f"SELECT {values} FROM {source}" if source else f"VALUES ({values})"
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) {rows}'


def _is_filled_by_database(field: models.Field) -> bool:
    return isinstance(field, models.AutoField) or field.db_default is not NOT_PROVIDED


def _default(field: models.Field) -> str:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        raise LookupError(f"Say what {field} is to be.")
    if field.default not in (NOT_PROVIDED, dict, list) and callable(field.default):
        raise LookupError(f"Say what {field} is to be: its default is another each time.")
    return text(field.get_db_prep_save(field.get_default(), connection))

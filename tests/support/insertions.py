"""INSERT statements for models: columns that nobody names get the default of their field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

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


class PreparedScript:
    """Statements that a connection reads and plans once, and then does with other values as often as it is asked.

    For what is written thousands of times: reading and planning INSERTs of so many columns takes the server longer than
    doing them. What a transaction prepared stays prepared where it is rolled back.
    """

    def __init__(self, name: str, types: Mapping[str, str], statements: Sequence[str]) -> None:
        """`types` says of which type of the database each `%(value)s` is."""
        self._prepare: list[str] = []
        executions: list[str] = []
        for number, statement in enumerate(statements):
            used = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement)))
            own = f"{name}_{number}"
            body = re.sub(
                r"%\((\w+)\)s", lambda found, u=used: f"${u.index(found[1]) + 1}", statement
            )
            listed = f"({', '.join(types[value] for value in used)})" if used else ""
            self._prepare.append(f"PREPARE {own} {listed} AS {body.replace('%%', '%')}")
            given = f"({', '.join(f'%({value})s' for value in used)})" if used else ""
            executions.append(f"EXECUTE {own}{given}")
        self._execute = ";".join(executions)
        self._known: WeakKeyDictionary[object, bool] = WeakKeyDictionary()

    def run(self, values: Mapping[str, object]) -> None:
        with connection.cursor() as cursor:
            if connection.connection not in self._known:
                cursor.execute(";".join(self._prepare))
                self._known[connection.connection] = True
            cursor.execute(self._execute, values)

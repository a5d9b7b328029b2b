"""Putting back what an act changed, column by column: what was written since stays, and is named.

Any floor's tables are written here, with rows that this room has kept of them. Nothing else is written: a row is found
by its key, and a column only where it is still as the act left it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

from .models import ReformAct

_GROUPS = """
    SELECT change.table_name, array(SELECT jsonb_object_keys(change.before) ORDER BY 1) AS columns
    FROM reforms_reformchange AS change
    WHERE change.act_id = %(act)s AND change.before IS NOT NULL AND change.after IS NOT NULL
    GROUP BY 1, 2 ORDER BY 1, 2
"""

# What differs from what the act left: other columns than its own are nobody's matter.
_WRITTEN_SINCE = """
    SELECT change.row_key, array(
        SELECT kept.key FROM jsonb_each(change.after) AS kept
        WHERE kept.value IS DISTINCT FROM to_jsonb(now_is) -> kept.key ORDER BY 1
    )
    FROM reforms_reformchange AS change
    LEFT JOIN {table} AS now_is ON now_is.{key} = change.row_key::{kind}
    WHERE change.act_id = %(act)s AND change.table_name = %(table)s AND change.after IS NOT NULL
      AND (now_is.{key} IS NULL OR NOT to_jsonb(now_is) @> change.after)
    ORDER BY 1
"""

_REMOVE_CREATED = """
    DELETE FROM {table} AS now_is USING reforms_reformchange AS change
    WHERE change.act_id = %(act)s AND change.table_name = %(table)s AND change.before IS NULL
      AND now_is.{key} = change.row_key::{kind} AND to_jsonb(now_is) = change.after
"""

_PUT_BACK = """
    UPDATE {table} AS now_is SET {columns}
    FROM reforms_reformchange AS change, LATERAL jsonb_populate_record(NULL::{table}, change.before) AS was
    WHERE change.act_id = %(act)s AND change.table_name = %(table)s AND change.after IS NOT NULL
      AND change.before IS NOT NULL AND now_is.{key} = change.row_key::{kind}
      AND array(SELECT jsonb_object_keys(change.before) ORDER BY 1) = %(columns)s
"""

_WRITE_DELETED = """
    INSERT INTO {table} SELECT was.* FROM reforms_reformchange AS change,
        LATERAL jsonb_populate_record(NULL::{table}, change.before) AS was
    WHERE change.act_id = %(act)s AND change.table_name = %(table)s AND change.after IS NULL
    ON CONFLICT DO NOTHING
"""


def restore(act: ReformAct) -> list[dict[str, Any]]:
    """Put back what `act` changed; return the rows in which something was written since, with their columns.

    `columns` is empty for a row that is gone. The caller has the transaction.
    """
    tables = list(act.changes.order_by().values_list("table_name", flat=True).distinct())
    # Sorted, so that two who put back the same wait for each other in one order.
    models = {table: _model_of(table) for table in sorted(tables)}
    kept = [found for model in models.values() for found in _written_since(act, model)]
    for model in models.values():
        _run(_REMOVE_CREATED, act, model)
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, {"act": act.pk})
        groups = cursor.fetchall()
    for table, columns in groups:
        _run(_PUT_BACK, act, models[table], columns)
    for model in models.values():
        _run(_WRITE_DELETED, act, model)
    return kept


def _written_since(act: ReformAct, model: type[Model]) -> Iterator[dict[str, Any]]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_for(_WRITTEN_SINCE, model), {"act": act.pk, "table": table})
        for key, columns in cursor.fetchall():
            yield {"table": table, "row": key, "columns": columns}


def _run(
    statement: str, act: ReformAct, model: type[Model], columns: list[str] | None = None
) -> None:
    sets = ", ".join(
        f"{name} = CASE WHEN to_jsonb(now_is) -> '{column}' IS NOT DISTINCT FROM change.after -> '{column}'"
        f" THEN was.{name} ELSE now_is.{name} END"
        for column, name in _columns_of(model, columns or ())
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _for(statement, model, sets=sets),
            {"act": act.pk, "table": model._meta.db_table, "columns": columns},
        )


def _columns_of(model: type[Model], wanted: list[str] | tuple[()]) -> Iterator[tuple[str, str]]:
    """The columns among `wanted` that the table has, with their quoted names."""
    for field in model._meta.concrete_fields:
        if field.column in wanted:
            yield str(field.column), connection.ops.quote_name(str(field.column))


def _for(statement: str, model: type[Model], sets: str = "") -> str:
    quote = connection.ops.quote_name
    key = quote(str(model._meta.pk.column))
    # Of the key's own type, so that its index is asked: some tables have millions of rows.
    kind = model._meta.pk.rel_db_type(connection)
    return statement.format(table=quote(model._meta.db_table), key=key, kind=kind, columns=sets)


def _model_of(table: str) -> type[Model]:
    return next(
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table == table
    )

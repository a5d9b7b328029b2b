"""What an act of a change writes, kept row by row, so that it can be taken back whatever floor a table is of.

Only what differs is kept: a row of a request has what was asked in it, sealed, and no second copy of that may outlive
its erasing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from .models import ReformAct, ReformChange

# Of a row that is kept already the columns that are new come to what was kept: nobody has written these yet.
_BEFORE = """
    INSERT INTO reforms_reformchange (act_id, table_name, row_key, before)
    SELECT %(act)s, %(table)s, was.{key}::text, {columns} FROM {table} AS was WHERE was.{key} = ANY(%(keys)s)
    ON CONFLICT (act_id, table_name, row_key) DO UPDATE SET before = EXCLUDED.before || reforms_reformchange.before
"""

_CREATED = """
    INSERT INTO reforms_reformchange (act_id, table_name, row_key, before, after)
    SELECT %(act)s, %(table)s, key::text, NULL, '{{}}' FROM unnest(%(keys)s::bigint[]) AS made (key)
"""

# Each row is read once: some tables have forty columns, and an act may have half a million rows.
_AFTER = """
    UPDATE reforms_reformchange AS change SET (before, after) = (
        SELECT
            CASE WHEN change.before IS NOT NULL
                THEN coalesce(jsonb_object_agg(key, was) FILTER (WHERE differs), '{{}}') END,
            CASE WHEN change.before IS NULL THEN read.is_now
                ELSE coalesce(jsonb_object_agg(key, is_now -> key) FILTER (WHERE differs), '{{}}') END
        FROM jsonb_each(change.before) AS kept (key, was),
            LATERAL (SELECT was IS DISTINCT FROM is_now -> key) AS told (differs)
    )
    FROM {table} AS now_is, LATERAL (SELECT to_jsonb(now_is) AS is_now OFFSET 0) AS read
    WHERE change.act_id = %(act)s AND change.table_name = %(table)s AND now_is.{key} = change.row_key::{kind}
"""


class ChangeRecorder:
    """Writes rows for an act and keeps what they were. `finish` is called once, at the end, in the same transaction.

    `counts` has how many rows were written for each column "app.Model.field" that was given.
    """

    def __init__(self, act: ReformAct) -> None:
        self.act = act
        self.counts: Counter[str] = Counter()
        self._models: dict[str, type[Model]] = {}

    def _watch(self, rows: QuerySet[Any], columns: str) -> list[Any]:
        """Keep `columns` of `rows` as they are, an expression over `was`; return the keys."""
        # Locked while they are chosen: what somebody else settles meanwhile is not written over.
        locked = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
        keys = [row.pk for row in locked.only("pk")]
        if keys:
            self._run(_BEFORE, rows.model, keys=keys, columns=columns)
        return keys

    def update(self, rows: QuerySet[Any], *, column: str = "", **values: Any) -> int:
        """Set `values` on `rows`; return how many there were."""
        keys = self.watch(rows, *values)
        if keys:
            rows.model._base_manager.filter(pk__in=keys).update(**values)
        if column:
            self.counts[column] += len(keys)
        return len(keys)

    def watch(self, rows: QuerySet[Any], *names: str) -> list[Any]:
        """Keep `rows` as they are, locked, and return their keys: the caller writes these fields, and no others."""
        columns = [str(rows.model._meta.get_field(name).column) for name in names]
        quote = connection.ops.quote_name
        told = ", ".join(f"'{column}', was.{quote(column)}" for column in columns)
        return self._watch(rows, f"jsonb_build_object({told})")

    def delete(self, rows: QuerySet[Any]) -> int:
        """Delete `rows`, to which nothing may point; they can be written again from what is kept."""
        keys = self._watch(rows, "to_jsonb(was)")
        rows.model._base_manager.filter(pk__in=keys).delete()
        return len(keys)

    def created(self, row: Model) -> None:
        """Keep that the act wrote `row` anew."""
        table = row._meta.db_table
        self._models[table] = type(row)
        ReformChange.objects.create(
            act=self.act, table_name=table, row_key=str(row.pk), before=None, after={}
        )

    def created_many(self, model: type[Model], keys: Iterable[int]) -> None:
        """Keep that the act wrote the rows with these keys anew. One statement."""
        self._run(_CREATED, model, keys=list(keys))

    def finish(self) -> None:
        """Note what the rows are now; those in which nothing differs are forgotten."""
        for model in self._models.values():
            self._run(_AFTER, model)
        self.act.changes.filter(before={}, after={}).delete()

    def _run(
        self, statement: str, model: type[Model], keys: Sequence[Any] = (), columns: str = ""
    ) -> None:
        meta = model._meta
        self._models[meta.db_table] = model
        quote = connection.ops.quote_name
        key = quote(str(meta.pk.column if meta.pk else ""))
        # Of the key's own type, so that its index is asked: some tables have millions of rows.
        kind = meta.pk.rel_db_type(connection) if meta.pk else ""
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(table=quote(meta.db_table), key=key, kind=kind, columns=columns),
                {"act": self.act.pk, "table": meta.db_table, "keys": list(keys)},
            )


def keys_created(act: ReformAct, model: type[Model]) -> list[int]:
    """The keys of the rows of a table that the act wrote anew. One query."""
    made = act.changes.filter(table_name=model._meta.db_table, before__isnull=True)
    return [int(key) for key in made.values_list("row_key", flat=True)]


def forget_changes(act: ReformAct, model: type[Model], keys: Iterable[int]) -> None:
    """Let these rows be no matter of the act any more: they stay as they are where it is taken back."""
    rows = [str(key) for key in keys]
    act.changes.filter(table_name=model._meta.db_table, row_key__in=rows).delete()


def change_what_was(change_id: int, column: str, value: str) -> None:
    """Have a row put back with another value: the one that it had was given to another row meanwhile."""
    change = ReformChange.objects.get(pk=change_id)
    change.before = {**(change.before or {}), column: value}
    change.save(update_fields=["before"])

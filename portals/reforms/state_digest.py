"""The state of the database as a digest for each table, to say that what was taken back is as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import AutoField, Model, OneToOneField

# Only ever added to, or made anew with other keys: logs, what waits to be sent, what is derived, the acts themselves.
APART = frozenset(
    {
        "accountability_caseevent",
        "accountability_casetext",
        "boards_user_groups",
        "editorial_publicationtorecord",
        "editorial_searchthing",
        "ledger_ledgerentry",
        "mail_outgoingmail",
        "portals_editionchange",
        "reforms_reform",
        "reforms_reformact",
        "reforms_reformchange",
        "reforms_reformplan",
        "reforms_reformrow",
        "reforms_reformseat",
        "reforms_reformunit",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_referenceindex",
    }
)
# Columns that count or follow: a collection's place among the others goes by their names, a case's revision by its
# events, a person's next boundary by the day on which their rights were derived.
COUNTED = {
    "accountability_citizencase": ["revision"],
    "boards_user": ["rights_valid_until"],
    "wagtailcore_collection": ["path", "numchild"],
    "wagtailcore_page": ["numchild"],
}

# The sum says the same of the same rows in whatever order they lie.
_DIGEST = """
    SELECT count(*), coalesce(sum(('x' || left(md5(told), 15))::bit(60)::bigint), 0)
    FROM (SELECT (to_jsonb(r) - %(counted)s::text[])::text AS told FROM {table} AS r WHERE {only}) AS rows
"""


@dataclass(frozen=True, slots=True)
class TableState:
    """How many rows a table has, a sum over them, and its greatest key, where keys are numbers that only grow."""

    rows: int
    total: int
    last: int | None


def told_tables() -> dict[str, type[Model]]:
    """Every table of the product but those that are told apart."""
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table: model for model in models if model._meta.managed}
    return {table: model for table, model in sorted(tables.items()) if table not in APART}


def state_digest(before: Mapping[str, TableState] | None = None) -> dict[str, TableState]:
    """Return the state of each table; with `before` of those rows alone that may have stood then. Reads every row."""
    found = {}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, model in told_tables().items():
            last = before[table].last if before else None
            key = quote(str(model._meta.pk.column))
            only = f"{key} <= %(last)s" if last is not None else "true"
            sql = _DIGEST.format(table=quote(table), only=only)
            cursor.execute(sql, {"counted": COUNTED.get(table, []), "last": last})
            rows, total = cursor.fetchone()
            if _has_numbers(model):
                cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {quote(table)}")
                (last,) = cursor.fetchone()
            found[table] = TableState(rows, int(total), last)
    return found


def _has_numbers(model: type[Model]) -> bool:
    """Whether the keys of a table are numbers that only grow: its own, or those of the row that it belongs to."""
    key = model._meta.pk
    while isinstance(key, OneToOneField):
        key = key.target_field
    return isinstance(key, AutoField)


def not_as_before(before: Mapping[str, TableState]) -> list[str]:
    """The tables in which a row that stood before is gone or differs. Reads every row."""
    now_is = state_digest(before)
    return [
        table
        for table, was in before.items()
        if (was.rows, was.total) != (now_is[table].rows, now_is[table].total)
    ]


def rows_left(before: Mapping[str, TableState]) -> dict[str, int]:
    """How many rows each table has that it had not before: what was written since."""
    left = {}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, model in told_tables().items():
            if (last := before[table].last) is None:
                continue
            key = quote(str(model._meta.pk.column))
            cursor.execute(f"SELECT count(*) FROM {quote(table)} WHERE {key} > %s", [last])
            (count,) = cursor.fetchone()
            if count:
                left[table] = count
    return left

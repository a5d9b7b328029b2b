"""The state of the database as a digest for each table, to say that what was taken back is as it was."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

# Only ever added to, or made anew with other keys: logs, what waits to be sent, what is derived, the acts themselves.
APART = frozenset(
    {
        "accountability_caseevent",
        "accountability_casetext",
        "boards_user_groups",
        "ledger_ledgerentry",
        "mail_outgoingmail",
        "portals_editionchange",
        "reforms_reform",
        "reforms_reformact",
        "reforms_reformchange",
        "reforms_reformplan",
        "reforms_reformrow",
        "reforms_reformunit",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_referenceindex",
    }
)

# A collection's place among the others follows from their names, and moves with each that comes and goes.
ORDER_ONLY = {"wagtailcore_collection": "path"}

# The sum says the same of the same rows in whatever order they lie.
_DIGEST = """
    SELECT count(*), coalesce(sum(('x' || left(md5((to_jsonb(r) - %s)::text), 15))::bit(60)::bigint), 0)::text
    FROM {table} AS r
"""


def tables_told() -> list[str]:
    """Every table of the product but those that are told apart."""
    models = apps.get_models(include_auto_created=True)
    names = {model._meta.db_table for model in models if model._meta.managed}
    return sorted(names - APART)


def state_digest() -> dict[str, str]:
    """Return for each table how many rows it has, with a sum over them. Reads every row."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables_told():
            named = connection.ops.quote_name(table)
            cursor.execute(_DIGEST.format(table=named), [ORDER_ONLY.get(table, "")])
            rows, total = cursor.fetchone()
            found[table] = f"{rows}:{total}"
    return found

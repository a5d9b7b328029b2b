"""What of the province is not practised with: rows left out, columns overwritten, other host names."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.apps import apps
from django.conf import settings
from psycopg import sql

from portals.audit_log.models import LOG_TABLES
from portals.database.cloned import left_out, overwritten
from portals.settings.practice import LABEL

# A host of another domain becomes one label: its dots turn into hyphens.
_HOST = """
    CASE WHEN {column} = %(base)s OR {column} LIKE '%%.' || %(base)s
        THEN left({column}, -length(%(base)s)) || %(label)s || '.' || %(base)s
        ELSE replace({column}, '.', '-') || '.' || %(label)s || '.' || %(base)s END
"""
HOSTS = (
    ("wagtailcore_site", "hostname"),
    ("portals_portaladdress", "hostname"),
    ("reforms_reformunit", "hostname"),
)
_NEEDING = """
    WITH RECURSIVE reference AS (
        SELECT conrelid::regclass::text AS holder, confrelid::regclass::text AS held,
            bool_or(attnotnull) AS needs
        FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace GROUP BY pg_constraint.oid
    ), gone AS (
        SELECT unnest(%(left_out)s::text[]) AS held
        UNION
        SELECT holder FROM reference JOIN gone USING (held) WHERE needs
    )
    SELECT held FROM gone WHERE to_regclass(held) IS NOT NULL ORDER BY 1
"""
_POINTERS = """
    SELECT conrelid::regclass::text, attname::text
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT attnotnull
      AND confrelid::regclass::text = ANY (%(gone)s) AND conrelid::regclass::text <> ALL (%(gone)s)
    ORDER BY 1, 2
"""


def tables_left_out(source: psycopg.Connection[Any]) -> list[str]:
    """The tables of which no row is cloned: those that are registered, and whatever needs a row of one."""
    # A release that is about to add a table knows it before the database does.
    found = source.execute(_NEEDING, {"left_out": left_out()})
    return [name for (name,) in found]


def pointers_to(source: psycopg.Connection[Any], gone: list[str]) -> list[tuple[str, str]]:
    """The columns that may be empty and point at a table that is left out, in tables that are not."""
    return [(table, column) for table, column in source.execute(_POINTERS, {"gone": gone})]


def scrub(clone: psycopg.Connection[Any], gone: list[str], pointers: list[tuple[str, str]]) -> None:
    """Change the rows of a clone that has neither keys nor triggers yet, in one transaction.

    `gone` are the tables that were left out, `pointers` what pointed at their rows.
    """
    with clone.transaction():
        # First: a pointer that a rule binds to other columns is emptied together with them.
        for table, columns in sorted(overwritten().items()):
            clone.execute(_overwriting(table, columns))
        for table, column in pointers:
            clone.execute(
                sql.SQL("UPDATE {0} SET {1} = NULL WHERE {1} IS NOT NULL").format(
                    sql.Identifier(table), sql.Identifier(column)
                )
            )
        # Of no column alone: whoever proves themselves by a passkey does so to one host, and practice is another. By
        # a password alone nobody gets in who had to have more.
        clone.execute(
            "UPDATE boards_user SET password = '!' WHERE id IN"
            " (SELECT user_id FROM mfa_authenticator WHERE type = 'webauthn')"
            " AND id NOT IN (SELECT user_id FROM mfa_authenticator WHERE type = 'totp')"
        )
        clone.execute("DELETE FROM mfa_authenticator WHERE type = 'webauthn'")
        _scrub_log(clone, gone)
        _rename_hosts(clone)


def _scrub_log(clone: psycopg.Connection[Any], gone: list[str]) -> None:
    """Leave out what the log says of things that are not cloned, and from which address people came."""
    models = [
        (model._meta.app_label, model._meta.model_name)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in gone
    ]
    told = {"apps": [app for app, _ in models], "models": [name for _, name in models]}
    for table in map(sql.Identifier, LOG_TABLES):
        clone.execute(
            sql.SQL(
                "DELETE FROM {} WHERE content_type_id IN (SELECT kind.id FROM django_content_type AS kind"
                " JOIN unnest(%(apps)s::text[], %(models)s::text[]) AS gone (app, model)"
                " ON kind.app_label = gone.app AND kind.model = gone.model)"
            ).format(table),
            told,
        )
        clone.execute(
            sql.SQL(
                "UPDATE {} SET data = data - 'address' WHERE action LIKE 'door.%' AND data ? 'address'"
            ).format(table)
        )


def _overwriting(table: str, columns: Any) -> sql.Composed:
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(column), sql.SQL(expression))
        for column, expression in columns.items()
    )
    return sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), assignments)


def _rename_hosts(clone: psycopg.Connection[Any]) -> None:
    """Let each portal have its own name below the domain of practice."""
    told = {"base": real_domain(), "label": LABEL}
    for table, column in HOSTS:
        written = sql.SQL("UPDATE {table} SET {column} = " + _HOST + " WHERE {column} <> ''")
        clone.execute(
            written.format(table=sql.Identifier(table), column=sql.Identifier(column)), told
        )


def real_domain() -> str:
    """The base domain of the install that is practised for."""
    host = urlsplit(settings.PORTALS_PRACTICE_OF).hostname or ""
    return host.removeprefix("quantri.")

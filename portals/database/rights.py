"""What each role may do with each table, written anew after every migration by the owner.

The application reads and writes every table but those that are registered here, by the app that has them in `ready()`.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from psycopg import sql

from .roles import Roles, of_owner

SCHEMA = "public"
# From this version on others than the owner may ANALYZE, as seeding and measuring do after much was written.
MAINTAIN_SINCE = 17_00_00

_append_only: set[str] = set()
_of_the_owner: set[str] = set()
_secrets: dict[str, frozenset[str]] = {}


class RolesMissing(Exception):
    """The server does not have the roles that go with the owner; the message names them."""


def append_only(*tables: str) -> None:
    """Let the application add rows to these tables and read them, and neither change nor remove any."""
    _append_only.update(tables)


def written_by_owner(*tables: str) -> None:
    """Let the application read these tables and no more."""
    _of_the_owner.update(tables)


def keep_secret(table: str, *columns: str) -> None:
    """Keep these columns from the reader, or the whole table where none is named."""
    _secrets[table] = frozenset(columns)


def append_only_tables() -> list[str]:
    return sorted(_append_only)


def guarded_tables() -> list[str]:
    """All that the application may not alter, whether or not it may add to them."""
    return sorted(_append_only | _of_the_owner)


def secrets() -> dict[str, frozenset[str]]:
    """By table the columns that the reader does not see; the empty set is all of them."""
    return dict(_secrets)


def grant_rights(connection: Any) -> Roles | None:
    """Write the rights of all tables that the role of `connection` (Django's) owns; safe to repeat.

    Nothing is done, and None returned, where that role is named as no owner. Running nodes notice nothing: rights
    change at the commit, and no table is locked. Raises RolesMissing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        roles = of_owner(cursor.fetchone()[0])
        if roles is None:
            return None
        _require(cursor, roles)
        tables = _owned(cursor, "r", "p", "v", "m")
        sequences = _owned(cursor, "S")
        columns = _columns(cursor)
    kept_up = ", MAINTAIN" if connection.pg_version >= MAINTAIN_SINCE else ""
    statements = [
        *_general(roles, tables, sequences, f"SELECT, INSERT, UPDATE, DELETE{kept_up}"),
        *_particular(roles, tables, columns),
    ]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return roles


def _require(cursor: Any, roles: Roles) -> None:
    wanted = [roles.application, roles.reader]
    cursor.execute("SELECT rolname::text FROM pg_roles WHERE rolname = ANY(%s)", [wanted])
    missing = set(wanted) - {name for (name,) in cursor.fetchall()}
    if missing:
        raise RolesMissing(", ".join(sorted(missing)))


def _owned(cursor: Any, *kinds: str) -> list[str]:
    # What an extension brought is not ours to hand out.
    cursor.execute(
        "SELECT relname::text FROM pg_class WHERE relnamespace = %s::regnamespace"
        " AND relkind::text = ANY(%s) AND pg_get_userbyid(relowner) = current_user ORDER BY 1",
        [SCHEMA, list(kinds)],
    )
    return [name for (name,) in cursor.fetchall()]


def _columns(cursor: Any) -> dict[str, list[str]]:
    cursor.execute(
        "SELECT table_name::text, array_agg(column_name::text) FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = ANY(%s) GROUP BY 1",
        [SCHEMA, sorted(_secrets)],
    )
    return dict(cursor.fetchall())


def _general(
    roles: Roles, tables: list[str], sequences: list[str], every_right: str
) -> list[sql.Composed]:
    names = {
        "schema": sql.Identifier(SCHEMA),
        "app": sql.Identifier(roles.application),
        "reader": sql.Identifier(roles.reader),
        "tables": _listed(tables),
        "sequences": _listed(sequences),
    }
    # A table that a later migration makes is the application's at once, and the reader's after that migration.
    written = [
        "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
        "GRANT USAGE ON SCHEMA {schema} TO {app}, {reader}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {{schema}} GRANT {every_right} ON TABLES TO {{app}}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    ]
    if tables:
        written += [
            "REVOKE ALL ON TABLE {tables} FROM {app}, {reader}, PUBLIC",
            f"GRANT {every_right} ON TABLE {{tables}} TO {{app}}",
            "GRANT SELECT ON TABLE {tables} TO {reader}",
        ]
    if sequences:
        written += [
            "REVOKE ALL ON SEQUENCE {sequences} FROM {app}, {reader}, PUBLIC",
            "GRANT USAGE, SELECT ON SEQUENCE {sequences} TO {app}",
        ]
    return [sql.SQL(statement).format(**names) for statement in written]


def _particular(
    roles: Roles, tables: list[str], columns: dict[str, list[str]]
) -> list[sql.Composed]:
    app, reader = sql.Identifier(roles.application), sql.Identifier(roles.reader)
    written = [
        sql.SQL(statement).format(sql.Identifier(table), app)
        for left, registered in (("SELECT, INSERT", _append_only), ("SELECT", _of_the_owner))
        for table in sorted(registered.intersection(tables))
        for statement in ("REVOKE ALL ON TABLE {} FROM {}", f"GRANT {left} ON TABLE {{}} TO {{}}")
    ]
    for table, hidden in sorted(_secrets.items()):
        if table not in tables:
            continue
        written.append(
            sql.SQL("REVOKE SELECT ON TABLE {} FROM {}").format(sql.Identifier(table), reader)
        )
        shown = [name for name in columns[table] if hidden and name not in hidden]
        if shown:
            grant = sql.SQL("GRANT SELECT ({}) ON TABLE {} TO {}")
            written.append(grant.format(_listed(shown), sql.Identifier(table), reader))
    return written


def _listed(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))

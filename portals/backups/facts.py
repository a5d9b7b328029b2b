"""What a manifest tells of the database, asked in the very look that is dumped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from portals.ledger.models import LedgerGrowth
from portals.ledger.queries import newest_checkpoint, note_of


@dataclass(frozen=True)
class DatabaseFacts:
    server: str
    migrations: list[str]
    ledger: dict[str, Any]
    # By table, how many rows.
    counts: dict[str, int]


@contextmanager
def one_look() -> Iterator[tuple[str, DatabaseFacts]]:
    """Hold one look at the database open; give its name for pg_dump, and what it shows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        yield snapshot, _facts(cursor)


def bytes_of_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    return int(size)


def _facts(cursor: Any) -> DatabaseFacts:
    cursor.execute("SELECT current_setting('server_version')")
    (server,) = cursor.fetchone()
    cursor.execute("SELECT DISTINCT app || '.' || name FROM django_migrations ORDER BY 1")
    migrations = [name for (name,) in cursor.fetchall()]
    return DatabaseFacts(server, migrations, _ledger(), rows_of_tables(cursor))


def rows_of_tables(cursor: Any) -> dict[str, int]:
    """Count the rows of every table, save those that an extension brought. Reads all of the database."""
    cursor.execute(
        "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace = 'public'::regnamespace"
        " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') ORDER BY 1"
    )
    found = {}
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        (found[table],) = cursor.fetchone()
    return found


def _ledger() -> dict[str, Any]:
    growth = LedgerGrowth.objects.order_by("-size").first()
    signed = newest_checkpoint()
    return {
        "size": growth.size if growth else 0,
        "root": bytes(growth.root).hex() if growth else "",
        "checkpoint": note_of(signed).decode() if signed else "",
    }

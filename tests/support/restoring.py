"""A test's database as the template has it, without making it anew: only what was committed is put back.

A clone copies some two thousand files, and most tests that commit write to a dozen tables. Whatever a test did to the
schema, to the settings or to the database itself is not undone here: such a database is cloned again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import LiteralString

import psycopg
from psycopg import sql

from portals.services import SUPERUSER, address
from portals.services.shares import Databases

from .databases import empty, fresh

# Whose rows say what a database is made of. Those of temporary schemas come and go with connections.
CATALOGUE: dict[LiteralString, LiteralString] = {
    "pg_class": "true",
    "pg_attribute": "true",
    "pg_attrdef": "true",
    "pg_constraint": "true",
    "pg_index": "true",
    "pg_inherits": "true",
    "pg_trigger": "true",
    "pg_event_trigger": "true",
    "pg_rewrite": "true",
    "pg_policy": "true",
    "pg_proc": "true",
    "pg_type": "true",
    "pg_enum": "true",
    "pg_collation": "true",
    "pg_ts_config": "true",
    "pg_ts_config_map": "true",
    "pg_ts_dict": "true",
    "pg_extension": "true",
    "pg_statistic_ext": "true",
    "pg_largeobject_metadata": "true",
    "pg_default_acl": "true",
    "pg_namespace": "nspname !~ '^pg_(toast_)?temp_'",
    "pg_database": "datname = current_database()",
    "pg_db_role_setting": "setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())",
}
# Of a catalogue, the youngest transaction that wrote a row of it. Tests switch triggers off and on again, which writes
# the rows anew as they were: of these it is what they hold.
YOUNGEST: LiteralString = "coalesce(max(xmin::text::bigint), 0)"
CONTENT: dict[str, LiteralString] = {
    "pg_trigger": "coalesce(sum(hash_record_extended(pg_trigger, 0)), 0)"
}
TABLES = """
    SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND relpersistence <> 't' AND nspname NOT IN ('pg_catalog', 'information_schema')
    ORDER BY 1, 2
"""
SEQUENCES = "SELECT schemaname, sequencename, start_value, last_value FROM pg_sequences"
END_OTHERS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

type Name = tuple[str, str]
# How many rows, and the youngest transaction that wrote one: what was added or changed shows in the second, what was
# only removed in the first.
type Mark = tuple[int, int | Decimal]


_pristine: dict[str, Pristine] = {}
# By addresses, and kept: a new connection reads the definitions of two hundred tables, which costs more than the rest.
_connections: dict[str, psycopg.Connection] = {}


def as_new(databases: Databases) -> None:
    """Put these databases back as `fresh` makes them, by the shorter way where that leads there."""
    before = _pristine.get(databases.name)
    if before is not None and before.restore():
        empty(databases)
        return
    fresh(databases)
    _pristine[databases.name] = Pristine.of(databases)


@dataclass
class Pristine:
    """What a database held when it was new."""

    url: str
    catalogue: dict[str, Mark]
    marks: dict[Name, Mark]
    rows: dict[Name, bytes]
    sequences: dict[Name, tuple[int, int | None]]

    @classmethod
    def of(cls, databases: Databases) -> Pristine:
        url = address("postgres", database=databases.name, role=SUPERUSER)
        with _connected(url) as own:
            marks = _marks(own)
            return cls(
                url=url,
                catalogue=_catalogue(own),
                marks=marks,
                rows={name: _copied(own, name) for name, (number, _at) in marks.items() if number},
                sequences=_sequences(own),
            )

    def restore(self) -> bool:
        """End all other connections and put the rows back; False where more than rows was changed."""
        try:
            with _connected(self.url) as own:
                own.execute(END_OTHERS)
                if _catalogue(own) != self.catalogue:
                    return False
                with own.transaction():
                    self._put_back(own)
        except psycopg.OperationalError:
            # The test left no database that can be entered.
            return False
        return True

    def _put_back(self, own: psycopg.Connection) -> None:
        # No trigger is to judge or to follow what happens here, foreign keys included.
        own.execute("SET LOCAL session_replication_role = replica")
        changed = [name for name, mark in _marks(own).items() if mark != self.marks[name]]
        for name in changed:
            table = sql.Identifier(*name)
            own.execute(sql.SQL("DELETE FROM {}").format(table))
            if name in self.rows:
                with own.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
                    copy.write(self.rows[name])
        for name, now in _sequences(own).items():
            start, last = self.sequences[name]
            if now != (start, last):
                values = [sql.Identifier(*name).as_string(own), last or start, last is not None]
                own.execute("SELECT setval(%s::regclass, %s, %s)", values)
        if changed:
            self.marks |= _marks(own, changed)


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    """The connection kept for this address, or a new one where the database was made anew or the server began anew."""
    own = _connections.pop(url, None)
    if own is not None:
        try:
            own.execute("SELECT 1")
        except psycopg.OperationalError:
            own = None
    if own is None:
        own = psycopg.connect(url, autocommit=True)
    yield own
    # Not where it failed.
    _connections[url] = own


def _catalogue(own: psycopg.Connection) -> dict[str, Mark]:
    parts = [
        sql.SQL(
            "SELECT {}, count(*), " + CONTENT.get(name, YOUNGEST) + " FROM {} WHERE " + condition
        ).format(sql.Literal(name), sql.Identifier(name))
        for name, condition in CATALOGUE.items()
    ]
    found = own.execute(sql.SQL(" UNION ALL ").join(parts))
    return {name: (number, youngest) for name, number, youngest in found}


def _marks(own: psycopg.Connection, names: list[Name] | None = None) -> dict[Name, Mark]:
    if names is None:
        names = [(schema, table) for schema, table in own.execute(TABLES)]
    parts = [
        sql.SQL("SELECT {}, {}, count(*), " + YOUNGEST + " FROM {}").format(
            sql.Literal(schema), sql.Literal(table), sql.Identifier(schema, table)
        )
        for schema, table in names
    ]
    found = own.execute(sql.SQL(" UNION ALL ").join(parts))
    return {(schema, table): (number, youngest) for schema, table, number, youngest in found}


def _copied(own: psycopg.Connection, name: Name) -> bytes:
    with own.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(*name))) as copy:
        return b"".join(bytes(part) for part in copy)


def _sequences(own: psycopg.Connection) -> dict[Name, tuple[int, int | None]]:
    return {(schema, name): (start, last) for schema, name, start, last in own.execute(SEQUENCES)}

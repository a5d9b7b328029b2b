"""Removing a whole database, whoever is connected to it."""

from __future__ import annotations

from contextlib import suppress

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ObjectInUse

_DROP = sql.SQL("DROP DATABASE IF EXISTS {}")
_DROP_BY_FORCE = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def drop_database(server: psycopg.Connection, name: str) -> None:
    """Remove the database and end the sessions in it, as its owner. `server` is outside any transaction."""
    by_force = _DROP_BY_FORCE.format(sql.Identifier(name))
    try:
        server.execute(by_force)
    except InsufficientPrivilege:
        # A worker of PostgreSQL's own tidies up there, which force may not end; a drop without force sends it away, for
        # whom others than that worker are in the way.
        with suppress(ObjectInUse):
            server.execute(_DROP.format(sql.Identifier(name)))
        server.execute(by_force)

"""Putting the next database in the place of the standing one: in one transaction, so that one of them always stands."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
from psycopg import sql

from .places import MAINTENANCE, ClonePlaces, connected_to, has_database

TRIES = 6
# Whom this role may end. PostgreSQL itself sends its workers away; a person of another role has to leave.
_END_ALL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = ANY (%s) AND backend_type = 'client backend' AND pg_has_role(current_user, usesysid, 'USAGE')
"""
# PostgreSQL's own workers have no name and leave by themselves: they are told of only where nobody else is there.
_WHO_IS_LEFT = """
    SELECT coalesce(string_agg(DISTINCT usename, ', '), string_agg(DISTINCT backend_type, ', '))
    FROM pg_stat_activity WHERE datname = %s
"""


class StillInUse(Exception):
    """Somebody would not leave the standing database; it stays."""


def swap(places: ClonePlaces) -> None:
    """Let the next database take the name of the standing one, which becomes the former. Raises StillInUse."""
    with connected_to(places.owner, name=MAINTENANCE) as server:
        for _try in range(TRIES):
            try:
                _rename(server, places)
            except psycopg.errors.ObjectInUse:
                continue
            return
        left = server.execute(_WHO_IS_LEFT, [places.standing]).fetchone()
    raise StillInUse(f"The standing database of practice is in use by {left and left[0]}.")


def _rename(server: psycopg.Connection[Any], places: ClonePlaces) -> None:
    """Rename both. PostgreSQL lets nobody new in meanwhile, and waits some seconds for who is in: those are ended."""
    with ThreadPoolExecutor(1) as beside, server.transaction():
        if has_database(server, places.standing):
            ended = beside.submit(_keep_ending, places)
            try:
                _say(server, places.standing, places.former)
            finally:
                _wait(ended)
        _say(server, places.next, places.standing)


def _keep_ending(places: ClonePlaces) -> None:
    with connected_to(places.owner, name=MAINTENANCE) as server:
        for _round in range(20):
            server.execute(_END_ALL, [[places.standing, places.next]])
            server.execute("SELECT pg_sleep(0.05)")


def _wait(ended: Future[None]) -> None:
    ended.result()


def _say(server: psycopg.Connection[Any], name: str, renamed: str) -> None:
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(statement.format(sql.Identifier(name), sql.Identifier(renamed)))

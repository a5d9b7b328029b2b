"""A database is removed, whoever is connected to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from threading import Timer

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from portals.database.dropping import drop_database
from portals.database.roles import EMBEDDED
from portals.services import SUPERUSER, address

NAME = "to_be_dropped"


def connected(name: str, role: str) -> psycopg.Connection:
    return psycopg.connect(address("postgres", database=name, role=role), autocommit=True)


@pytest.fixture
def owner(worker_id: str) -> Iterator[tuple[psycopg.Connection, str]]:
    name = f"{NAME}_{worker_id}"
    with closing(connected("postgres", EMBEDDED.owner)) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield server, name
        finally:
            with closing(connected("postgres", SUPERUSER)) as other:
                other.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )


def is_there(server: psycopg.Connection, name: str) -> bool:
    return (
        server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
    )


def test_ends_the_sessions_in_it(owner) -> None:
    server, name = owner
    with closing(connected(name, EMBEDDED.owner)) as other:
        drop_database(server, name)
        with pytest.raises(psycopg.OperationalError):
            other.execute("SELECT 1")
    assert not is_there(server, name)


def test_waits_for_whom_it_may_not_end(owner) -> None:
    """As for a worker of PostgreSQL's own, which belongs to nobody whom the owner may end."""
    server, name = owner
    with closing(connected(name, SUPERUSER)) as other:
        leaving = Timer(0.3, other.close)
        leaving.start()
        drop_database(server, name)
        leaving.join()
    assert not is_there(server, name)


def test_says_so_where_that_one_stays(owner) -> None:
    server, name = owner
    with closing(connected(name, SUPERUSER)), pytest.raises(InsufficientPrivilege):
        drop_database(server, name)
    assert is_there(server, name)


def test_of_none_is_nothing(owner) -> None:
    server, name = owner
    drop_database(server, f"{name}_not_there")
    assert is_there(server, name)

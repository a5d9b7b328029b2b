"""The three databases of a clone: the one that is cloned, the one that is practised on, and the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg import sql

# PostgreSQL's advisory lock of whoever clones, with the database's name: held there as long as the process lives.
LOCK = 8_021
MAINTENANCE = "postgres"


@dataclass(frozen=True)
class ClonePlaces:
    """URLs of the owners, and of the application on the clone; databases of practice by their names."""

    source: str
    owner: str
    application: str
    standing: str

    @property
    def next(self) -> str:
        """The database that is being made: known to nobody until it takes the name of the standing one."""
        return f"next_of_{self.standing}"

    @property
    def former(self) -> str:
        return f"former_of_{self.standing}"


class PracticeUnready(Exception):
    """This process was not told what it takes to clone; the message names the variables."""


def clone_places() -> ClonePlaces:
    """Where this process clones from and to. Raises PracticeUnready."""
    environment = settings.ENVIRONMENT
    wanted = {
        "PRACTICE_OF": environment.practice_of,
        "PRACTICE_SOURCE_URL": environment.practice_source_url,
        "DATABASE_OWNER_URL": environment.database_owner_url,
        "DATABASE_URL": environment.database_url,
    }
    if missing := [name for name, value in wanted.items() if not value]:
        raise PracticeUnready(f"{', '.join(missing)}: not set for clone_practice.")
    found = ClonePlaces(
        source=environment.practice_source_url,
        owner=environment.database_owner_url,
        application=environment.database_url,
        standing=urlsplit(environment.database_owner_url).path.strip("/"),
    )
    if urlsplit(found.application).path.strip("/") != found.standing:
        raise PracticeUnready("DATABASE_URL and DATABASE_OWNER_URL name different databases.")
    if same_database(found.source, found.owner):
        raise PracticeUnready("PRACTICE_SOURCE_URL names the database of practice itself.")
    return found


def same_database(one: str, other: str) -> bool:
    """Whether two URLs lead to one database, whatever they are spelt like: the servers say where they are."""
    asked = "SELECT system_identifier::text, current_database()::text FROM pg_control_system()"
    found = set()
    for url in (one, other):
        try:
            with psycopg.connect(url) as server:
                found.add(server.execute(asked).fetchone())
        except psycopg.OperationalError:
            # One that does not stand yet is not the other.
            return False
    return len(found) == 1


def with_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@contextmanager
def connected_to(url: str, *, name: str = "") -> Iterator[psycopg.Connection[Any]]:
    """Connect outside any transaction, and close."""
    with psycopg.connect(with_database(url, name) if name else url, autocommit=True) as server:
        yield server


def drop_database(server: psycopg.Connection[Any], name: str) -> None:
    """Remove a database of practice, whoever is connected to it."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def has_database(server: psycopg.Connection[Any], name: str) -> bool:
    found = server.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return found.rowcount > 0

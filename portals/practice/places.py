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
# What a clone says of itself as a database (COMMENT ON DATABASE), from before its first row; no dump carries it along.
MARK = "lien-cong: practice, cloned anew each night"


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


class NotPractices(Exception):
    """A database that would be renamed or dropped may be another's; the message says what to do."""


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
    try:
        itself = leads_to_itself(found)
    except psycopg.OperationalError as error:
        raise PracticeUnready(f"Where the databases are cannot be asked: {error}") from error
    if itself:
        raise PracticeUnready("PRACTICE_SOURCE_URL names a database of practice.")
    return found


def leads_to_itself(places: ClonePlaces) -> bool:
    """Whether what is to be cloned is practice itself, however the URLs are spelt. Raises OperationalError.

    The servers say where they are, and the databases whether they are practice's. One that cannot be asked is no proof.
    """
    asked = "SELECT system_identifier::text, current_database()::text FROM pg_control_system()"
    with connected_to(places.source) as source:
        at = source.execute(asked).fetchone()
        if at and is_practices(source, at[1]):
            return True
    with connected_to(places.owner, name=MAINTENANCE) as server:
        if not has_database(server, places.standing):
            return False
    with connected_to(places.owner) as standing:
        return standing.execute(asked).fetchone() == at


def mark_as_practices(server: psycopg.Connection[Any], name: str) -> None:
    """Say of a database that it is a clone for practice. Its name may change; what is said of it stays with it."""
    says = sql.SQL("COMMENT ON DATABASE {} IS {}")
    server.execute(says.format(sql.Identifier(name), sql.Literal(MARK)))


def is_practices(server: psycopg.Connection[Any], name: str) -> bool:
    """Whether a database on this server bears the mark of a clone."""
    found = server.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return bool(found and found[0] == MARK)


def refuse_others(server: psycopg.Connection[Any], *names: str) -> None:
    """Raise NotPractices where one of these databases stands and bears no mark of a clone."""
    for name in names:
        if has_database(server, name) and not is_practices(server, name):
            raise NotPractices(
                f"The database {name} bears no mark of practice, so it is neither renamed nor dropped. If it is"
                f" practice's and nothing in it is wanted, say so once: COMMENT ON DATABASE {name} IS '{MARK}';"
                " else correct DATABASE_URL and DATABASE_OWNER_URL."
            )


def with_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@contextmanager
def connected_to(url: str, *, name: str = "") -> Iterator[psycopg.Connection[Any]]:
    """Connect outside any transaction, and close."""
    with psycopg.connect(with_database(url, name) if name else url, autocommit=True) as server:
        yield server


def has_database(server: psycopg.Connection[Any], name: str) -> bool:
    found = server.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return found.rowcount > 0

"""A migration gives way to whoever uses a table: visitors never stand behind it."""

from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import translation

from portals.management.commands import migrate
from portals.services.shares import Databases

TABLE = "guarding_scanround"


class Output(StringIO):
    """What the operator reads; `then` happens when it says that a table is in use."""

    def __init__(self, then) -> None:
        super().__init__()
        self.then = then

    def write(self, text: str) -> int:
        if "A table is in use" in text:
            self.then()
        return super().write(text)


@pytest.fixture
def reader(transactional_db: None, own_databases: Databases, monkeypatch):
    """A transaction that reads a table which the next migration changes, and stays open."""
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "200ms")
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(migrate, "TRIES", 3)
    call_command("migrate", "guarding", "0001", verbosity=0)
    with psycopg.connect(own_databases.database_url) as reading, translation.override("en"):
        reading.execute(f"SELECT count(*) FROM {TABLE}")
        yield reading


def columns() -> set[str]:
    with connection.cursor() as cursor:
        return {
            column.name for column in connection.introspection.get_table_description(cursor, TABLE)
        }


def test_it_gives_way_and_comes_again(reader) -> None:
    said = Output(then=reader.rollback)
    call_command("migrate", "guarding", stdout=said)
    assert f"connection {reader.info.backend_pid} of " in said.getvalue()
    assert said.getvalue().count("A table is in use") == 1
    assert "later" in columns()


def test_visitors_read_between_two_tries(reader, own_databases: Databases) -> None:
    """Behind a migration that waited for its lock, this visitor would wait too."""

    def visit() -> None:
        with psycopg.connect(own_databases.database_url, options="-c lock_timeout=5s") as visitor:
            seen.append(visitor.execute(f"SELECT count(*) FROM {TABLE}").fetchone())

    seen: list[object] = []
    with pytest.raises(CommandError, match="The tables stay in use"):
        call_command("migrate", "guarding", stdout=Output(then=visit))
    assert len(seen) == 3
    assert "later" not in columns()


def test_others_wait_as_before(reader) -> None:
    reader.rollback()
    call_command("migrate", "guarding", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)

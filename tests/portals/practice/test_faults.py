"""A clone that fails is told as failed, whatever ended it, and its fault is of no row."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from portals.practice import cloning, copying
from portals.practice.cloning import CloneFailed
from portals.practice.enums import CloneState
from portals.practice.faults import of_error, of_program, of_python
from portals.practice.models import PracticeClone
from portals.practice.places import ClonePlaces, connected_to
from portals.practice.valkeys import ForeignQueue

from .support import cloned

NAME = "Nguyễn Thị Hỏi"
RESTORING = f"""
pg_restore: error: could not execute query: ERROR:  could not create unique index "one_name"
DETAIL:  Key (name)=({NAME}) is duplicated.
Command was: CREATE UNIQUE INDEX one_name ON people (name);
pg_restore: error: COPY failed for table "people": ERROR:  invalid input syntax for type integer: "{NAME}"
CONTEXT:  COPY people, line 1, column age: "{NAME}"
"""
SEEDING = f"""
Traceback (most recent call last):
  File "/srv/lien-cong/portals/accountability/actions/receiving.py", line 88, in receive_case
    case.save()
psycopg.errors.UniqueViolation: duplicate key value violates unique constraint "one_name"
DETAIL:  Key (name)=({NAME}) already exists.
"""


class TestTheWords:
    def test_of_a_program_name_the_rule_and_no_value(self) -> None:
        told = of_program("pg_restore", RESTORING)
        assert NAME not in told
        assert 'unique index "one_name"' in told
        assert 'COPY failed for table "people": ERROR:  invalid input' in told
        assert of_program("pg_dump", NAME).startswith("pg_dump ended")

    def test_of_a_process_name_the_error_and_the_line(self) -> None:
        told = of_python(SEEDING)
        assert told == "UniqueViolation in portals/accountability/actions/receiving.py:88"
        assert of_python(NAME) == "it did not say why"

    def test_of_a_row_name_its_code_and_the_rule(self, own_databases: Any, db: None) -> None:
        with connected_to(own_databases.owner_url) as server:
            server.execute("CREATE TEMP TABLE people (name text CONSTRAINT one_name UNIQUE)")
            server.execute("INSERT INTO people VALUES (%s)", [NAME])
            with pytest.raises(psycopg.Error) as caught:
                server.execute("INSERT INTO people VALUES (%s)", [NAME])
        assert of_error(caught.value) == "UniqueViolation (SQLSTATE 23505) people one_name"


@pytest.mark.django_db(transaction=True)
class TestARun:
    @pytest.mark.parametrize("error", [ValueError(NAME), KeyboardInterrupt()])
    def test_that_anything_ends_is_told_as_failed(
        self, error: BaseException, places: ClonePlaces, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail() -> None:
            raise error

        monkeypatch.setattr(cloning, "own_valkeys", fail)
        with pytest.raises(type(error)):
            cloned(places)
        run = PracticeClone.objects.get()
        assert (run.state, run.fault) == (CloneState.FAILED, f"begin: {type(error).__name__}")

    def test_is_told_though_connections_of_its_beginning_are_gone(
        self, places: ClonePlaces, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def lose_all() -> None:
            with connected_to(places.source) as server:
                server.execute(
                    sql.SQL(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                        " AND pid <> pg_backend_pid() AND usename = current_user"
                    )
                )
            raise ForeignQueue("Hàng đợi của ai?")

        monkeypatch.setattr(cloning, "own_valkeys", lose_all)
        with pytest.raises(CloneFailed, match="của ai"):
            cloned(places)
        assert PracticeClone.objects.get().state == CloneState.FAILED


def test_a_program_is_told_the_password_as_it_is_and_nobody_else_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, told = tmp_path / "program", tmp_path / "told"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$PGPASSWORD" "$@" > {told}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(copying.postgres, "program", lambda _name: program)
    url = "postgresql://tap_owner:m%40t%2Fkh%C3%A2u@may:5433/tap?sslmode=require"  # pragma: allowlist secret
    copying.restore_rules(url, tmp_path)
    password, *arguments = told.read_text().splitlines()
    assert password == "m@t/khâu"  # pragma: allowlist secret
    (database,) = [one for one in arguments if one.startswith("--dbname=")]
    assert {"user=tap_owner", "host=may", "port=5433", "dbname=tap", "sslmode=require"} <= set(
        database.removeprefix("--dbname=").split()
    )
    assert "kh" not in "".join(arguments)

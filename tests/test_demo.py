"""`manage.py demo --check`, whole: real servers, every portal over HTTP, one story there and back."""

from __future__ import annotations

import json
import signal
import socket
import time
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from django.core.management import CommandError, call_command

from portals.database.dropping import drop_database
from portals.demo.logins import logins_of
from portals.demo.organisations import OF_2024, OF_2025
from portals.management.commands.demo import _ensure_it_is
from portals.operations.demo.processes import commands, ended_by_signal
from portals.operations.demo.processes import environment as demo_environment
from portals.operations.demo.registry import demo_checks
from portals.services import SUPERUSER, address
from portals.services.shares import Databases
from syndication.enums import DeliveryState
from tests.factories import make_portal
from tests.support.processes import environment, free_port, manage_patiently

# Several times as long as the longest of its steps takes on a machine that others use: a change of units, and back.
LONGEST_STEP = 600


class TestDemo:
    def test_proves_itself_and_ends_what_it_started(
        self, scratch_database: Databases, tmp_path: Path
    ) -> None:
        port = free_port()
        env = environment(scratch_database, DJANGO_SETTINGS_MODULE="portals.settings.dev")
        env |= scratch_database.owner_variables()

        _let_plan_as_in_real_life(scratch_database)
        beside = ("--practice", "--practice-port", str(free_port()))
        told_by = ("demo", "--port", str(port), *beside, "--check", "--json")
        done = manage_patiently(*told_by, env=env, folder=tmp_path, patience=LONGEST_STEP)

        assert done.returncode == 0, done.stdout + done.stderr
        told = json.loads(done.stdout.splitlines()[-1])
        assert told.keys() == {key for check in demo_checks(practice=True) for key in check.titles}
        assert done.stdout.count("✓") == len(told)
        assert all(one["ok"] and one["right"] == one["total"] for one in told.values())
        portals = {"home_pages", "newest_stories", "fresh_story", "recalled_is_gone"}
        assert {told[key]["total"] for key in portals} == {156}
        assert told["logins"]["total"] == len(logins_of(OF_2024))
        assert told["emergencies_end"]["total"] >= 2
        for ended in (port, int(beside[-1])):
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", ended)) != 0
        _assert_shows_what_boards_meet(scratch_database)
        with psycopg.connect(_as_superuser("postgres"), autocommit=True) as server:
            drop_database(server, f"{scratch_database.name}_tap")

    def test_keeps_the_owners_address_from_what_it_starts(self, monkeypatch) -> None:
        names = {"DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE"}
        for name in names:
            monkeypatch.setenv(name, "x")
        told = demo_environment(8000, notice="Dữ liệu minh họa")
        assert names.isdisjoint(told)
        assert told["PORTALS_NOTICE_STRIP"] == "Dữ liệu minh họa"

    def test_refuses_a_port_in_use(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(CommandError, match=str(port)):
                call_command("demo", "--port", str(port))

    @pytest.mark.parametrize("again", [signal.SIGTERM, signal.SIGINT])
    def test_cleans_up_also_where_it_is_told_twice_to_end(self, again) -> None:
        handlers = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
        cleaned_up: list[bool] = []

        def told_twice() -> None:
            with ended_by_signal():
                try:
                    signal.raise_signal(signal.SIGTERM)
                finally:
                    signal.raise_signal(again)
                    cleaned_up.append(True)

        with pytest.raises(KeyboardInterrupt):
            told_twice()
        assert cleaned_up == [True]
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == handlers

    def test_ends_also_where_it_is_told_within_a_destructor(self) -> None:
        """Python drops what a destructor raises."""

        class Destroyed:
            def __del__(self) -> None:
                signal.raise_signal(signal.SIGINT)

        def told_in_it() -> None:
            with ended_by_signal():
                Destroyed()
                time.sleep(20)

        with pytest.raises(KeyboardInterrupt):
            told_in_it()

    @pytest.mark.django_db
    def test_takes_no_demo_for_one_that_began_otherwise(self) -> None:
        make_portal("province", code="27", opened_on=OF_2024.opened_on)
        _ensure_it_is(OF_2024)
        _ensure_it_is(None)
        with pytest.raises(CommandError, match="--reset"):
            _ensure_it_is(OF_2025)

    def test_listens_on_this_machine_only(self) -> None:
        web = commands(8000)["web"]
        assert web[web.index("--host") + 1] == "127.0.0.1"

    def test_watches_its_pages_unless_it_ends_at_once(self) -> None:
        assert "watch" in commands(8000)["long work"]
        assert "watch" not in commands(8000, watched=False)["long work"]


def _as_superuser(database: str) -> str:
    return address("postgres", database=database, role=SUPERUSER)


def _let_plan_as_in_real_life(databases: Databases) -> None:
    """Tests try fewer orders of tables: with as many rows as here a page would take ten times as long."""
    with psycopg.connect(_as_superuser(databases.name), autocommit=True) as server:
        for limit in ("join_collapse_limit", "from_collapse_limit"):
            server.execute(f"ALTER DATABASE {databases.name} SET {limit} = 8")


def _assert_shows_what_boards_meet(databases: Databases) -> None:
    """Every state of a delivery, a source that changed, a proven recall, and boards that score apart."""
    with psycopg.connect(databases.database_url) as server:

        def first_column(statement: LiteralString) -> list[Any]:
            return [row[0] for row in server.execute(statement).fetchall()]

        states = first_column("SELECT DISTINCT state FROM syndication_delivery")
        assert set(states) == set(DeliveryState.values)
        (pending,) = first_column("SELECT count(*) FROM adapting_sourcechange WHERE outcome = ''")
        assert pending >= 1
        (certificates,) = first_column("SELECT count(*) FROM proof_recallcertificate")
        assert certificates >= 1
        # Ten communes, and the one that the check posts.
        (sounds,) = first_column("SELECT count(*) FROM recordings_recording")
        assert sounds >= 10
        (read,) = first_column("SELECT count(*) FROM visits_pageviews")
        assert read > 1000
        bands = first_column("SELECT DISTINCT band FROM scoring_scorecard WHERE band <> ''")
        assert set(bands) >= {"Yếu", "Trung bình", "Khá"}

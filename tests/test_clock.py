"""Every process of a run has one clock, also where it is moved; a test may move its own."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from portals.audit_log.models import Retention
from portals.clock import LOCAL_ZONE, local_date, months_before
from portals.database.owner import as_owner
from portals.services.places import APART, services_folder
from tests.support import clock as clocks
from tests.support.moved_clock import MOVED_TO, moved_environment, path_of_library
from tests.support.processes import ROOT

LEAP_DAY = datetime(2028, 2, 29, 2, 30, tzinfo=LOCAL_ZONE)


def test_all_clocks_of_the_run_agree(own_databases):
    found = clocks.readings(own_databases)
    assert {"pytest", "postgres", "queue", "cache", "child"} < set(found)
    assert clocks.disagreement(found) == ""


@pytest.mark.parametrize("name", ["postgres", "queue", "cache", "child"])
@pytest.mark.parametrize("by", [timedelta(hours=-7), timedelta(minutes=1)])
def test_a_clock_apart_is_named(own_databases, name, by):
    found = clocks.readings(own_databases)
    found[name] += by
    assert f"but {name} " in clocks.disagreement(found)


def test_a_run_that_was_not_moved_does_not_pass_for_one(own_databases, monkeypatch):
    found = clocks.readings(own_databases)
    monkeypatch.setenv(MOVED_TO, (found["pytest"] + timedelta(days=1)).isoformat())
    assert clocks.disagreement(found).startswith("moved to ")
    monkeypatch.setenv(MOVED_TO, (found["pytest"] - timedelta(minutes=5)).isoformat())
    assert clocks.disagreement(found) == ""


@pytest.mark.django_db(transaction=True)
def test_what_the_database_dates_has_the_time_of_the_run():
    before = timezone.now()
    with as_owner():
        kept = Retention.objects.create(begins_with="clock.", months=12, basis="Thử")
    kept.refresh_from_db()
    assert before - clocks.APART < kept.set_at < timezone.now() + clocks.APART


def test_a_test_moves_its_own_clock_and_the_next_has_it_back():
    before = timezone.now()
    with clocks.of_a_test() as clock:
        moved = clock.move_to("2026-03-02 23:59")
        assert local_date(timezone.now()) == moved.date() == date(2026, 3, 2)
        clock.move_to(LEAP_DAY)
        assert timedelta(0) <= clock.now() - LEAP_DAY < timedelta(minutes=1)
    assert timedelta(0) <= timezone.now() - before < timedelta(minutes=1)


@pytest.fixture
def moved():
    library = path_of_library()
    if library is None:
        assert os.environ.get("REQUIRE_FAKETIME") != "1", "libfaketime is not installed"
        pytest.skip("libfaketime is not installed: apt install faketime")
    return os.environ | moved_environment(LEAP_DAY, library)


def run(code: str, env: dict[str, str]) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_servers_are_started_on_the_clock_of_who_starts_them(moved):
    code = "from portals.services.places import account; print(account().run('date', '+%F').stdout)"
    assert run(code, moved) == "2028-02-28"


def test_time_that_is_measured_runs_as_before(moved):
    code = "import time; print(time.monotonic())"
    assert abs(float(run(code, moved)) - float(run(code, dict(os.environ)))) < 60


def test_moved_runs_have_servers_of_their_own():
    code = "from portals.services.places import services_folder; print(services_folder())"
    other = run(code, os.environ | {APART: "another"})
    assert other.endswith("-another")
    assert other != str(services_folder())


@pytest.mark.parametrize(
    ("months", "first"),
    [
        *((0, date(2026, 1, 1)), (1, date(2025, 12, 1)), (13, date(2024, 12, 1))),
        *((-1, date(2026, 2, 1)), (-12, date(2027, 1, 1))),
    ],
)
def test_months_are_counted_over_the_year(months: int, first: date) -> None:
    assert months_before(date(2026, 1, 31), months) == first

"""What is done as the owner of the tables, and what is said where there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from io import StringIO
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import Error, connection, models, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone, translation
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from portals.audit_log.actions import forget_past_keeping
from portals.audit_log.models import LOG_TABLES, RetentionRun
from portals.database.owner import as_owner
from portals.database.role_checks import role_checks
from portals.jobs.workers import SteadyWorker
from portals.operations.alarms import problems
from portals.operations.checking import ask_checks
from portals.services import address
from tests.factories import make_user
from tests.support import processes
from tests.support.connected import EMBEDDED, SUPERUSER
from tests.support.processes import ROOT


def who() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        [found] = cursor.fetchone()
    return found


def broken() -> set[str]:
    found = ask_checks(now=timezone.now(), checks=role_checks())
    return {finding.check.name for finding in found if not finding.is_good}


class TestWorkingAsTheOwner:
    def test_ends_with_its_block(self, transactional_db: None) -> None:
        with as_owner():
            assert who() == EMBEDDED.owner
        assert who() == EMBEDDED.application

    def test_does_not_begin_inside_a_transaction(self, db: None) -> None:
        with pytest.raises(TransactionManagementError), as_owner():
            pass
        assert who() == EMBEDDED.application

    @pytest.mark.parametrize("command", ["migrate", "forget_past_keeping"])
    def test_is_refused_in_words_where_nobody_said_who_that_is(
        self, command: str, transactional_db: None, settings: Any
    ) -> None:
        settings.PORTALS_DATABASE_OWNER = None
        with translation.override("en"), pytest.raises(CommandError, match="_URL is not set"):
            call_command(command)


class TestTheRetention:
    def test_ends_what_is_past_keeping_and_leaves_a_trace(self, transactional_db: None) -> None:
        person = make_user()
        now = timezone.now()
        for action, days in (("door.sign_in", 800), ("door.sign_in", 700), ("boards.appoint", 800)):
            log(instance=person, action=action, user=person, timestamp=now - timedelta(days=days))
        before = ModelLogEntry.objects.count()
        said = StringIO()
        with translation.override("en"):
            call_command("forget_past_keeping", stdout=said)
            call_command("forget_past_keeping", stdout=said)
        assert said.getvalue().split("\n")[:2] == [
            "Lines removed from the log: 1.",
            "Lines removed from the log: 0.",
        ]
        assert ModelLogEntry.objects.count() == before - 1
        assert list(RetentionRun.objects.order_by("pk").values_list("removed", flat=True)) == [1, 0]

    def test_is_not_the_applications(self, db: None) -> None:
        person = make_user()
        old = timezone.now() - timedelta(days=800)
        log(instance=person, action="door.sign_in", user=person, timestamp=old)
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            forget_past_keeping(now=timezone.now())

    def test_believes_no_clock_but_the_databases(self, transactional_db: None) -> None:
        person = make_user()
        log(instance=person, action="door.sign_in", user=person)
        in_years = timezone.now() + timedelta(days=2000)
        with as_owner(), pytest.raises(Error, match="unaltered"):
            forget_past_keeping(now=in_years)
        assert not RetentionRun.objects.exists()


def of_its_time() -> SimpleNamespace:
    """The log's models with the column that 0068 knew; those of today stand for all others."""
    known = Apps()
    for name, table in (("ModelLogEntry", MODEL_LOG), ("PageLogEntry", PAGE_LOG)):
        meta = {"app_label": "wagtailcore", "managed": False, "db_table": table, "apps": known}
        body = {"data_json": models.TextField(), "Meta": type("Meta", (), meta)}
        type(name, (models.Model,), body | {"__module__": __name__})
    return SimpleNamespace(get_model=lambda label: known.get_registered_model(*label.split(".")))


MODEL_LOG, PAGE_LOG = LOG_TABLES[::-1]
MIGRATIONS = {
    "0068_log_entry_empty_object": ("replace_empty_string_with_empty_object", of_its_time()),
    "0088_fix_log_entry_json_timestamps": ("migrate_custom_to_iso_format", apps),
    "0089_log_entry_data_json_null_to_object": ("replace_json_null_with_empty_object", apps),
}
# What a line held in the column of its time, and what the migration makes of it.
OLD = [
    ("data", "wagtail.edit", "null", {}),
    (
        "data",
        "wagtail.rename",
        '{"revision": {"created": "09 Nov 2022 07:50"}}',
        {"revision": {"created": "2022-11-09T07:50:00Z"}},
    ),
    ("data_json", "wagtail.edit", '""', "{}"),
]


TABLES = {MODEL_LOG: "object_id", PAGE_LOG: "page_id"}


class TestWagtailsMigrationsOfItsLog:
    """They rewrite lines, as those of a later Wagtail may."""

    @pytest.fixture
    def lines(self, transactional_db: None) -> None:
        with as_owner(), connection.cursor() as cursor:
            for table, where in TABLES.items():
                cursor.execute(f"ALTER TABLE {table} ADD data_json text NOT NULL DEFAULT ''")
                for column, action, data, _after in OLD:
                    values = {"data": "{}", "data_json": "", column: data}
                    cursor.execute(
                        f"INSERT INTO {table} (label, action, data, data_json, timestamp, content_changed,"
                        f" deleted, {where}) VALUES ('Tin', %s, %s, %s, now(), false, false, 1)",
                        [action, *values.values()],
                    )

    def run(self, name: str) -> None:
        function, known = MIGRATIONS[name]
        run: Callable[[Any, Any], None] = getattr(
            import_module(f"wagtail.migrations.{name}"), function
        )
        run(known, None)

    def test_pass_as_the_owner(self, lines: None) -> None:
        with as_owner():
            for name in MIGRATIONS:
                self.run(name)
        for table in TABLES:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT data, data_json FROM {table} ORDER BY id DESC LIMIT 3")
                newest = cursor.fetchall()[::-1]
            found = [
                row[0] if column == "data" else row[1]
                for row, (column, *_rest) in zip(newest, OLD, strict=True)
            ]
            assert [json.loads(each) for each in found[:2]] + found[2:] == [
                after for *_before, after in OLD
            ]

    @pytest.mark.parametrize("name", MIGRATIONS)
    def test_do_not_as_the_application(self, lines: None, name: str) -> None:
        with pytest.raises(Error, match="permission denied"):
            self.run(name)


class TestTheDoctor:
    def test_finds_nothing_in_an_install_as_it_should_be(self, db: None) -> None:
        assert broken() == set()

    def test_says_that_the_application_owns_the_tables(self, transactional_db: None) -> None:
        """As in an install of before: it works, and is told."""
        with as_owner():
            assert broken() == {"roles.application", "roles.log"}
            told = {problem.name for problem in problems(now=timezone.now())}
        assert {"roles.application", "roles.log"} <= told

    @pytest.mark.parametrize(
        "statement",
        [
            f"ALTER TABLE auth_group OWNER TO {EMBEDDED.application}",
            f"GRANT CREATE ON SCHEMA public TO {EMBEDDED.application}",
        ],
    )
    def test_says_that_the_application_owns_or_makes_one(
        self, transactional_db: None, statement: str
    ) -> None:
        name = connection.settings_dict["NAME"]
        where = address("postgres", database=name, role=SUPERUSER)
        with psycopg.connect(where, autocommit=True) as server:
            server.execute(statement)
        assert broken() == {"roles.application"}

    @pytest.mark.parametrize("act", ["UPDATE", "UPDATE (label)"])
    def test_says_that_the_application_may_alter_the_log(
        self, transactional_db: None, act: str
    ) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"GRANT {act} ON wagtailcore_pagelogentry TO {EMBEDDED.application}")
        assert broken() == {"roles.log"}

    def test_says_that_the_retention_does_not_run(self, transactional_db: None) -> None:
        now = timezone.now()
        log(instance=make_user(), action="boards.appoint", timestamp=now - timedelta(days=9))
        assert broken() == {"roles.retention"}
        with as_owner():
            RetentionRun.objects.create(ran_at=now - timedelta(days=8, hours=1), removed=0)
        assert broken() == {"roles.retention"}
        with as_owner():
            RetentionRun.objects.create(ran_at=now - timedelta(days=7), removed=0)
        assert broken() == set()


class TestMigrate:
    def test_says_loudly_where_one_role_does_everything(
        self, transactional_db: None, settings: Any
    ) -> None:
        settings.PORTALS_DATABASE_OWNER = settings.PORTALS_DATABASE_OWNER | {"USER": SUPERUSER}
        said = StringIO()
        with translation.override("en"):
            call_command("migrate", verbosity=0, stderr=said)
        assert "can rewrite the log" in said.getvalue()

    def test_names_the_roles_that_are_missing(
        self, transactional_db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        alone = replace(EMBEDDED, reader="nobody_reader")
        monkeypatch.setattr("portals.database.rights.of_owner", lambda _name: alone)
        with translation.override("en"), pytest.raises(CommandError, match="nobody_reader"):
            call_command("migrate", verbosity=0)

    def test_writes_rights_that_were_lost(self, transactional_db: None) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"GRANT ALL ON wagtailcore_pagelogentry TO {EMBEDDED.application}")
        call_command("migrate", verbosity=0)
        assert broken() == set()


class TestAProcessThatServes:
    """Web processes, workers and the clock do not start with the owner's address in hand."""

    @pytest.fixture
    def told(self, settings: Any) -> None:
        told = SimpleNamespace(
            database_owner_url="postgresql://portals_owner@/portals?host=x", practice_source_url=""
        )
        settings.ENVIRONMENT = told

    def test_of_the_queue(self, told: None) -> None:
        with pytest.raises(ImproperlyConfigured, match="DATABASE_OWNER_URL"):
            SteadyWorker([])

    def test_of_the_clock(self, told: None) -> None:
        with pytest.raises(ImproperlyConfigured, match="DATABASE_OWNER_URL"):
            call_command("rqcron", "portals.jobs.rqcron")

    def test_of_the_web(self, own_databases: Any) -> None:
        env = processes.environment(own_databases, **own_databases.owner_variables())
        done = subprocess.run(
            [sys.executable, "-c", "import portals.asgi"],
            cwd=ROOT, env=env | {"DJANGO_SETTINGS_MODULE": "portals.settings.test"},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode != 0
        assert "take it away from this process" in done.stderr

"""Migrations run forward on a database that lived: with the snapshot of an earlier release, not on an empty one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from portals.database import rights
from portals.services.shares import Databases
from tests.constraints import catalogue
from tests.support import processes
from tests.upgrades.old_database import as_it_was, carry_out_what_fell_due, columns_of, counts
from tests.upgrades.snapshot import EMPTY

# What a migration writes of its own, and what the framework keeps of models and rights.
GROWING = {"django_migrations", "django_content_type", "auth_permission"}


@dataclass(frozen=True)
class Upgrade:
    share: Databases
    before: dict[str, int]
    after: dict[str, int]
    # As the release before knew them.
    columns: dict[str, list[str]]
    output: str


@pytest.fixture(scope="module")
def upgrade(django_db_setup: None) -> Iterator[Upgrade]:
    """The old database, migrated by the command that a release runs."""
    with as_it_was(settings.TEST_SHARE.another()) as share:
        before, columns = counts(share), columns_of(share)
        env = processes.environment(share) | share.owner_variables()
        migrated = processes.manage("migrate", env=env)
        assert migrated.returncode == 0, migrated.stderr
        # As its timer does in the night after.
        ended = processes.manage("forget_past_keeping", env=env)
        assert ended.returncode == 0, ended.stderr
        # As the changelog asks for, once.
        filled = processes.manage("fill_search", env=processes.environment(share))
        assert filled.returncode == 0, filled.stderr
        after = counts(share)

        def manage(*arguments: str) -> None:
            done = processes.manage(*arguments, env=processes.environment(share))
            assert done.returncode == 0, done.stderr

        carry_out_what_fell_due(manage)
        yield Upgrade(share, before, after, columns, migrated.stdout)


def test_every_table_of_that_time_held_rows(upgrade: Upgrade) -> None:
    ours = {model._meta.db_table for model in catalogue.our_models()} - EMPTY
    assert {table for table in ours & set(upgrade.before) if not upgrade.before[table]} == set()
    assert "Applying editorial.0023_photo_credit... OK" in upgrade.output


def test_no_row_is_lost(upgrade: Upgrade) -> None:
    after = upgrade.after
    assert {
        table: (count, after.get(table))
        for table, count in upgrade.before.items()
        if table not in GROWING and after.get(table) != count
    } == {}
    assert all(after[table] >= upgrade.before[table] for table in GROWING)


def test_the_schema_is_that_of_an_empty_database(
    upgrade: Upgrade, scratch_database: Databases
) -> None:
    """An applied migration that somebody changed afterwards would show here."""
    assert schema_of(upgrade.share) == schema_of(scratch_database)


def test_what_named_the_inbox_names_it_still(upgrade: Upgrade) -> None:
    """Its models changed their app: the content types that rights and histories point at went along."""
    with psycopg.connect(upgrade.share.database_url) as connection:
        named = connection.execute(
            "SELECT app_label, model FROM django_content_type"
            " WHERE model IN ('inboxmail', 'maillink', 'mailpreference') ORDER BY model"
        ).fetchall()

    assert named == [("inbox", "inboxmail"), ("inbox", "maillink"), ("inbox", "mailpreference")]


def test_the_doctor_finds_nothing(upgrade: Upgrade) -> None:
    examined = processes.manage("doctor", env=processes.environment(upgrade.share))
    assert examined.returncode == 0, examined.stdout + examined.stderr
    assert "✓ tree.pages" in examined.stdout


def test_nodes_of_the_release_before_still_write(upgrade: Upgrade) -> None:
    """Their INSERT names the columns that they know, and the new schema must take it: no NOT NULL without a default.

    As the application, whose rights on tables of before came with the migration.
    """
    of_the_owner = set(rights.guarded_tables()) - set(rights.append_only_tables())
    with psycopg.connect(upgrade.share.database_url) as server:
        for table, known in upgrade.columns.items():
            if table in of_the_owner:
                continue
            columns = sql.SQL(", ").join(map(sql.Identifier, known))
            statement = sql.SQL(
                "INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} LIMIT 1"
                " ON CONFLICT DO NOTHING"
            )
            server.execute(statement.format(table=sql.Identifier(table), columns=columns))
        server.rollback()


def schema_of(share: Databases) -> set[str]:
    with psycopg.connect(share.owner_url) as server:
        rows = server.execute(SCHEMA).fetchall()
    return {WRITTEN_DIFFERENTLY.sub("", " ".join(map(str, row))) for row in rows}


# A check that was dumped and loaded shows the same condition with other casts and brackets.
WRITTEN_DIFFERENTLY = re.compile(r"::character varying|::text|[][() ]")
SCHEMA = """
SELECT table_name::text, column_name::text, udt_name || is_nullable, column_default
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '' FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '' FROM pg_trigger
WHERE NOT tgisinternal
UNION ALL
SELECT proname, md5(prosrc), '', '' FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""

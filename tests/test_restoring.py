"""A database in which a test committed is put back as it was, or made anew."""

import re
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from portals.services import SUPERUSER, address
from portals.services.shares import Databases
from tests.support import databases
from tests.support.restoring import SEQUENCES, TABLES, Pristine


def everything(databases: Databases) -> dict[str, object]:
    """All rows of all tables, in no order, and where the sequences stand."""
    with psycopg.connect(address("postgres", database=databases.name, role=SUPERUSER)) as own:
        found: dict[str, object] = {"sequences": sorted(map(str, own.execute(SEQUENCES)))}
        for name in own.execute(TABLES).fetchall():
            rows = own.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(*name)))
            found[".".join(name)] = sorted(map(str, rows))
        return found


def commit(databases: Databases, *statements: str) -> None:
    with psycopg.connect(address("postgres", database=databases.name, role=SUPERUSER)) as own:
        for statement in statements:
            own.execute(statement)


ROWS = [
    ["INSERT INTO auth_group (name) VALUES ('x')"],
    ["UPDATE wagtailcore_page SET title = title || 'x'"],
    ["UPDATE editorial_sectiontype SET name = 'x' WHERE code = 'tin-tuc'"],
    ["SET session_replication_role = replica", "DELETE FROM auth_permission WHERE id % 2 = 0"],
    ["SET session_replication_role = replica", "DELETE FROM django_migrations"],
    ["SELECT nextval(pg_get_serial_sequence('auth_group', 'id'))"],
    ["CREATE TEMPORARY TABLE x (y int)"],
]
MORE = [
    "CREATE TABLE x (y int)",
    "ALTER TABLE auth_group ADD COLUMN y int",
    "ALTER TABLE auth_group ADD CONSTRAINT y CHECK (name <> 'x')",
    "ALTER TABLE auth_group DISABLE TRIGGER ALL",
    "DROP INDEX auth_group_name_a6ea08ec_like",
    "CREATE FUNCTION y() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "TRUNCATE auth_group CASCADE",
    "GRANT SELECT ON auth_group TO PUBLIC",
    "ALTER DATABASE {database} SET work_mem = '1MB'",
]


def test_rows_are_put_back_again_and_again(scratch_database) -> None:
    before, pristine = everything(scratch_database), Pristine.of(scratch_database)

    for statements in ROWS * 2:
        commit(scratch_database, *statements)
        assert pristine.restore(), statements
        assert everything(scratch_database) == before, statements


def test_who_is_still_connected_is_cut_off(scratch_database) -> None:
    pristine = Pristine.of(scratch_database)
    left = psycopg.connect(address("postgres", database=scratch_database.name, role=SUPERUSER))
    left.execute("INSERT INTO auth_group (name) VALUES ('x')")

    assert pristine.restore()
    with pytest.raises(psycopg.OperationalError):
        left.commit()


def test_what_is_no_row_calls_for_a_new_clone(scratch_database) -> None:
    for statement in MORE:
        pristine = Pristine.of(scratch_database)
        assert pristine.restore()
        commit(scratch_database, statement.format(database=scratch_database.name))
        assert not pristine.restore(), statement


def test_a_database_that_is_gone_calls_for_a_new_clone(scratch_database) -> None:
    pristine = Pristine.of(scratch_database)
    with psycopg.connect(
        address("postgres", database="postgres", role=SUPERUSER), autocommit=True
    ) as server:
        server.execute(f"DROP DATABASE {scratch_database.name} WITH (FORCE)")
    assert not pristine.restore()


def definitions(dump: bytes) -> list[str]:
    """The lines of a dump. PostgreSQL writes the casts of a check that it was told as text in other places."""
    return [
        re.sub(r"::character varying|::text|[\[\]()]", "", line)
        for line in dump.decode().splitlines()
        if not re.match(r"\\(?:un)?restrict ", line)
    ]


def test_a_template_that_was_loaded_is_the_one_that_was_migrated(
    scratch_database, tmp_path: Path
) -> None:
    migrated = databases.dumped(scratch_database.name)
    dump = tmp_path / "template.sql"
    dump.write_bytes(migrated)
    databases.drop(scratch_database)
    with psycopg.connect(
        address("postgres", database="postgres", role=SUPERUSER), autocommit=True
    ) as server:
        databases.make(server, scratch_database.name)
    databases.load(dump, scratch_database.name)

    assert definitions(databases.dumped(scratch_database.name)) == definitions(migrated)

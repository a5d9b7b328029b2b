"""New migrations are read as SQL: first expand, then contract, so that nodes of the release before can go on.

Those up to `BASELINE` were applied before the rule. `docs/operations.md` says what to do instead.
"""

import json
import re

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.support.databases import template_statements
from tests.support.migrating import Statements

FLOORS = ("portals", "editorial", "syndication", "scoring")
# The last of each app that is not judged.
BASELINE = {
    "adapting": "0001",
    "boards": "0003",
    "calendar": "0002",
    "door": "0001",
    "editorial": "0024",
    "front": "0001",
    "guarding": "0002",
    "journal": "0003",
    "organisation": "0001",
    "portals": "0005",
    "probes": "0001",
    "proof": "0001",
    "scoring": "0003",
    "syndication": "0008",
    "visits": "0001",
}
EXPANDING = {
    "an INSERT that does not name the new column fails: give it a db_default": r"DROP DEFAULT",
    "an INSERT without the column fails from now on": r"SET NOT NULL",
}
# Allowed where nothing of the release before uses it any more, which the migration says in `contracts`.
CONTRACTING = {
    "what the release before still reads is gone": r"DROP (COLUMN|TABLE) ",
    "what the release before still reads has another name": r"RENAME (TO|COLUMN) ",
}
# Nobody writes into the table while its index is built. `AddIndexConcurrently` in a migration of its own does without.
BUILDING = r'^(?:CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).* ON|ALTER TABLE(?=.* ADD CONSTRAINT .* UNIQUE)) "(\w+)"'
CREATING = r'^CREATE TABLE "(\w+)"'
# Of the version that made the rule, on tables of files: tens of thousands of rows, some tenths of a second.
BUILT_BEFORE = {
    ("editorial", "0025_published_images"),
    ("editorial", "0029_examination_of_files"),
}


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None, replace_migrations=False)


@pytest.fixture(scope="module")
def said(django_db_setup: None) -> Statements:
    found: Statements = json.loads(template_statements().read_text())
    return found


def faults(loader: MigrationLoader, said: Statements, app: str, name: str) -> list[str]:
    migration = loader.get_migration(app, name)
    rules = EXPANDING if getattr(migration, "contracts", "") else EXPANDING | CONTRACTING
    statements = said[f"{app}.{name}"]
    found = [
        f"{app}.{name}: {fault}: {statement}"
        for statement in statements
        for fault, pattern in rules.items()
        if re.search(pattern, statement)
    ]
    return found + [
        f"{app}.{name}: nobody writes while it is built: {statement}"
        for statement in _built_on_what_was_there(statements)
        if (app, name) not in BUILT_BEFORE
    ]


def _built_on_what_was_there(statements: list[str]) -> list[str]:
    new = {table for text in statements for table in re.findall(CREATING, text)}
    return [
        text for text in statements if (built := re.match(BUILDING, text)) and built[1] not in new
    ]


def test_an_index_whose_making_broke_off_is_made_anew_before_others_go(said: Statements) -> None:
    statements = [
        text.split(" ON ")[0]
        for text in said["accountability.0016_fewer_indexes_of_cases"]
        if "CONCURRENTLY" in text
    ]
    building = [at for at, text in enumerate(statements) if text.startswith("CREATE")]
    assert building == [1, 3, 5, 7]
    for at in building:
        name = statements[at].split()[-1]
        assert statements[at] == f"CREATE INDEX CONCURRENTLY {name}"
        assert statements[at - 1].rstrip(";") == f"DROP INDEX CONCURRENTLY IF EXISTS {name}"


def test_new_migrations_only_expand(loader: MigrationLoader, said: Statements) -> None:
    judged = [
        (app, name)
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if migration.__module__.partition(".")[0] in FLOORS and name[:4] > BASELINE.get(app, "0000")
    ]
    assert ("guarding", "0003_later_for_old_nodes") in judged
    assert [fault for key in judged for fault in faults(loader, said, *key)] == []


@pytest.mark.parametrize(
    ("app", "name"), [("editorial", "0023_photo_credit"), ("guarding", "0002_stories_later")]
)
def test_the_rule_finds_what_broke_old_nodes(loader, said, app: str, name: str) -> None:
    [fault] = faults(loader, said, app, name)
    assert "give it a db_default" in fault


@pytest.mark.parametrize(
    ("app", "name"),
    [("editorial", "0024_placement_by_story"), ("syndication", "0003_one_proposal_waits")],
)
def test_the_rule_finds_what_kept_writers_waiting(loader, said, app: str, name: str) -> None:
    assert any(
        "nobody writes while it is built" in fault for fault in faults(loader, said, app, name)
    )


def test_an_index_of_a_new_table_keeps_nobody_waiting(loader, said) -> None:
    assert faults(loader, said, "visits", "0001_initial") == []

"""New migrations are read as SQL: first expand, then contract, so that nodes of the release before can go on.

Those up to `BASELINE` were applied before the rule. `docs/operations.md` says what to do instead.
"""

import re

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

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


@pytest.fixture
def loader(db: None) -> MigrationLoader:
    return MigrationLoader(connection, replace_migrations=False)


def faults(loader: MigrationLoader, app: str, name: str) -> list[str]:
    migration = loader.get_migration(app, name)
    rules = EXPANDING if getattr(migration, "contracts", "") else EXPANDING | CONTRACTING
    statements = loader.collect_sql([(migration, False)])
    return [
        f"{app}.{name}: {fault}: {statement}"
        for statement in statements
        for fault, pattern in rules.items()
        if re.search(pattern, statement)
    ]


def test_new_migrations_only_expand(loader: MigrationLoader) -> None:
    judged = [
        (app, name)
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if migration.__module__.partition(".")[0] in FLOORS and name[:4] > BASELINE.get(app, "0000")
    ]
    assert ("guarding", "0003_later_for_old_nodes") in judged
    assert [fault for key in judged for fault in faults(loader, *key)] == []


@pytest.mark.parametrize(
    ("app", "name"), [("editorial", "0023_photo_credit"), ("guarding", "0002_stories_later")]
)
def test_the_rule_finds_what_broke_old_nodes(loader, app: str, name: str) -> None:
    [fault] = faults(loader, app, name)
    assert "give it a db_default" in fault

"""CHANGELOG.md says of every version what the operator must do, and forgets nothing that needs a hand."""

import re
import tomllib
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

TEXT = (settings.ROOT / "CHANGELOG.md").read_text()
OPERATIONS = (settings.ROOT / "docs" / "operations.md").read_text()


def test_the_version_is_of_the_calendar_and_stands_first() -> None:
    project = tomllib.loads(Path(settings.ROOT, "pyproject.toml").read_text())["project"]
    headings = re.findall(r"^## (.+)$", TEXT, flags=re.MULTILINE)
    assert headings[0] == project["version"]
    assert all(re.fullmatch(r"20\d\d\.([1-9]|1[0-2])\.\d+", heading) for heading in headings)
    versions = [tuple(map(int, heading.split("."))) for heading in headings]
    assert versions == sorted(set(versions), reverse=True)
    assert TEXT.count("What the operator must do:") == len(headings)


def test_every_queue_is_named_for_its_worker() -> None:
    assert {name for name in settings.RQ_QUEUES if f"`{name}`" not in TEXT} == set()


def test_every_variable_is_named() -> None:
    table = OPERATIONS.partition("## Processes")[0]
    variables = set(re.findall(r"^\| `([A-Z_]+)` \|", table, flags=re.MULTILINE))
    assert {"DATABASE_URL", "QUEUE_URL"} < variables
    assert {name for name in variables if f"`{name}`" not in TEXT} == set()


def test_every_migration_that_takes_away_is_named() -> None:
    contracting = {
        f"{app}.{name}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if getattr(migration, "contracts", "")
    }
    assert {name for name in contracting if name not in TEXT} == set()

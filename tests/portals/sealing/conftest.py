from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from portals.management.commands import reseal
from portals.sealing import checks

from .notes import COLUMNS, Note


@pytest.fixture(scope="package")
def _table(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    with django_db_blocker.unblock():
        editor = connection.SchemaEditorClass(connection, collect_sql=True)
        editor.deferred_sql = []
        editor.create_model(Note)
        connection.close()
    with psycopg.connect(settings.TEST_SHARE.own.owner_url, autocommit=True) as owner:
        for statement in editor.collected_sql:
            owner.execute(statement)
        yield
        owner.execute("DROP TABLE sealing_note")


@pytest.fixture
def notes(_table: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of notes, known as one of the product's."""
    for asked in (checks, reseal):
        monkeypatch.setattr(asked, "sealed_columns", lambda: COLUMNS)

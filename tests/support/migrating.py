"""What each migration says to the database, kept while the tests' template is migrated: asking for it by itself would
rebuild the state of all models for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

# Rows that a migration writes are no matter of the schema.
OF_THE_SCHEMA = re.compile(r"\s*(?:ALTER|CREATE|DROP)\b", re.IGNORECASE)

# By app and name, as "portals.0001_initial".
type Statements = dict[str, list[str]]


@contextmanager
def statements_kept() -> Iterator[Statements]:
    """Note the statements of each migration that is applied in the block, in their order."""
    kept: Statements = {}
    apply = MigrationExecutor.apply_migration

    def noted(
        executor: MigrationExecutor,
        state: ProjectState,
        migration: Migration,
        *more: Any,
        **given: Any,
    ) -> ProjectState:
        own = kept.setdefault(f"{migration.app_label}.{migration.name}", [])

        def note(execute: Any, statement: str, *rest: Any) -> Any:
            if OF_THE_SCHEMA.match(statement):
                own.append(statement)
            return execute(statement, *rest)

        with connection.execute_wrapper(note):
            return apply(executor, state, migration, *more, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MigrationExecutor, "apply_migration", noted)
        yield kept

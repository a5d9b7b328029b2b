"""What of each table goes into the clone: nobody's personal data, no key, and somebody decided about each."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from portals.auditors.models import AuditDecision
from portals.database.cloned import cloned_as_they_are, left_out, overwritten
from portals.database.rights import secrets
from portals.practice.scrubbing import pointers_to, tables_left_out
from portals.sealing.columns import sealed_columns
from portals.services import address

# Names that tell of a person, or of what opens a door.
TELLING = re.compile(
    r"(^|_)(e?mail|phone|ip|user_agent|token|secret|password|nonce|salt|selector|identity|key_hash|person_name"
    r"|outside_name|mail_address|session_key|session_data|private|code_hash)($|_)"
)
# Sums of what everybody may read, and words that only look telling.
HARMLESS = re.compile(r"(file_hash|text_hash|content_path_hash|translation_key)$")

RULES_OF_COLUMN = """
    SELECT conname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
    WHERE contype = 'c' AND conrelid = %s::regclass AND attname = %s
"""


def gone() -> set[str]:
    with psycopg.connect(
        address("postgres", database=connection.settings_dict["NAME"]), autocommit=True
    ) as source:
        return set(tables_left_out(source))


def telling_columns() -> Iterator[tuple[str, str]]:
    """Each column that could hold what is a person's or opens a door."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy or model.__module__.startswith("tests."):
            continue
        table = model._meta.db_table
        for field in model._meta.local_concrete_fields:
            text = isinstance(
                field, models.CharField | models.TextField | models.JSONField | ArrayField
            )
            kinds = (models.EmailField, models.GenericIPAddressField)
            name = TELLING.search(field.column) and not HARMLESS.search(field.column)
            if isinstance(field, kinds) or (text and name):
                yield table, field.column
    for field in sealed_columns():
        yield field.model._meta.db_table, field.column
    for table, columns in secrets().items():
        yield from ((table, column) for column in columns or {"*"})


@pytest.mark.django_db
class TestEveryTable:
    def test_with_sealed_columns_is_left_out(self) -> None:
        tables = {field.model._meta.db_table for field in sealed_columns()}
        tables = {one for one in tables if not one.startswith("tests_")}
        assert tables
        assert tables <= gone()

    def test_of_audits_is_left_out(self) -> None:
        tables = {model._meta.db_table for model in apps.get_app_config("auditors").get_models()}
        assert {"auditors_auditdecision", "auditors_auditor", "auditors_auditoraccess"} == tables
        of_portals = AuditDecision.portals.through._meta.db_table
        assert {*tables, of_portals} <= gone()

    def test_that_could_hold_what_is_a_persons_was_decided_about(self) -> None:
        without = gone()
        decided = {
            *(
                f"{table}.{column}"
                for table, columns in overwritten().items()
                for column in columns
            ),
            *cloned_as_they_are(),
        }
        undecided = {
            f"{table}.{column}"
            for table, column in telling_columns()
            if table not in without and f"{table}.{column}" not in decided
        }
        assert not sorted(undecided), (
            "say in ready() what becomes of these: portals/database/cloned.py"
        )

    def test_that_points_at_what_is_left_out_may_point_nowhere(self) -> None:
        """A column that a rule binds to others is not emptied alone: who has the table says what becomes of all."""
        with psycopg.connect(
            address("postgres", database=connection.settings_dict["NAME"]), autocommit=True
        ) as source:
            pointers = pointers_to(source, tables_left_out(source))
            bound = {
                f"{table}.{column}"
                for table, column in pointers
                if source.execute(RULES_OF_COLUMN, [table, column]).fetchall()
            }
        said = {f"{table}.{one}" for table, columns in overwritten().items() for one in columns}
        assert bound
        assert sorted(bound - said) == []

    def test_that_is_named_is_there(self) -> None:
        there = {
            f"{model._meta.db_table}.{field.column}"
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.local_concrete_fields
        }
        tables = {one.partition(".")[0] for one in there}
        named = {f"{table}.{one}" for table, columns in overwritten().items() for one in columns}
        assert set(left_out()) <= tables
        assert named | set(cloned_as_they_are()) <= there

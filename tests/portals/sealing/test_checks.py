"""The doctor opens sealed texts, and names what does not open; the product's own are all seen."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection

from portals.database.rights import append_only_tables
from portals.sealing.checks import broken_seals, sealing_checks
from portals.sealing.columns import sealed_columns
from portals.sealing.fields import SealedTextField
from portals.sealing.keys import key_id

from .notes import Note

FIRST, SECOND = b"1" * 32, b"2" * 32


class TestTheDoctor:
    def test_finds_nothing_in_sound_texts(self, notes: None) -> None:
        Note.objects.create(phone="09", address="x")
        [check] = sealing_checks()
        assert [*check.faults()] == []

    def test_counts_what_a_missing_key_sealed(self, notes: None, settings: Any) -> None:
        settings.SEALING_KEYS = (FIRST,)
        Note.objects.bulk_create(Note(phone="09") for _ in range(3))
        settings.SEALING_KEYS = (SECOND,)
        Note.objects.create(phone="09")
        assert [*broken_seals(newest=1)] == [
            f"portals.Note.phone: 3 sealed with the key {key_id(FIRST)}, which SEALING_KEYS does not hold"
        ]

    def test_names_what_was_moved_among_the_newest(self, notes: None) -> None:
        made = [Note.objects.create(phone="09") for _ in range(2)]
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sealing_note SET key = gen_random_uuid()")
        assert [f"row {one.pk}:" in told for one, told in zip(made, broken_seals(), strict=False)] == [
            False, False,
        ]  # the newest first  # fmt: skip
        assert len([*broken_seals()]) == 2
        assert [f"row {made[1].pk}:" in told for told in broken_seals(newest=1)] == [True]


class TestTheColumns:
    def test_are_those_of_all_models(self) -> None:
        declared = {
            field
            for model in apps.get_models()
            for field in model._meta.get_fields()
            if isinstance(field, SealedTextField)
        }
        assert set(sealed_columns()) == declared

    def test_stand_in_no_table_that_only_grows(self) -> None:
        """Where nothing may be changed, no key is changed and no person erased."""
        tables = {field.model._meta.db_table for field in sealed_columns()}
        assert not tables & set(append_only_tables())

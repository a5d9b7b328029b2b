"""A sealed text is plain on its object, opens on its row alone, and shows itself nowhere else."""

from __future__ import annotations

import copy
import pickle
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.test.utils import CaptureQueriesContext

from portals.sealing import keys
from portals.sealing.fields import NotOnItsRow, SealedTextField
from portals.sealing.keys import NoSuchKey, key_id
from portals.sealing.sealed import Broken, Sealed

from .notes import Note

PHONE = "0912 345 678 của bà Đỗ Thị Thử"
FIRST, SECOND = b"1" * 32, b"2" * 32

pytestmark = pytest.mark.usefixtures("notes")


def note(**values: Any) -> Note:
    return Note.objects.create(**{"phone": PHONE, "address": "Thôn Thử"} | values)


def stored(made: Note) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, address FROM sealing_note WHERE id = %s", [made.pk])
        return cursor.fetchone()


def write(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def read(made: Note) -> Note:
    return Note.objects.get(pk=made.pk)


class TestAText:
    @pytest.mark.asvs("11.3.1", "11.3.2", "11.3.3")
    def test_is_plain_on_its_object_and_sealed_in_the_table(self, settings: Any) -> None:
        settings.SEALING_KEYS = (FIRST,)
        made = note()
        assert (made.phone, read(made).phone) == (PHONE, PHONE)
        assert stored(made)[0].startswith(f"s1.{key_id(FIRST)}.")
        assert "0912" not in str(stored(made))

    def test_is_sealed_otherwise_each_time(self) -> None:
        key = uuid.uuid4()
        assert len({*stored(note(key=key)), *stored(note(key=key))}) == 4

    def test_is_not_sealed_anew_by_a_save_that_leaves_it(self) -> None:
        made = note()
        before = stored(made)
        again = read(made)
        again.state = "seen"
        again.address = "Thôn khác"
        again.save()
        assert stored(made)[0] == before[0]
        assert read(made).address == "Thôn khác"

    def test_may_be_left_out_and_loaded_later(self) -> None:
        made = Note.objects.defer("phone").get(pk=note().pk)
        assert "phone" not in made.__dict__
        assert made.phone == PHONE
        made.refresh_from_db()
        made.save()
        assert read(made).phone == PHONE

    def test_that_is_empty_is_stored_and_found_as_that(self) -> None:
        made = note(phone="")
        note()
        assert stored(made)[0] == ""
        assert [*Note.objects.filter(phone="")] == [made]
        assert Note.objects.exclude(phone="").count() == 1

    def test_goes_in_many_rows_at_once(self) -> None:
        Note.objects.bulk_create([Note(phone=f"{PHONE} {number}") for number in range(3)])
        assert {made.phone for made in Note.objects.all()} == {f"{PHONE} {n}" for n in range(3)}

    def test_is_written_by_an_update_only_as_sealed_for_its_row(self) -> None:
        made = note()
        field = Note._meta.get_field("phone")
        Note.objects.filter(pk=made.pk).update(phone=field.sealed_for(made, "02222"))
        assert read(made).phone == "02222"
        with pytest.raises(NotOnItsRow), transaction.atomic():
            Note.objects.update(phone="03333")
        made.phone = "04444"
        with pytest.raises(NotOnItsRow), transaction.atomic():
            Note.objects.bulk_update([made], ["phone"])
        assert read(made).phone == "02222"

    def test_that_is_plain_is_refused_by_the_table_itself(self) -> None:
        made = note()
        shortest = f"s1.0123abcd.{'A' * 38}"
        write("UPDATE sealing_note SET phone = %s", f"{shortest}==")
        for plain in (
            *("0912345678", "s1.0912345678", f"{stored(made)[0]} và số 0912"),
            *(f"{shortest[:-1]}==", f"{shortest}===", f"{shortest}.", f"s1.0123abcg.{'A' * 38}"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                write("UPDATE sealing_note SET phone = %s", plain)

    def test_of_no_text_is_refused(self) -> None:
        with pytest.raises(TypeError, match="not int"):
            Note(phone=912345678)


class TestElsewhere:
    """Whoever can write the table moves a sealed text: it opens nowhere."""

    @pytest.mark.parametrize(
        "moved",
        [
            "UPDATE sealing_note SET phone = (SELECT phone FROM sealing_note WHERE id = %(other)s) WHERE id = %(own)s",
            "UPDATE sealing_note SET phone = address WHERE id = %(own)s",
            "UPDATE sealing_note SET key = gen_random_uuid() WHERE id = %(own)s",
            # The last bits of the tag; then the id of the key alone.
            "UPDATE sealing_note SET phone = left(phone, -2) || CASE right(phone, 2) WHEN 'AA' THEN 'BA' ELSE 'AA' END",
            "UPDATE sealing_note SET phone = left(phone, 60)",
        ],
        ids=["another row's", "another column's", "of another key", "altered", "cut"],
    )
    def test_it_does_not_open(self, moved: str) -> None:
        own, other = note(), note()
        with connection.cursor() as cursor:
            cursor.execute(moved, {"own": own.pk, "other": other.pk})
        with pytest.raises(Broken, match=r"sealing_note\.phone of ") as told:
            _ = read(own).phone
        assert "0912" not in str(told.value)

    def test_a_table_of_another_name_does_not_open_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = read(note())
        monkeypatch.setattr(Note._meta, "db_table", "sealing_other")
        with pytest.raises(Broken):
            _ = made.phone

    def test_a_copy_of_a_row_is_refused_when_it_is_saved(self) -> None:
        copied = read(note())
        copied.pk, copied.key = None, uuid.uuid4()
        with pytest.raises(Broken):
            copied.save()

    def test_values_that_run_together_are_two_places(self) -> None:
        field = SealedTextField(bound_to=("a", "b"))

        class Pair(models.Model):  # noqa: DJ008
            a = models.TextField()
            b = models.TextField()
            text = field

            class Meta:
                app_label = "portals"
                apps = Note._meta.apps

        places = {field.place(Pair(a=a, b=b)).as_bytes() for a, b in (("x", "yz"), ("xy", "z"))}
        assert len(places) == 2

    def test_a_row_that_nothing_tells_from_others_seals_nothing(self) -> None:
        with pytest.raises(ValueError, match="before key is set"):
            note(key=None)


class TestTheKeys:
    def test_the_first_seals_and_each_opens(self, settings: Any) -> None:
        settings.SEALING_KEYS = (FIRST,)
        old = note()
        settings.SEALING_KEYS = (SECOND, FIRST)
        new = note()
        assert (read(old).phone, read(new).phone) == (PHONE, PHONE)
        assert [stored(made)[0][3:11] for made in (old, new)] == [key_id(FIRST), key_id(SECOND)]

    def test_one_that_is_missing_is_named_by_its_id(self, settings: Any) -> None:
        settings.SEALING_KEYS = (FIRST,)
        made = note()
        settings.SEALING_KEYS = (SECOND,)
        with pytest.raises(NoSuchKey, match=f"{key_id(FIRST)}, which SEALING_KEYS does not hold"):
            _ = read(made).phone
        # Nothing is lost by work on the rest of the row.
        Note.objects.only("state").get(pk=made.pk).save()
        settings.SEALING_KEYS = (SECOND, FIRST)
        assert read(made).phone == PHONE

    def test_show_themselves_nowhere(self, settings: Any) -> None:
        settings.SEALING_KEYS = (FIRST,)
        assert "111" not in repr(keys.keyring())


class TestNobodyElse:
    def test_sees_it_on_the_object(self) -> None:
        for made in (Note(phone=PHONE), note(), read(note())):
            for shown in (repr(made), str(made.__dict__), repr(vars(made)["phone"])):
                assert "0912" not in shown

    def test_sees_it_in_a_query_a_dump_or_a_list_of_values(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            made = note()
        assert "0912" not in str(queries.captured_queries)
        [(value,)] = Note.objects.values_list("phone")
        assert isinstance(value, Sealed)
        assert f"{value}{value!r}" == "Sealed()Sealed()"
        assert "phone" not in [field.name for field in Note._meta.fields if field.serialize]
        assert made.phone == PHONE

    def test_gets_it_by_a_cache_or_a_job(self) -> None:
        made = Note(phone=PHONE)
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(made.__dict__)
        assert copy.deepcopy(made.__dict__["phone"]).text == PHONE
        made.save()
        assert b"0912" not in pickle.dumps(made.__dict__)

    @pytest.mark.parametrize("lookup", ["contains", "in", "startswith", "gt", "regex"])
    def test_finds_it_by_a_part(self, lookup: str) -> None:
        with pytest.raises(FieldError, match="sealed"):
            Note.objects.filter(**{f"phone__{lookup}": "09"})

    def test_finds_it_by_its_value(self) -> None:
        note()
        with pytest.raises(NotOnItsRow) as told:
            Note.objects.filter(phone=PHONE).exists()
        assert "0912" not in str(told.value)


class TestADeclaration:
    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            (SealedTextField(), "sealing.E001"),
            (SealedTextField(bound_to="nothing"), "sealing.E002"),
            (SealedTextField(bound_to="id"), "sealing.E002"),
            (SealedTextField(bound_to=("key", "text")), "sealing.E002"),
            (SealedTextField(bound_to="key", unique=True), "sealing.E003"),
            (SealedTextField(bound_to="key", db_index=True), "sealing.E003"),
            (SealedTextField(bound_to="key"), None),
        ],
    )
    def test_that_cannot_hold_is_refused(self, field: SealedTextField, wrong: str | None) -> None:
        class Declared(models.Model):  # noqa: DJ008
            key = models.UUIDField()
            text = field

            class Meta:
                app_label = "portals"
                apps = type(Note._meta.apps)()

        assert [told.id for told in field.check()] == ([wrong] if wrong else [])

    def test_is_written_into_migrations(self) -> None:
        written, _imports = MigrationWriter.serialize(Note._meta.get_field("phone"))
        assert "SealedTextField(blank=True, bound_to=('key',))" in written


class TestReseal:
    def test_gives_all_the_first_key_in_slices(self, settings: Any) -> None:
        settings.SEALING_KEYS = (FIRST,)
        for number in range(5):
            note(phone=f"09{number}", address="" if number else "Thôn Thử")
        settings.SEALING_KEYS = (SECOND, FIRST)
        kept = note()
        before = stored(kept)
        with CaptureQueriesContext(connection) as queries:
            call_command("reseal", "--slice", "2", stdout=(said := StringIO()))
        assert len([one for one in queries if "FOR UPDATE SKIP LOCKED" in one["sql"]]) == 2 + 4
        assert "phone: 5" in said.getvalue()
        assert stored(kept) == before
        settings.SEALING_KEYS = (SECOND,)
        assert {made.phone for made in Note.objects.all()} == {f"09{n}" for n in range(5)} | {PHONE}

    def test_names_what_does_not_open_and_does_the_rest(self, settings: Any) -> None:
        settings.SEALING_KEYS = (FIRST,)
        broken, sound = note(address=""), note(address="")
        write("UPDATE sealing_note SET key = gen_random_uuid() WHERE id = %s", broken.pk)
        left = stored(broken)
        settings.SEALING_KEYS = (SECOND, FIRST)
        with pytest.raises(Exception, match="chưa mở được") as told:
            call_command("reseal", stdout=(said := StringIO()))
        assert type(told.value).__name__ == "CommandError"
        assert f"row {broken.pk}: " in said.getvalue()
        assert f"row {sound.pk}: " not in said.getvalue()
        assert (stored(broken), stored(sound)[0][3:11]) == (left, key_id(SECOND))

    def test_verifies_without_a_change(self, settings: Any) -> None:
        settings.SEALING_KEYS = (FIRST,)
        made = note()
        before = stored(made)
        settings.SEALING_KEYS = (SECOND, FIRST)
        call_command("reseal", "--verify", stdout=StringIO())
        assert stored(made) == before

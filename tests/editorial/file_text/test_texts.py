"""Texts of files: when they are read, whose they are, how long they stay, and what is told of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.file_text import actions, checks, jobs, recognition
from editorial.file_text.actions import (
    FIRST_WAIT,
    MOST_TRIES,
    forget_texts,
    give_up,
    link_file,
    read_file,
    recognise_next,
    recognise_text,
    unread_files,
    waiting_scans,
)
from editorial.file_text.queries import text_of_file, texts_of
from editorial.file_text.recognition import Recognised, RecognitionFailed
from editorial.file_text.words import reading_in_words, said_of_text
from editorial.models import FileText, PortalDocument, ReadFile
from portals.boards.enums import Position
from portals.operations.checking import ask_checks
from portals.uploads.apart import Exhausting, Unfinished
from tests.factories import NOON, make_document, make_member, make_portal
from tests.support.jobs import do_waiting
from tests.walls import body, desk_client

from . import made

pytestmark = pytest.mark.django_db

WORDS = "Thông báo lịch tiếp công dân tháng mười hai."


@pytest.fixture
def portal() -> Any:
    return make_portal()


def add(portal: Any, content: bytes = WORDS.encode(), name: str = "a.txt") -> PortalDocument:
    return make_document(portal, content=content, name=name)


def add_scan(portal: Any, *pages: str) -> tuple[PortalDocument, FileText]:
    document = add(portal, made.scanned(*pages or (made.DECISION,)), "quet.pdf")
    text = read_file(document=document, now=NOON)
    assert text is not None
    assert text.state == "ocr_waiting"
    return document, text


@pytest.fixture
def unasked(monkeypatch) -> Callable[[BaseException | None], list[str]]:
    """Stand in for the process apart: it ends as is said, and what it was asked is kept."""
    asked: list[str] = []

    def stand_in(error: BaseException | None) -> list[str]:
        def run(function: str, *_args: object, **_options: object) -> None:
            asked.append(function)
            if error is not None:
                raise error

        monkeypatch.setattr(actions, "run_apart", run)
        return asked

    return stand_in


class TestReading:
    def test_follows_an_upload_at_its_commit(
        self, portal, django_capture_on_commit_callbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            document = add(portal)

        do_waiting("routine")

        text = text_of_file(document)
        assert text is not None
        assert (text.state, text.text, text.characters) == ("read", WORDS, len(WORDS))
        assert text.read_at is not None

    def test_takes_up_what_no_job_came_for_newest_first(self, portal) -> None:
        older, newer = add(portal), add(portal, b"khac")

        assert list(unread_files(NOON)) == [newer, older]
        assert jobs.read_unread_files() == 2
        assert jobs.read_unread_files() == 0

    def test_is_done_once_for_all_files_of_a_content(self, portal, monkeypatch) -> None:
        document, copy = add(portal), add(make_portal(), name="b.txt")
        text = read_file(document=document, now=NOON)
        monkeypatch.setattr(actions, "run_apart", None)

        assert read_file(document=copy, now=NOON) == text
        assert FileText.objects.count() == 1

    @pytest.mark.parametrize("state", ["examining", "refused"])
    def test_waits_for_the_examination(self, portal, state: str) -> None:
        document = add(portal)
        PortalDocument.objects.filter(pk=document.pk).update(
            examination=state, refusal="x" if state == "refused" else ""
        )

        assert not unread_files(NOON)
        assert not jobs.read_new_file(document_id=document.pk)
        assert not ReadFile.objects.exists()

    def test_is_done_again_for_another_content(self, portal) -> None:
        document = add(portal)
        read_file(document=document, now=NOON)
        document.file = ContentFile(b"moi", name="moi.txt")
        document.save()

        assert text_of_file(document) is None
        assert jobs.read_unread_files() == 1
        assert text_of_file(document).text == "moi"
        # What it said before is nobody's now.
        assert FileText.objects.count() == 1

    def test_writes_down_a_file_that_was_lost(self, portal) -> None:
        document = add(portal)
        document.file.storage.delete(document.file.name)

        assert read_file(document=document, now=NOON) is None
        assert not unread_files(NOON)
        assert text_of_file(document) is None
        assert "tải lên lại" in said_of_text(document)

    def test_goes_on_where_one_file_fails(self, portal, monkeypatch) -> None:
        good, bad = add(portal), add(portal, b"hong")
        usual = jobs.read_file

        def fail(*, document: PortalDocument, now: Any) -> Any:
            if document == bad:
                raise PermissionError
            return usual(document=document, now=now)

        monkeypatch.setattr(jobs, "read_file", fail)

        with pytest.raises(ExceptionGroup):
            jobs.read_unread_files()

        assert text_of_file(good).text == WORDS

    def test_of_what_exhausts_its_reader_fails(self, portal, unasked) -> None:
        unasked(Exhausting())
        document = add(portal)

        text = read_file(document=document, now=NOON)

        assert (text.state, text.fault) == ("failed", "too_much")

    def test_that_was_broken_off_is_tried_again_each_time_later(self, portal, unasked) -> None:
        asked = unasked(Unfinished())
        document, now = add(portal), NOON
        for tries in range(MOST_TRIES):
            assert read_file(document=document, now=now).state == "waiting"
            wait = FIRST_WAIT * 2**tries
            # Neither at once nor a moment too early.
            assert not unread_files(now + wait - timedelta(seconds=1))
            read_file(document=document, now=now + wait - timedelta(seconds=1))
            assert len(asked) == tries + 1
            assert not give_up(now=now + wait - timedelta(seconds=1))
            now += wait
        read_file(document=document, now=now)
        assert len(asked) == MOST_TRIES

        assert give_up(now=now) == 1
        text = text_of_file(document)
        assert (text.state, text.fault) == ("failed", "given_up")
        call_command("read_files_anew", stdout=io.StringIO())
        assert text_of_file(document).state == "waiting"
        assert list(unread_files(NOON)) == [document]

    def test_by_two_workers_is_done_by_one(self, portal, unasked) -> None:
        asked = unasked(None)
        document = add(portal)
        text = link_file(document=document, now=NOON)
        FileText.objects.filter(pk=text.pk).update(tries=1, next_try_at=NOON + FIRST_WAIT)

        read_file(document=document, now=NOON)

        assert asked == []


class TestScans:
    @made.needs_tesseract
    def test_are_recognised_from_the_upload_on(
        self, portal, django_capture_on_commit_callbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            document = add(portal, made.scanned(made.DECISION), "quet.pdf")
        with django_capture_on_commit_callbacks(execute=True):
            do_waiting("routine")
        assert text_of_file(document).state == "ocr_waiting"

        do_waiting("bulk")

        text = text_of_file(document)
        assert (text.state, text.has_text_layer, text.pages_read) == ("ocr", False, 1)
        assert "phường Võ Cường" in " ".join(text.text.split())
        assert text.language == "vi"

    @pytest.fixture
    def recognised(self, monkeypatch) -> list[int]:
        monkeypatch.setattr(actions, "is_installed", lambda: True)
        seen: list[int] = []

        def stand_in(_file: object, *, text: str, pages: int) -> Recognised:
            seen.append(pages)
            return Recognised(f"{text}chữ", pages, is_cut=False)

        monkeypatch.setattr(actions, "recognise", stand_in)
        return seen

    def test_come_newest_first(self, portal, recognised) -> None:
        add_scan(portal, "Một")
        _document, newer = add_scan(portal, "Hai", "Hai")

        assert recognise_next(now=NOON)
        newer.refresh_from_db()
        assert newer.state == "ocr"
        assert recognised == [2]
        assert jobs.recognise_scans() == 1
        assert not recognise_next(now=NOON)
        assert recognised == [2, 1]

    def test_without_a_word_are_empty(self, portal, recognised, monkeypatch) -> None:
        document, text = add_scan(portal)
        monkeypatch.setattr(actions, "recognise", lambda *_a, **_o: Recognised(" \f", 2, False))

        assert recognise_text(text=text, now=NOON)
        assert (text_of_file(document).state, text_of_file(document).text) == ("empty", "")

    def test_wait_and_say_so_where_nothing_recognises_them(self, portal, monkeypatch) -> None:
        monkeypatch.setattr(actions, "is_installed", lambda: False)
        document, _text = add_scan(portal)

        assert not recognise_next(now=NOON)

        text = text_of_file(document)
        assert (text.state, text.fault, text.tries) == ("ocr_waiting", "no_ocr", 0)
        assert "tesseract-ocr-vie" in reading_in_words(text)

    def test_are_recognised_once_that_is_installed(self, portal, recognised) -> None:
        document, text = add_scan(portal)
        FileText.objects.filter(pk=text.pk).update(fault="no_ocr")

        assert recognise_next(now=NOON)
        assert (text_of_file(document).state, text_of_file(document).fault) == ("ocr", "")

    @pytest.mark.parametrize("error", [RecognitionFailed, Unfinished])
    def test_that_fail_are_tried_later(self, portal, recognised, monkeypatch, error) -> None:
        _document, text = add_scan(portal)

        def fail(*_args: object, **_options: object) -> None:
            raise error

        monkeypatch.setattr(actions, "recognise", fail)

        assert not recognise_text(text=text, now=NOON)
        assert not waiting_scans(NOON + FIRST_WAIT - timedelta(seconds=1))
        assert waiting_scans(NOON + FIRST_WAIT).get() == text


class TestRecognition:
    """Of pages that have no words, with Tesseract's part played by a dictionary."""

    @pytest.fixture
    def told(self, monkeypatch) -> dict[bytes, str | None]:
        words: dict[bytes, str | None] = {}
        monkeypatch.setattr(
            recognition, "words_in_picture", lambda picture: words.get(picture, "chữ")
        )
        monkeypatch.setattr(
            recognition, "_drawn", lambda _file, numbers: ((n, b"%d" % n) for n in numbers)
        )
        return words

    def test_leaves_the_pages_that_have_words(self, told) -> None:
        told[b"1"] = "trang hai"

        found = recognition.recognise(io.BytesIO(), text=f"{WORDS}\fSố 2\f{WORDS}", pages=3)

        assert found.text == f"{WORDS}\ftrang hai\nSố 2\f{WORDS}"
        assert (found.pages, found.is_cut) == (1, False)

    def test_asks_for_pages_that_no_text_came_of(self, told) -> None:
        assert recognition.recognise(io.BytesIO(), text="", pages=3).text == "chữ\fchữ\fchữ"

    def test_goes_no_further_than_it_may(self, told, monkeypatch) -> None:
        monkeypatch.setattr(recognition, "MOST_SCANNED_PAGES", 2)

        found = recognition.recognise(io.BytesIO(), text="", pages=3)

        assert (found.pages, found.is_cut) == (2, True)
        late = recognition.recognise(io.BytesIO(), text="", pages=3, seconds=-1)
        assert (late.pages, late.is_cut) == (0, True)

    def test_fails_only_where_every_page_does(self, told) -> None:
        told |= {b"0": None}
        assert recognition.recognise(io.BytesIO(), text="", pages=2).text == "\fchữ"

        told |= {b"1": None}
        with pytest.raises(RecognitionFailed):
            recognition.recognise(io.BytesIO(), text="", pages=2)


class TestForgetting:
    def test_a_text_goes_with_its_last_file(self, portal) -> None:
        first, second = add(portal), add(make_portal())
        for document in (first, second):
            read_file(document=document, now=NOON)

        first.delete()
        assert text_of_file(second).text == WORDS
        second.delete()
        assert not FileText.objects.exists()

    def test_also_where_files_are_deleted_together(self, portal) -> None:
        for content in (b"mot", b"hai"):
            read_file(document=add(portal, content), now=NOON)

        PortalDocument.objects.all().delete()

        assert not FileText.objects.exists()

    def test_what_a_killed_process_left_goes_with_the_next_round(self, portal) -> None:
        read_file(document=add(portal), now=NOON)
        FileText.objects.create(digest="0" * 64)

        assert forget_texts() == 1
        assert FileText.objects.count() == 1


class TestAsking:
    def test_takes_one_query_for_any_number_of_files(self, portal) -> None:
        files = [add(portal, b"%d" % number) for number in range(6)]
        jobs.read_unread_files()

        for some in (files[:1], files):
            with CaptureQueriesContext(connection) as queries:
                found = texts_of(some)
                assert {pk: text.text for pk, text in found.items()} == {
                    file.pk: str(number) for number, file in enumerate(some)
                }
            assert len(queries) == 1

    def test_leaves_the_words_where_nobody_wants_them(self, portal) -> None:
        document = add(portal)
        read_file(document=document, now=NOON)

        text = texts_of([document], with_words=False)[document.pk]

        assert "text" in text.get_deferred_fields()
        assert text.state == "read"

    @pytest.mark.parametrize(
        "fields",
        [
            {"examination": "examining"},
            {"examination": "refused", "refusal": "Có mã lệnh."},
            {"scan_state": "infected", "virus": "EICAR", "scanned_at": NOON},
        ],
    )
    def test_gives_nothing_of_a_file_that_nobody_may_open(self, portal, fields) -> None:
        document = add(portal)
        read_file(document=document, now=NOON)
        PortalDocument.objects.filter(pk=document.pk).update(**fields)

        assert text_of_file(document) is None


class TestTheDesk:
    def test_says_on_the_page_of_a_file_what_was_read(self, portal) -> None:
        author = make_member(portal, Position.CONTRIBUTOR)
        document = make_document(portal, content=made.IN_TCVN3.encode("latin-1"))
        PortalDocument.objects.filter(pk=document.pk).update(uploaded_by_user=author)
        address = reverse("wagtaildocs:edit", args=[document.pk])
        before = body(desk_client(author).get(address)).decode()
        read_file(document=document, now=NOON)

        after = body(desk_client(author).get(address)).decode()

        assert "được đọc trong vài phút" in before
        assert "TCVN3" in after

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"state": "waiting"}, "trong vài phút"),
            ({"state": "read"}, "Đã đọc nội dung"),
            ({"state": "read", "is_cut": True}, "phần đầu"),
            ({"state": "read", "is_cut": True, "pages": 5000, "pages_read": 2000}, "2000/5000"),
            ({"state": "ocr_waiting"}, "đang được nhận dạng"),
            ({"state": "ocr"}, "máy nhận dạng"),
            ({"state": "empty"}, "Không tìm thấy chữ"),
            ({"state": "unsupported"}, ".docx"),
            ({"state": "failed", "fault": "locked"}, "mật khẩu"),
            ({"state": "failed", "fault": "damaged"}, "hỏng"),
            ({"state": "failed", "fault": "too_much"}, "Hãy chia nhỏ"),
            ({"state": "failed", "fault": "given_up"}, "nhiều lần"),
        ],
    )
    def test_has_a_sentence_for_every_state(self, fields: dict[str, Any], words: str) -> None:
        assert words in reading_in_words(FileText(**fields))


class TestLateness:
    """What `doctor` finds; the plants of its own test are of one kind only."""

    def faults(self, *, days_since_upgrade: int = 365) -> list[str]:
        """As an install says that reads files for so many days: nobody but the owner writes when it began."""
        (check,) = checks.CHECKS
        assert isinstance(check.faults, str)
        assert checks.BEGUN in check.faults
        begun = f"SELECT now() - interval '{days_since_upgrade} days'"
        asked = replace(check, faults=check.faults.replace(checks.BEGUN, begun))
        return list(ask_checks(now=timezone.now(), checks=[asked])[0].named)

    def test_begins_with_the_upgrade(self, portal) -> None:
        PortalDocument.objects.filter(pk=add(portal).pk).update(
            created_at=timezone.now() - timedelta(days=99)
        )
        assert self.faults(days_since_upgrade=2) != []
        assert self.faults(days_since_upgrade=0) == []
        # Migrated just now, as this database is.
        assert list(ask_checks(now=timezone.now(), checks=checks.CHECKS)[0].named) == []

    def test_is_a_day_for_what_was_not_read(self, portal) -> None:
        document = add(portal)
        made_at = timezone.now() - timedelta(days=1)
        PortalDocument.objects.filter(pk=document.pk).update(
            created_at=made_at + timedelta(hours=1)
        )
        assert self.faults() == []
        PortalDocument.objects.filter(pk=document.pk).update(created_at=made_at)
        assert self.faults() == [f"file {document.pk}: not read"]
        text = link_file(document=document, now=NOON)
        assert self.faults() == [f"file {document.pk}: not read"]
        FileText.objects.filter(pk=text.pk).update(state="read", read_at=NOON)
        assert self.faults() == []

    def test_is_a_day_for_scans_and_none_where_nothing_is_installed(self, portal) -> None:
        _document, text = add_scan(portal)
        day_ago = timezone.now() - timedelta(days=1)
        scans = FileText.objects.filter(pk=text.pk)
        scans.update(seen_at=day_ago + timedelta(hours=1))
        assert self.faults() == []
        scans.update(seen_at=day_ago)
        assert self.faults() == [f"scan {text.digest[:12]}: not recognised"]
        scans.update(seen_at=timezone.now(), fault="no_ocr")
        assert self.faults() == ["1 scans wait: install tesseract-ocr tesseract-ocr-vie"]

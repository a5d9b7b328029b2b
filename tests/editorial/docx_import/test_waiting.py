"""A Word document that takes longer to read than a request may: read by a job, which leads to the same draft."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import django_rq
import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial import jobs
from editorial.docx_import import actions as import_document
from editorial.models import ArticlePage, NoticePage, PortalImage, WordImport
from portals.boards.actions.appointing import end_post
from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.clock import local_date
from portals.jobs.schedules import ROUTINE
from portals.uploads import apart
from tests.factories import make_member, make_portal, section_of
from tests.walls import body, desk_client

from .documents import document, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def in_a_hurry(settings):
    settings.PORTALS_UPLOAD_SECONDS = 0


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def author(portal):
    return make_member(portal, Position.CONTRIBUTOR)


@pytest.fixture
def desk(author):
    return desk_client(author)


def send(desk, portal, content: bytes | None = None, kind: str = "article") -> WordImport:
    fields = {
        "section": section_of(portal).pk,
        "kind": kind,
        "file": uploaded(document() if content is None else content),
    }
    answer = desk.post(reverse("document_import", args=[portal.pk]), fields)
    waiting = WordImport.objects.get()
    assert answer["location"] == page_of(waiting)
    return waiting


def page_of(waiting: WordImport) -> str:
    return reverse("document_waiting", args=[waiting.pk])


class TestADocumentThatTakesLong:
    def test_is_said_to_be_read_on_a_page_that_looks_again(self, desk, portal):
        waiting = send(desk, portal)
        shown = desk.get(page_of(waiting))

        assert "Đang đọc tài liệu" in body(shown).decode()
        assert int(shown["Refresh"]) > 0
        assert not ArticlePage.objects.exists()

    def test_becomes_the_draft_by_a_job_and_the_page_leads_there(
        self, desk, portal, author, own_media, django_capture_on_commit_callbacks
    ):
        django_rq.get_queue(ROUTINE).empty()
        with django_capture_on_commit_callbacks(execute=True):
            waiting = send(desk, portal)
        [job] = [
            job
            for job in django_rq.get_queue(ROUTINE).jobs
            if job.func_name.endswith("read_document_now")
        ]
        django_rq.get_queue(ROUTINE).empty()
        with django_capture_on_commit_callbacks(execute=True):
            assert job.func(*job.args, **job.kwargs)

        story = ArticlePage.objects.get()
        waiting.refresh_from_db()
        assert (story.title, story.owner) == ("Xã Đông Thọ tổng kết phong trào", author)
        assert (waiting.story_id, waiting.file.name) == (story.pk, "")
        edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
        assert desk.get(page_of(waiting))["location"] == edit
        # Its one picture is all that is kept of the document.
        kept = [path for path in own_media.rglob("*") if path.is_file()]
        assert [path.name for path in kept] == [Path(PortalImage.objects.get().file.name).name]
        entry = PageLogEntry.objects.get(action="editorial.send_document")
        assert (entry.user, entry.data["portal"]) == (author, portal.pk)

    def test_becomes_the_kind_that_was_chosen(self, desk, portal):
        jobs.read_document_now(send(desk, portal, kind=NoticePage.story_kind).pk)
        assert NoticePage.objects.exists()

    def test_becomes_one_draft_however_often_the_job_comes(self, desk, portal):
        waiting = send(desk, portal)
        assert jobs.read_document_now(waiting.pk)
        assert not jobs.read_document_now(waiting.pk)
        assert ArticlePage.objects.count() == 1

    def test_that_is_bad_is_refused_with_the_reason(
        self, desk, portal, own_media, django_capture_on_commit_callbacks
    ):
        waiting = send(desk, portal, b"PK nothing")
        with django_capture_on_commit_callbacks(execute=True):
            jobs.read_document_now(waiting.pk)

        waiting.refresh_from_db()
        shown = desk.get(page_of(waiting))
        assert waiting.refusal in body(shown).decode()
        assert "Refresh" not in shown
        assert reverse("document_import", args=[portal.pk]) in body(shown).decode()
        assert [path for path in own_media.rglob("*") if path.is_file()] == []

    def test_of_somebody_who_left_the_board_meanwhile_is_refused(self, desk, portal, author):
        waiting = send(desk, portal)
        member = BoardMember.objects.get(user=author)
        now = timezone.now()
        end_post(
            member=member, ends_on=local_date(now), reason="Chuyển công tác", actor=None, now=now
        )

        jobs.read_document_now(waiting.pk)
        assert not ArticlePage.objects.exists()
        waiting.refresh_from_db()
        assert waiting.refusal

    def test_is_seen_by_who_sent_it_and_nobody_else(self, desk, portal):
        waiting = send(desk, portal)
        for person in (
            make_member(portal, Position.HEAD),
            make_member(make_portal(), Position.HEAD),
        ):
            assert desk_client(person).get(page_of(waiting)).status_code == 404

    def test_is_found_by_the_clock_where_its_job_was_lost(self, desk, portal):
        waiting = send(desk, portal)
        assert jobs.read_documents() == 0
        WordImport.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
        assert jobs.read_documents() == 1
        waiting.refresh_from_db()
        assert waiting.story is not None

    def test_is_forgotten_after_a_week(self, desk, portal):
        jobs.read_document_now(send(desk, portal).pk)
        WordImport.objects.update(sent_at=timezone.now() - timedelta(days=6))
        jobs.read_documents()
        assert WordImport.objects.exists()
        WordImport.objects.update(sent_at=timezone.now() - timedelta(days=8))
        jobs.read_documents()
        assert not WordImport.objects.exists()
        assert ArticlePage.objects.exists()

    def test_that_is_no_document_by_its_name_is_refused_at_once(self, desk, portal):
        fields = {
            "section": section_of(portal).pk,
            "kind": "article",
            "file": uploaded(document(), "a.pdf"),
        }
        answer = desk.post(reverse("document_import", args=[portal.pk]), fields)
        assert answer.status_code == 422
        assert not WordImport.objects.exists()

    def test_of_which_no_draft_can_be_made_is_refused_in_words(
        self, desk, portal, own_media, monkeypatch, django_capture_on_commit_callbacks
    ):
        waiting = send(desk, portal)

        def broken(*_arguments: object) -> None:
            raise LookupError

        monkeypatch.setattr(import_document, "sign_draft", broken)
        with django_capture_on_commit_callbacks(execute=True):
            assert jobs.read_document_now(waiting.pk)

        waiting.refresh_from_db()
        assert waiting.refusal.startswith("Không tạo được bản nháp")
        assert not ArticlePage.objects.exists()
        assert [path for path in own_media.rglob("*") if path.is_file()] == []

    def test_goes_on_waiting_where_nothing_could_be_started(self, desk, portal, monkeypatch):
        waiting = send(desk, portal)
        with monkeypatch.context() as broken:
            broken.setattr(apart, "_ready", None)
            broken.setattr(apart.sys, "executable", "/nowhere/python")
            assert not jobs.read_document_now(waiting.pk)

        assert jobs.read_document_now(waiting.pk)
        assert ArticlePage.objects.exists()

    def test_goes_with_who_sent_it(
        self, desk, portal, own_media, django_capture_on_commit_callbacks
    ):
        waiting = send(desk, portal)
        with django_capture_on_commit_callbacks(execute=True):
            WordImport.objects.filter(pk=waiting.pk).delete()

        assert [path for path in own_media.rglob("*") if path.is_file()] == []

"""A PDF from the office: what is read is shown, a person confirms, a draft is made; secrets are not kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from editorial.documents.intake import actions, signatures, views
from editorial.documents.intake.actions import UnableToTakeDocument, draft_document, drop_pdf
from editorial.documents.intake.secrets import drop_secret_scans
from editorial.file_text.queries import text_of_file
from editorial.models import (
    FileText,
    OfficialDocumentPage,
    PortalDocument,
    PublishedFile,
    ReadFile,
    SectionPage,
)
from portals.boards.enums import Position
from portals.boards.models import User
from portals.mail.models import OutgoingMail
from portals.models import Portal
from portals.refusals import NotYourOffice
from portals.uploads.apart import Unfinished
from tests.editorial.documents.proposing.test_proposing import SHEET, a_decision
from tests.editorial.file_text import made
from tests.factories import make_document, make_member, make_official, make_portal
from tests.support import files
from tests.support.jobs import do_waiting
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return typst.compile(SHEET.encode())


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def author(portal: Portal) -> Any:
    return make_member(portal, Position.CONTRIBUTOR)


@pytest.fixture
def desk(author: Any) -> Client:
    return desk_client(author)


def send(desk: Client, portal: Portal, content: bytes, name: str = "qd-1204.pdf") -> Any:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return desk.post(reverse("document_intake", args=[portal.pk]), {"file": file})


def stored(portal: Portal, author: Any, words: str) -> PortalDocument:
    """A scan in the files of the portal whose words were recognised."""
    file = make_document(portal, content=made.typeset("Số 1"), name="quet.pdf")
    PortalDocument.objects.filter(pk=file.pk).update(uploaded_by_user=author)
    text = FileText.objects.create(
        digest=f"{file.pk:064}", state="ocr", text=words, read_at=timezone.now(), pages=1
    )
    ReadFile.objects.create(
        document=file, text=text, stored_as=file.file.name, seen_at=timezone.now()
    )
    return PortalDocument.objects.get(pk=file.pk)


def confirmed(page: str) -> dict[str, str]:
    """What the form of the page sends if nothing is changed."""
    from bs4 import BeautifulSoup

    form = BeautifulSoup(page, "html.parser").select_one("form.desk-decision")
    assert form is not None
    sent = {}
    for field in form.select("input[name], textarea[name]"):
        if field["name"] != "csrfmiddlewaretoken":
            sent[str(field["name"])] = str(field.get("value") or field.get_text(strip=True))
    for field in form.select("select[name]"):
        chosen = field.select_one("option[selected]")
        sent[str(field["name"])] = str(chosen["value"]) if chosen else ""
    return sent


class TestFromFileToDraft:
    def test_takes_two_pages(self, desk, portal, author, sheet) -> None:
        answer = send(desk, portal, sheet)
        file = PortalDocument.objects.get()
        assert answer["location"] == reverse("document_confirm", args=[file.pk])
        # Read in the request itself: no job is waited for.
        assert text_of_file(file).state == "read"

        page = body(desk.get(answer["location"])).decode()
        assert "Số: 1204/QĐ-SNV" in page
        assert "bản chụp, bản quét" in page
        sent = desk.post(answer["location"], confirmed(page))

        draft = OfficialDocumentPage.objects.get()
        assert sent["location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
        assert (draft.number, draft.document_kind, draft.issuer) == (
            *("1204/QĐ-SNV", "quyet-dinh", "Sở Nội vụ"),
        )
        assert (draft.issued_on, draft.effective_on) == (date(2026, 3, 18), date(2026, 4, 1))
        assert draft.lead.startswith("Về việc điều động công chức theo Nghị quyết")
        assert (draft.signer, draft.signing_capacity) == ("Lê Thị Ví Dụ", "KT")
        assert (draft.signer_position, draft.recipients.splitlines()[0]) == (
            "Giám đốc",
            "Như Điều 2",
        )
        assert (draft.live, draft.owner) == (False, author)
        assert draft.get_parent().specific.section_type_id == "van-ban"
        file.refresh_from_db()
        latest = draft.get_latest_revision_as_object()
        assert [block.value["document"] for block in latest.body] == [file]
        assert file.title == "Quyết định 1204/QĐ-SNV ngày 18/03/2026"

    def test_what_a_person_changed_counts(self, desk, portal, sheet) -> None:
        address = send(desk, portal, sheet)["location"]
        sent = confirmed(body(desk.get(address)).decode())

        desk.post(address, sent | {"number": "1205/QĐ-SNV", "signer": "Người Khác"})

        draft = OfficialDocumentPage.objects.get()
        assert (draft.number, draft.signer) == ("1205/QĐ-SNV", "Người Khác")

    def test_nothing_typed_is_lost_where_a_field_is_wrong(self, desk, portal, sheet) -> None:
        address = send(desk, portal, sheet)["location"]
        sent = confirmed(body(desk.get(address)).decode())

        answer = desk.post(address, sent | {"number": "khong so", "signer": "Người Khác"})

        page = body(answer).decode()
        assert answer.status_code == 422
        assert "Người Khác" in page
        assert "96/QĐ-UBND" in page
        assert not OfficialDocumentPage.objects.exists()

    def test_a_document_that_stands_elsewhere_is_named(self, desk, portal, sheet) -> None:
        other = make_portal()
        make_official(other, number="1204/QĐ-SNV", issued_on=date(2026, 3, 18), issuer="Sở Nội vụ")
        address = send(desk, portal, sheet)["location"]

        answer = desk.post(address, confirmed(body(desk.get(address)).decode()))

        assert answer.status_code == 422
        assert other.name in body(answer).decode()

    def test_says_where_each_value_was_read(self, desk, portal, author) -> None:
        words = a_decision(number="Số: l2/QD-UBND", day="", mark="Lưu hành nội bộ")
        file = stored(portal, author, words)

        page = body(desk.get(reverse("document_confirm", args=[file.pk]))).decode()

        assert "Trong tệp: “Số: l2/QD-UBND”. Khó đọc" in page
        assert "Không thấy trong tệp" in page
        assert "nội bộ" in page
        assert "máy nhận dạng" in page


class TestSecrets:
    def test_are_refused_before_anything_is_kept(self, desk, portal) -> None:
        answer = send(desk, portal, made.typeset(a_decision(mark="TỐI MẬT")))

        assert answer.status_code == 422
        assert "TỐI MẬT" in body(answer).decode()
        assert not PortalDocument.objects.exists()
        assert not FileText.objects.exists()

    def test_of_a_file_that_a_text_uses_are_refused_and_the_file_stays(
        self, desk, portal, author
    ) -> None:
        file = stored(portal, author, a_decision(mark="MẬT"))
        body = [{"type": "file", "value": {"document": file.pk, "title": ""}}]
        make_official(portal, is_public=False, body=body)

        page = reverse("document_confirm", args=[file.pk])
        for answer in (desk.get(page), desk.post(page, {"bo": "1"})):
            assert answer.status_code in {200, 302}
        came_in = {actions.CAME_IN: portal.pk}
        log(instance=file, action="wagtail.create", user=author, data=came_in)
        assert drop_secret_scans(now=timezone.now() + timedelta(days=1)) == 0
        assert PortalDocument.objects.filter(pk=file.pk).exists()

    def test_of_scans_are_deleted_by_an_act_and_not_by_looking(self, desk, portal, author) -> None:
        file = stored(portal, author, a_decision(mark="MẬT"))
        page = reverse("document_confirm", args=[file.pk])
        seen = body(desk.get(page)).decode()
        assert "MẬT" in seen
        assert 'name="bo"' in seen
        assert "1204" not in seen
        assert PortalDocument.objects.filter(pk=file.pk).exists()

        answer = desk.post(page, {"bo": "1"})

        assert answer["location"] == reverse("document_intake", args=[portal.pk])
        assert "MẬT" in body(desk.get(answer["location"])).decode()
        assert not PortalDocument.objects.exists()
        assert not FileText.objects.exists()
        assert not OfficialDocumentPage.objects.exists()

    def test_of_scans_are_deleted_by_the_clock_an_hour_after_and_the_board_is_told(
        self, portal, author
    ) -> None:
        head, stranger = make_member(portal, Position.HEAD), make_member(make_portal())
        file, other = (stored(portal, author, a_decision(mark=mark)) for mark in ("MẬT", ""))
        library = stored(portal, author, a_decision(mark="MẬT"))
        for one in (file, other):
            log(
                instance=one, action="wagtail.create", user=author,
                data={actions.CAME_IN: portal.pk},
            )  # fmt: skip
        now = timezone.now()
        # Recognised half an hour after it came: an hour is left from then on.
        FileText.objects.update(read_at=now + timedelta(minutes=30))
        assert drop_secret_scans(now=now + timedelta(minutes=89)) == 0
        assert drop_secret_scans(now=now + timedelta(minutes=91)) == 1
        # One that did not come to be entered as a document is not its business.
        assert set(PortalDocument.objects.all()) == {other, library}
        told = list(OutgoingMail.objects.all())
        assert {one.person for one in told} == {author, head}
        assert stranger not in {one.person for one in told}
        assert not any("1204" in one.text + one.subject or file.title in one.text for one in told)
        assert drop_secret_scans(now=now + timedelta(minutes=92)) == 0

    def test_of_scans_stay_where_a_text_uses_them_or_they_came_long_ago(
        self, portal, author
    ) -> None:
        used, past, late = (stored(portal, author, a_decision(mark="MẬT")) for _ in range(3))
        now = timezone.now() + timedelta(hours=2)
        month = timedelta(days=30)
        for one, age in (
            (used, timedelta(hours=2)), (past, month), (late, month - timedelta(seconds=1)),
        ):  # fmt: skip
            log(
                instance=one, action="wagtail.create", user=author, timestamp=now - age,
                data={actions.CAME_IN: portal.pk},
            )  # fmt: skip
        PublishedFile.objects.create(page_id=make_official(portal).pk, document=used)
        # Whoever left the board is told nothing any more.
        User.objects.filter(pk=author.pk).update(is_active=False)
        assert drop_secret_scans(now=now) == 1
        assert set(PortalDocument.objects.all()) == {used, past}
        assert not OutgoingMail.objects.exists()

    def test_of_files_that_came_to_be_read_are_marked_as_such(self, desk, portal, sheet) -> None:
        send(desk, portal, sheet)
        (came,) = ModelLogEntry.objects.filter(action="wagtail.create")
        assert came.data[actions.CAME_IN] == portal.pk


class TestBadFiles:
    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.pdf", b"", "Tệp rỗng"),
            ("a.pdf", b"xin chao", "hỏng"),
            ("a.docx", made.docx("Một"), "PDF"),
            ("a.pdf", files.pdf("script on opening"), "mã lệnh"),
        ],
    )
    def test_are_refused_with_a_sentence(self, desk, portal, name, content, words) -> None:
        answer = send(desk, portal, content, name)

        assert answer.status_code == 422
        assert words in body(answer).decode()
        assert not PortalDocument.objects.exists()

    def test_without_words_are_filled_in_by_hand(self, desk, portal) -> None:
        answer = send(desk, portal, files.pdf())

        page = body(desk.get(answer["location"])).decode()
        assert "Không tìm thấy chữ" in page
        assert "Không thấy trong tệp" in page


class TestWaiting:
    def test_a_scan_opens_when_it_was_recognised(self, desk, portal, author, sheet) -> None:
        answer = send(desk, portal, made.scanned("Số: 1/QĐ-UBND"))
        address = answer["location"]

        waiting = desk.get(address)
        assert waiting["Refresh"]
        assert "đang được đọc" in body(waiting).decode()
        by_hand = desk.get(f"{address}?tay=1")
        assert not by_hand.has_header("Refresh")
        assert 'name="number"' in body(by_hand).decode()
        FileText.objects.update(state="ocr", text=a_decision())
        assert "Số: 96/QĐ-UBND" in body(desk.get(address)).decode()

    def test_a_scan_that_nothing_recognises_is_filled_in_at_once(self, desk, portal) -> None:
        address = send(desk, portal, made.scanned("Số: 1/QĐ-UBND"))["location"]
        FileText.objects.update(fault="no_ocr")

        page = body(desk.get(address)).decode()

        assert "tesseract-ocr" in page
        assert 'name="number"' in page

    def test_what_is_not_examined_in_time_goes_on_by_jobs(
        self, desk, portal, sheet, monkeypatch, django_capture_on_commit_callbacks
    ) -> None:
        monkeypatch.setattr("portals.uploads.examining.at_once", _unfinished)
        with django_capture_on_commit_callbacks(execute=True):
            address = send(desk, portal, sheet)["location"]
        assert PortalDocument.objects.get().examination == "examining"
        assert desk.get(address)["Refresh"]

        do_waiting("routine")
        from editorial.file_text.jobs import read_unread_files

        read_unread_files()

        assert "Số: 1204/QĐ-SNV" in body(desk.get(address)).decode()

    def test_signatures_that_take_longer_are_checked_by_a_job(
        self, desk, portal, sheet, monkeypatch, django_capture_on_commit_callbacks
    ) -> None:
        address = send(desk, portal, sheet)["location"]
        monkeypatch.setattr(signatures, "check_at_once", _unfinished)
        with django_capture_on_commit_callbacks(execute=True):
            before = body(desk.get(address)).decode()
        do_waiting("routine")

        after = body(desk.get(address)).decode()

        assert "Chữ ký số đang được kiểm tra" in before
        assert "bản chụp, bản quét" in after


def _unfinished(*_args: object, **_options: object) -> None:
    raise Unfinished


class TestWhoMay:
    def test_a_stranger_finds_neither_page(self, portal, author, sheet) -> None:
        file = stored(portal, author, a_decision())
        stranger = desk_client(make_member(make_portal(), Position.HEAD))

        assert send(stranger, portal, sheet).status_code == 404
        assert stranger.get(reverse("document_confirm", args=[file.pk])).status_code == 404
        dropped = stranger.post(reverse("document_confirm", args=[file.pk]), {"bo": "1"})
        assert dropped.status_code == 404
        assert PortalDocument.objects.filter(pk=file.pk).exists()

    def test_the_verbs_ask_for_a_post_themselves(self, portal, author) -> None:
        file = stored(portal, author, a_decision())
        stranger = make_member(make_portal(), Position.HEAD)
        now = timezone.now()

        with pytest.raises(NotYourOffice):
            drop_pdf(file=file, portal=portal, actor=stranger, now=now)
        with pytest.raises(NotYourOffice):
            draft_document(
                page=OfficialDocumentPage(), file=file, portal=portal, actor=stranger, now=now
            )

    def test_a_file_of_another_portal_is_not_taken(self, portal, author) -> None:
        file = stored(make_portal(), author, a_decision())

        with pytest.raises(NotYourOffice):
            draft_document(
                page=OfficialDocumentPage(),
                file=file,
                portal=portal,
                actor=author,
                now=timezone.now(),
            )

    def test_a_portal_without_the_section_says_so(self, desk, portal, sheet) -> None:
        SectionPage.objects.filter(portal=portal, section_type="van-ban").update(live=False)

        answer = send(desk, portal, sheet)

        assert "chưa có chuyên mục" in body(answer).decode()
        assert not PortalDocument.objects.exists()


class TestDropping:
    def test_deletes_file_and_text(self, desk, portal, author) -> None:
        file = stored(portal, author, a_decision())

        desk.post(reverse("document_confirm", args=[file.pk]), {"bo": "1"})

        assert not PortalDocument.objects.exists()
        assert not FileText.objects.exists()

    def test_leaves_a_file_that_a_text_uses(self, portal, author, monkeypatch) -> None:
        file = stored(portal, author, a_decision())
        monkeypatch.setattr(actions, "is_used", lambda _file: True)

        with pytest.raises(UnableToTakeDocument):
            drop_pdf(file=file, portal=portal, actor=author, now=timezone.now())
        assert PortalDocument.objects.exists()


def test_the_page_of_all_that_may_be_written_leads_here(desk, portal) -> None:
    page = body(desk.get(reverse("write"))).decode()

    assert reverse("document_intake", args=[portal.pk]) in page
    form = body(desk.get(reverse("document_intake", args=[portal.pk]))).decode()
    assert 'accept="application/pdf,.pdf"' in form
    assert views.ASKED_AGAIN_SECONDS

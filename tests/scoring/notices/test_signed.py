"""A notice publishes by its signed file: what its signature does to the publication, and what is said of it."""

from __future__ import annotations

from io import BytesIO

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from editorial.models import PortalDocument
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.signatures.checking import check_by_job
from portals.uploads.apart import Exhausting, Unfinished
from scoring import jobs
from scoring.course.actions import UnableToTakeStep, enter_notice
from scoring.enums import NoticeStanding, ProceedingState
from scoring.models import RoundNotice
from tests.portals.signatures.authority import Authority, as_copy, plain_pdf, sign
from tests.portals.signatures.test_reading import changed_page
from tests.scoring.course.cast import ENTERING, Course, local, make_course, sheet
from tests.scoring.course.test_pages import press, see
from tests.support.kept import once_a_file
from tests.walls import body

pytestmark = pytest.mark.django_db
STATE = ProceedingState
A_MINUTE_LATER = local(2026, 11, 16, 9, 2)


built, course = once_a_file(lambda: make_course(1).at(STATE.DECIDED))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def signed(authority) -> bytes:
    return sign(plain_pdf(), authority.issue())


def enter(course: Course, pdf: bytes, *, waits: bool = False, report=None) -> RoundNotice:
    if report is None and not waits:
        report = check_by_job(BytesIO(pdf), now=ENTERING)
    with translation.override("vi"):
        return enter_notice(
            proceeding=course.proceeding, number="45/TB-BBT", dated=ENTERING.date(),
            file=ContentFile(pdf, name="thong-bao.pdf"), report=report, actor=course.secretary,
            now=ENTERING,
        )  # fmt: skip


def entries_of_the_notice() -> list[Entry]:
    found = [
        Entry.from_bytes(bytes(one.entry)) for one in LedgerEntry.objects.filter(kind="round-act")
    ]
    return [one for one in found if one.body["act"] == "enter-notice"]


def page_of(course: Course) -> str:
    return body(see(course.secretary, "proceeding", course.proceeding.pk, now=ENTERING)).decode()


def judge() -> int:
    with time_machine.travel(A_MINUTE_LATER, tick=False):
        return jobs.judge_waiting_notices()


class TestTheSignedFile:
    def test_publishes_and_names_its_signer(self, course, signed) -> None:
        notice = enter(course, signed)
        assert course.proceeding.state == STATE.PUBLISHED
        assert notice.standing == NoticeStanding.SIGNED
        told = page_of(course)
        assert "Ký số bởi Nguyễn Văn Mẫu (Ban Biên tập minh họa), lúc 09:30:00 16/11/2026." in told
        assert "Chưa cấu hình đơn vị cấp chứng thư nào được tin cậy" in told

    def test_is_a_copy_without_a_signature(self, course) -> None:
        assert enter(course, plain_pdf()).standing == NoticeStanding.COPY
        assert course.proceeding.state == STATE.PUBLISHED
        assert "bản chụp, bản quét" in page_of(course)

    def test_is_refused_where_it_was_altered(self, course, signed) -> None:
        with pytest.raises(UnableToTakeStep, match="Tệp đã bị sửa sau khi ký"):
            enter(course, changed_page(signed))
        assert course.proceeding.state == STATE.DECIDED
        assert not RoundNotice.objects.exists()
        assert not PortalDocument.objects.filter(title__contains="45/TB").exists()

    def test_is_refused_where_its_signature_cannot_be_read(self, course) -> None:
        with pytest.raises(UnableToTakeStep, match="không đọc được"):
            enter(course, b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF")
        assert course.proceeding.state == STATE.DECIDED

    def test_is_refused_where_the_certificate_was_revoked(
        self, course, authority, tmp_path, settings
    ) -> None:
        (tmp_path / "goc.pem").write_bytes(authority.root.pem)
        (tmp_path / "roots.toml").write_text('[[root]]\nfile = "goc.pem"\nfrom = 2026-01-01\n')
        settings.PORTALS_SIGNATURE_ROOTS = str(tmp_path)
        revoked = authority.issue("Đã thu hồi")
        with pytest.raises(UnableToTakeStep, match="đã bị thu hồi"):
            enter(course, sign(plain_pdf(), revoked, lists=authority.lists(revoked)))

    def test_is_the_one_that_was_looked_at(self, course, signed) -> None:
        other = as_copy(BytesIO(b"khac"))
        with pytest.raises(ValueError, match="another file"):
            enter(course, signed, report=other)
        assert course.proceeding.state == STATE.DECIDED


class TestAFileThatTakesLonger:
    def test_waits_and_publishes_nothing(self, course, signed) -> None:
        notice = enter(course, signed, waits=True)
        assert course.proceeding.state == STATE.DECIDED
        assert notice.standing == NoticeStanding.UNCHECKED
        assert not entries_of_the_notice()
        told = page_of(course)
        assert "đang được kiểm tra" in told
        with pytest.raises(UnableToTakeStep):
            enter(course, signed)

    def test_publishes_once_a_job_has_looked(self, course, signed) -> None:
        enter(course, signed, waits=True)
        assert judge() == 1
        assert course.proceeding.state == STATE.PUBLISHED
        assert course.proceeding.published_at == A_MINUTE_LATER
        assert RoundNotice.objects.get().standing == NoticeStanding.SIGNED
        [act] = entries_of_the_notice()
        assert act.body["number"] == "45/TB-BBT"
        # Once.
        assert judge() == 0

    def test_is_looked_at_by_the_clock_after_a_minute(self, course, signed) -> None:
        enter(course, signed, waits=True)
        with time_machine.travel(ENTERING, tick=False):
            assert jobs.judge_waiting_notices() == 0
        assert course.proceeding.state == STATE.DECIDED

    def test_is_taken_out_again_where_it_was_altered(self, course, signed) -> None:
        enter(course, changed_page(signed), waits=True)
        judge()
        assert course.proceeding.state == STATE.DECIDED
        assert not RoundNotice.objects.exists()
        assert not PortalDocument.objects.filter(title__contains="45/TB").exists()
        assert "Tệp đã bị sửa sau khi ký" in page_of(course)
        # Whoever enters the right file finds no obstacle, and the words are gone.
        enter(course, signed)
        assert course.proceeding.notice_refusal == ""
        assert course.proceeding.state == STATE.PUBLISHED

    def test_is_taken_out_again_where_it_tires_its_reader(self, course, signed, monkeypatch):
        def tire(*_args, **_kwargs):
            raise Exhausting

        monkeypatch.setattr(jobs, "check_by_job", tire)
        enter(course, signed, waits=True)
        judge()
        assert not RoundNotice.objects.exists()
        assert course.proceeding.notice_refusal

    def test_waits_on_where_the_reader_was_not_at_hand(self, course, signed, monkeypatch) -> None:
        def miss(*_args, **_kwargs):
            raise Unfinished

        monkeypatch.setattr(jobs, "check_by_job", miss)
        enter(course, signed, waits=True)
        judge()
        assert RoundNotice.objects.exists()
        monkeypatch.undo()
        judge()
        assert course.proceeding.state == STATE.PUBLISHED


class TestThePage:
    def give(self, course: Course, pdf: bytes):
        return press(
            course.secretary, "enter_notice", course.proceeding.pk, now=ENTERING, number="4/TB",
            dated="2026-11-16", file=SimpleUploadedFile("tb.pdf", pdf, "application/pdf"),
        )  # fmt: skip

    def test_looks_at_once_where_there_is_time(self, course, signed) -> None:
        self.give(course, signed)
        assert RoundNotice.objects.get().standing == NoticeStanding.SIGNED
        assert course.proceeding.state == STATE.PUBLISHED

    def test_refuses_in_words(self, course, signed) -> None:
        answer = self.give(course, changed_page(signed))
        assert "Tệp đã bị sửa sau khi ký" in body(answer).decode()
        assert not RoundNotice.objects.exists()

    def test_leaves_it_to_a_job_where_there_is_not(self, course, signed, monkeypatch) -> None:
        def late(*_args, **_kwargs):
            raise Unfinished

        monkeypatch.setattr("portals.signatures.fields.check_at_once", late)
        self.give(course, signed)
        assert RoundNotice.objects.get().standing == NoticeStanding.UNCHECKED
        assert course.proceeding.state == STATE.DECIDED
        shown = body(see(course.secretary, "enter_notice", course.proceeding.pk, now=ENTERING))
        assert "đang được kiểm tra" in shown.decode()


def test_the_sheet_of_the_cast_is_a_copy() -> None:
    assert check_by_job(sheet(), now=ENTERING).standing == as_copy(sheet()).standing

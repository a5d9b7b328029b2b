"""From a file to a page: what is read is shown, a person submits; wrong sheets and data of persons stay out."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageLogEntry

from editorial.demo.sheet_files import sheet_file_of
from editorial.disclosures.desk import forms, jobs, reading
from editorial.disclosures.desk.actions import (
    OtherSheet,
    SheetIsOver,
    correct_from_sheet,
    draft_from_sheet,
    drop_sheet,
    send_sheet,
)
from editorial.disclosures.figures import SheetNotAttached
from editorial.disclosures.forms.known import form_called
from editorial.disclosures.privacy import initials, personal_in
from editorial.disclosures.reading.apart import read_sheet
from editorial.disclosures.reading.sheet import SheetPeriod
from editorial.models import DisclosurePage, PortalDocument, SheetUpload
from editorial.models.disclosure import DisclosedAlready
from editorial.review.actions import approve_story
from portals.boards.enums import Position
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.editorial.land.plans import with_file
from tests.factories import make_member, make_portal
from tests.support.jobs import do_waiting
from tests.support.sheets import make_disclosure, spending
from tests.support.visiting import visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
FORM = form_called("th-chi-ns-xa-quy")
NAME = "Xã Đông Phú"


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal() -> Portal:
    return make_portal(name=NAME)


@pytest.fixture
def accountant(portal: Portal) -> Any:
    return make_member(portal, Position.CONTRIBUTOR)


@pytest.fixture
def desk(accountant: Any) -> Client:
    return desk_client(accountant)


def a_sheet(code: str = FORM.code, *, quarter: int = 2, agency: str = f"UBND {NAME}") -> bytes:
    form = form_called(code)
    assert form.example is not None
    period = SheetPeriod("quarter", 2023, quarter)
    if form.period == "year":
        period = SheetPeriod("year", 2023)
    return sheet_file_of(form, period, form.example.rows, agency=agency, unit="nghìn đồng")


def changed(content: bytes, **cells: Any) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        book.worksheets[0][address] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def send(desk: Client, portal: Portal, content: bytes, query: str = "") -> Any:
    file = SimpleUploadedFile("quy-2.xlsx", content)
    return desk.post(f"{reverse('sheet_upload', args=[portal.pk])}{query}", {"file": file})


def sent(portal: Portal, actor: Any, content: bytes, **fields: Any) -> SheetUpload:
    return send_sheet(
        portal=portal,
        file=SimpleUploadedFile("quy-2.xlsx", content),
        outcome=read_sheet(io.BytesIO(content), "quy-2.xlsx"),
        actor=actor,
        now=timezone.now(),
        **fields,
    )


WORDS = {"agency": f"Ủy ban nhân dân {NAME}", "lead": "Chi quý II.", "decision_number": ""}


class TestTheTwoPages:
    def test_lead_from_the_file_to_review_in_two_steps(self, portal, desk) -> None:
        answer = send(desk, portal, a_sheet())
        upload = SheetUpload.objects.get()
        assert answer["Location"] == reverse("sheet_look", args=[upload.pk])
        page = BeautifulSoup(body(desk.get(answer["Location"])), "html.parser")
        said = page.get_text(" ", strip=True)
        for words in ("Thực hiện chi ngân sách xã", "quý II năm 2023", "nghìn đồng", "khớp"):
            assert words in said
        assert "1.655.690.000" in page.select_one(".table table").get_text()
        given = {
            field["name"]: field.get("value", field.get_text())
            for field in page.select("form [name]")
        }
        assert "1.655.690.000 đồng" in given["lead"]
        answer = desk.post(answer["Location"], {**WORDS, "lead": given["lead"].strip()})
        disclosure = DisclosurePage.objects.get()
        assert answer["Location"] == reverse("story_review", args=[disclosure.pk])
        assert disclosure.current_workflow_state is not None
        assert disclosure.get_parent().specific.section_type_id == "ngan-sach"
        assert disclosure.stored_sheet.value("T", "ss") == Decimal("28.33")
        upload.refresh_from_db()
        assert (bool(upload.ended_at), upload.file.name) == (True, "")
        file = PortalDocument.objects.get()
        assert file.title == disclosure.title
        assert disclosure.body[0].value["document"] == file

    def test_bring_it_to_readers_once_another_approved_it(self, portal, desk) -> None:
        answer = send(desk, portal, a_sheet())
        desk.post(answer["Location"], WORDS)
        page = DisclosurePage.objects.get()
        assert visit(portal, "/ngan-sach/").content.decode().count(page.slug) == 0
        approve_story(story=page, actor=make_member(portal, Position.HEAD), now=timezone.now())
        shown = visit(portal, page.public_path()).content.decode()
        assert "1.655.690.000" in shown
        assert page.body[0].value["document"].url in shown

    def test_say_by_cell_what_is_wrong_and_keep_nothing_public(self, portal, desk) -> None:
        wrong = changed(a_sheet(), F10=1)
        answer = send(desk, portal, wrong)
        page = BeautifulSoup(body(desk.get(answer["Location"])), "html.parser")
        faults = [one.get_text() for one in page.select("main ol li, .desk-text ol li, ol li")]
        assert any("F" in fault and "1" in fault for fault in faults)
        assert desk.post(answer["Location"], WORDS).status_code == 200
        assert not DisclosurePage.objects.exists()
        assert not PortalDocument.objects.exists()

    def test_lose_nothing_that_was_typed(self, portal, desk) -> None:
        address = send(desk, portal, a_sheet())["Location"]
        answer = desk.post(address, {**WORDS, "lead": "Câu đã viết.", "decision_number": "quyết"})
        assert answer.status_code == 422
        page = body(answer).decode()
        assert "Câu đã viết." in page
        assert "96/QĐ-UBND" in page
        assert SheetUpload.objects.get().ended_at is None

    def test_say_where_it_stands_already_and_take_it_as_a_correction(
        self, portal, desk, accountant
    ) -> None:
        head = make_member(portal, Position.HEAD)
        page = draft_from_sheet(
            upload=sent(portal, accountant, a_sheet()),
            actor=accountant,
            now=timezone.now(),
            **WORDS,
        )
        page.get_latest_revision().publish(skip_permission_checks=True)
        form_of_two = changed(a_sheet(), A3="THỰC HIỆN CHI NGÂN SÁCH XÃ QUÝ II NĂM 2023")
        address = send(desk, portal, form_of_two)["Location"]
        shown = body(desk.get(address)).decode()
        assert page.public_path() in shown
        answer = desk.post(address, {"note": "", "lead": "Chi quý II, đã sửa."})
        assert answer.status_code == 422
        desk.post(address, {"note": "Nhầm chi giáo dục.", "lead": "Chi quý II, đã sửa."})
        assert DisclosurePage.objects.count() == 1
        before = visit(portal, page.public_path()).content.decode()
        assert "đã sửa" not in before
        approve_story(story=page, actor=head, now=timezone.now())
        after = visit(portal, page.public_path()).content.decode()
        assert "Nhầm chi giáo dục." in after
        assert "đã sửa" in after
        fresh = DisclosurePage.objects.get()
        assert len([one for one in fresh.body if one.block_type == "file"]) == 1

    def test_warn_of_the_sheet_of_another(self, portal, desk) -> None:
        shown = []
        for agency in (f"UBND {NAME}", "UBND xã Tây Hồ"):
            address = send(desk, portal, a_sheet(agency=agency))["Location"]
            shown.append("UBND XÃ TÂY HỒ" in body(desk.get(address)).decode())
        assert shown == [False, True]

    def test_wait_for_a_job_where_there_is_no_time(
        self, portal, desk, monkeypatch, django_capture_on_commit_callbacks
    ) -> None:
        monkeypatch.setattr(forms, "outcome_at_once", lambda *_args, **_named: None)
        with django_capture_on_commit_callbacks(execute=True):
            address = send(desk, portal, a_sheet())["Location"]
        assert desk.get(address)["Refresh"]
        do_waiting("routine")
        assert "1.655.690.000" in body(desk.get(address)).decode()

    def test_lead_there_from_the_editor_and_the_page_of_what_may_be_written(
        self, portal, desk
    ) -> None:
        address = reverse("sheet_upload", args=[portal.pk])
        ways = BeautifulSoup(body(desk.get(reverse("write"))), "html.parser").select(".desk-ways a")
        led = [way["href"] for way in ways if way["href"] in {address, reverse("sheets")}]
        # Once, whatever leads there.
        assert led == [address]
        section = portal.root.get_children().get(slug="ngan-sach")
        add = reverse("wagtailadmin_pages:add", args=["editorial", "disclosurepage", section.pk])
        assert desk.get(add)["Location"] == address


class TestTheVerbs:
    def test_are_for_its_own_board(self, portal, accountant) -> None:
        other = make_member(make_portal(), Position.HEAD)
        past = make_member(portal, ends_on=timezone.localdate() - timedelta(days=1))
        now = timezone.now()
        for stranger in (other, past):
            with pytest.raises(NotYourOffice):
                sent(portal, stranger, a_sheet())
            upload = sent(portal, accountant, a_sheet())
            with pytest.raises(NotYourOffice):
                draft_from_sheet(upload=upload, actor=stranger, now=now, **WORDS)
            with pytest.raises(NotYourOffice):
                drop_sheet(upload=upload, actor=stranger, now=now)

    def test_open_nothing_to_who_sits_on_other_boards_or_sat_on_this_one(
        self, portal, accountant
    ) -> None:
        upload, other = sent(portal, accountant, a_sheet()), make_portal()
        neighbour = make_member(other, Position.HEAD)
        make_member(make_portal(), Position.HEAD, user=neighbour)
        yesterday = timezone.localdate() - timedelta(days=1)
        for stranger in (neighbour, make_member(portal, ends_on=yesterday)):
            client, address = desk_client(stranger), reverse("sheet_look", args=[upload.pk])
            posted = (client.post(address, {one: 1, **WORDS}) for one in ("bo", "nhap"))
            for answer in (client.get(address), *posted):
                assert answer.status_code in {302, 403, 404}
                assert NAME.encode() not in body(answer)
            upload.refresh_from_db()
            assert (upload.ended_at, bool(upload.file)) == (None, True)
        assert not DisclosurePage.objects.exists()
        assert desk_client(accountant).get(address).status_code == 200

    def test_correct_pages_of_the_portal_that_the_sheet_was_sent_to_alone(
        self, portal, accountant
    ) -> None:
        other, editor = make_portal(), make_member(portal)
        make_member(other, Position.HEAD, user=editor)
        theirs, ours = make_disclosure(other, year=2023), make_disclosure(portal, year=2023)
        upload = sent(portal, accountant, a_sheet(), corrects=theirs)
        words = {"note": "Nhầm.", "lead": "Chi.", "now": timezone.now()}
        with pytest.raises(OtherSheet):
            correct_from_sheet(upload=upload, actor=editor, **words)
        stranger = make_member(other, Position.HEAD)
        with pytest.raises(NotYourOffice):
            correct_from_sheet(upload=upload, page=ours, actor=stranger, **words)
        assert correct_from_sheet(upload=upload, page=ours, actor=editor, **words) == ours
        upload.refresh_from_db()
        assert upload.corrects == ours
        desk, query = desk_client(editor), f"?dinh-chinh={theirs.pk}"
        address = reverse("sheet_upload", args=[portal.pk])
        assert theirs.title not in body(desk.get(f"{address}{query}")).decode()

    def test_take_a_sheet_once(self, portal, accountant) -> None:
        upload, now = sent(portal, accountant, a_sheet()), timezone.now()
        draft_from_sheet(upload=upload, actor=accountant, now=now, **WORDS)
        with pytest.raises(SheetIsOver):
            draft_from_sheet(upload=upload, actor=accountant, now=now, **WORDS)
        dropped = sent(portal, accountant, a_sheet())
        name, storage = dropped.file.name, dropped.file.storage
        drop_sheet(upload=dropped, actor=accountant, now=now)
        with pytest.raises(SheetIsOver):
            drop_sheet(upload=dropped, actor=accountant, now=now)
        assert storage.exists(name)  # Until the transaction ends.
        acts = ["editorial.send_sheet", "editorial.drop_sheet"]
        logged = PageLogEntry.objects.filter(data__sheet=dropped.pk).order_by("pk")
        assert [one.action for one in logged] == acts
        for one in logged:
            assert (one.user, one.data) == (accountant, {"portal": portal.pk, "sheet": dropped.pk})

    def test_refuse_what_is_public_already_and_a_correction_by_another_period(
        self, portal, accountant
    ) -> None:
        now = timezone.now()
        page = draft_from_sheet(
            upload=sent(portal, accountant, a_sheet()), actor=accountant, now=now, **WORDS
        )
        page.get_latest_revision().publish(skip_permission_checks=True)
        with pytest.raises(DisclosedAlready):
            draft_from_sheet(
                upload=sent(portal, accountant, a_sheet()), actor=accountant, now=now, **WORDS
            )
        other = sent(portal, accountant, a_sheet(quarter=3), corrects=page)
        with pytest.raises(Exception, match="kỳ khác"):
            correct_from_sheet(upload=other, note="x", lead="x", actor=accountant, now=now)


class TestTheClock:
    def test_forgets_what_nobody_finished_after_a_week(
        self, portal, accountant, django_capture_on_commit_callbacks
    ) -> None:
        open_sheet, dropped = (sent(portal, accountant, a_sheet()) for _number in range(2))
        drop_sheet(upload=dropped, actor=accountant, now=timezone.now())
        name, storage = open_sheet.file.name, open_sheet.file.storage
        for aged, are_kept in ((timedelta(days=6, hours=23), True), (timedelta(days=7), False)):
            SheetUpload.objects.update(sent_at=timezone.now() - aged)
            with django_capture_on_commit_callbacks(execute=True):
                jobs.read_sheets()
            assert SheetUpload.objects.count() == (2 if are_kept else 0)
            assert storage.exists(name) is are_kept
        with pytest.raises(SheetIsOver):
            drop_sheet(upload=open_sheet, actor=accountant, now=timezone.now())

    def test_reads_what_lost_its_job_and_says_so_where_the_file_is_lost(
        self, portal, accountant
    ) -> None:
        now, content = timezone.now(), a_sheet()
        found, lost, new = (
            send_sheet(
                portal=portal,
                file=SimpleUploadedFile("quy-2.xlsx", content),
                outcome=None,
                actor=accountant,
                now=now - aged,
            )
            for aged in (timedelta(minutes=2), timedelta(minutes=2), timedelta(seconds=30))
        )
        lost.file.storage.delete(lost.file.name)
        assert jobs.read_sheets() == 2
        for upload in (found, lost, new):
            upload.refresh_from_db()
        assert found.read["form"] == FORM.code
        assert [fault["code"] for fault in lost.faults] == ["unreadable"]
        assert (new.read, new.faults) == (None, None)


class TestPrivacy:
    def test_numbers_of_persons_keep_a_file_out_also_on_a_hidden_sheet(self, portal, desk) -> None:
        book = load_workbook(io.BytesIO(a_sheet()))
        hidden = book.create_sheet("an")
        hidden.sheet_state = "hidden"
        hidden["A1"] = "027 093 001 234"
        written = io.BytesIO()
        book.save(written)
        answer = send(desk, portal, written.getvalue())
        assert answer.status_code == 422
        assert "thông tin cá nhân" in body(answer).decode()
        assert not SheetUpload.objects.exists()

    def test_a_job_keeps_no_file_of_it_either(self, portal, accountant, monkeypatch) -> None:
        upload = send_sheet(
            portal=portal,
            file=SimpleUploadedFile("a.csv", "CCCD;Họ tên\n027093001234;A".encode()),
            outcome=None,
            actor=accountant,
            now=timezone.now(),
        )
        reading.read_by_job(upload)
        upload.refresh_from_db()
        # Where it stood is kept, and nothing of what stood there.
        cell = {"code": "personal_number", "sheet": "", "cell": "A2"}
        assert (upload.file.name, upload.faults) == ("", [{"code": "personal"}, cell])

    @pytest.mark.parametrize(
        ("words", "is_found"),
        [
            ("253706186000 đồng", False),
            ("027093001234", True),
            ("Điện thoại", True),
            ("0912345678", False),
            ("0912345678 0912345679 0912345680", True),
            ("Hội điện ảnh", False),
        ],
    )
    def test_amounts_are_no_numbers_of_persons(self, words, is_found) -> None:
        assert bool(personal_in(words)) is is_found

    def test_lists_of_households_are_shortened_and_the_file_stays_out(
        self, portal, accountant
    ) -> None:
        upload = sent(portal, accountant, a_sheet("pa-boi-thuong"))
        page = draft_from_sheet(upload=upload, actor=accountant, now=timezone.now(), **WORDS)
        assert page.stored_sheet.value("I", "tong") == 7_480_510_000
        labels = {row.code: row.label for row in page.stored_sheet.rows}
        assert (labels["I.1"], labels["II.1"]) == ("Hộ ông P. Đ. L.", "HTX nông nghiệp Đoài")
        assert "Phạm Đình Lan" not in page.sheet_words
        assert not PortalDocument.objects.exists()
        page.get_latest_revision().publish(skip_permission_checks=True)
        assert "viết tắt" in visit(portal, page.public_path()).content.decode()

    def test_names_that_were_shortened_stand_at_no_address(self, portal, accountant, desk) -> None:
        name = "Phạm Đình Lan"
        upload = sent(portal, accountant, a_sheet("pa-boi-thuong"))
        kept = upload.file.name
        for answer in (visit(portal, f"/media/{kept}"), desk.get(f"/media/{kept}")):
            assert answer.status_code in {302, 404}
        page = draft_from_sheet(upload=upload, actor=accountant, now=timezone.now(), **WORDS)
        page.get_latest_revision().publish(skip_permission_checks=True)
        page.save_revision(user=accountant)
        shown = [
            *(
                visit(portal, f"{page.public_path()}{one}")
                for one in ("", "so-lieu.csv", "datapackage.json")
            ),
            *(
                visit(portal, one)
                for one in ("/ngan-sach/", "/rss.xml", "/feed.json", "/tim-kiem/?q=Lan")
            ),
            desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])),
            desk.get(
                reverse(
                    "wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]
                )
            ),
            desk.get(reverse("wagtaildocs_chooser:choose")),
        ]
        assert [one.status_code for one in shown] == [200] * len(shown)
        texts = [body(one).decode() for one in shown]
        texts += [str(one.content) for one in page.revisions.all()]
        texts += [str(SheetUpload.objects.values_list("read", flat=True)[0])]
        assert [text for text in texts if name in text or kept in text] == []

    def test_no_sheet_is_published_beside_shortened_names(self, portal) -> None:
        masked = replace(spending(), is_masked=True)
        with pytest.raises(SheetNotAttached):
            make_disclosure(portal, sheet=masked)
        explained = with_file(portal, "Thuyết minh số liệu quý III.")
        assert make_disclosure(portal, quarter=3, sheet=masked, file=explained).live

    def test_shortens_a_name_to_its_letters(self) -> None:
        assert initials("Bà  Nguyễn Thị Giang") == "Bà N. T. G."
        assert initials("Vũ Đình Tâm") == "V. Đ. T."

"""Lists of people: what says more of a person than may be public is refused by cell, and the names are nowhere."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageLogEntry, Revision

from editorial.demo.sheet_files import sheet_file_of
from editorial.disclosures.desk import reading
from editorial.disclosures.desk.actions import (
    correct_from_sheet,
    draft_from_sheet,
    send_sheet,
)
from editorial.disclosures.figures import SheetNotAttached
from editorial.disclosures.forms.known import form_called
from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.privacy import PersonalData, shortened
from editorial.disclosures.proposal import proposal_of
from editorial.disclosures.reading.files import grids_in
from editorial.disclosures.reading.parsing import parsed
from editorial.disclosures.reading.sheet import CellFault, SheetFaults, SheetPeriod
from editorial.disclosures.reading.words import PERSONAL
from editorial.models import DisclosureFigure, DisclosurePage, PortalDocument, SheetUpload
from editorial.review.actions import approve_story, submit_story
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from portals.uploads.apart import UploadDeadline
from tests.editorial.land.plans import with_file
from tests.factories import make_member, make_portal
from tests.support.kept import once_a_file
from tests.support.visiting import visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
FORM = form_called("ds-ho-tro")
# As the example of the form has them, and as they must be found nowhere.
NAMES = ("Phạm Thị Mẫu", "Đỗ Văn Thử", "Ngô Thị Ví Dụ", "Vũ Văn Mẫu", "Trần Văn Thử", "Lê Thị Mẫu")
# The first person's line, below the heading of the list.
LINE = 9


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def a_list(**cells: Any) -> bytes:
    """The example as a workbook, with some cells otherwise."""
    assert FORM.example is not None
    content = sheet_file_of(
        FORM,
        SheetPeriod("year", 2023),
        FORM.example.rows,
        agency="UBND xã Đông Phú",
        unit="nghìn đồng",
    )
    book = load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        book.worksheets[0][address] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def faults_in(content: bytes) -> set[tuple[str, str]]:
    try:
        parsed(grids_in(io.BytesIO(content)), shipped_forms())
    except SheetFaults as found:
        return {(one.code, one.cell) for one in found.faults}
    return set()


class TestRefusedByCell:
    @pytest.mark.parametrize(
        ("cell", "value", "code"),
        [
            ("D9", "Trợ cấp khuyết tật đặc biệt nặng", "personal_health"),
            ("D9", "Hỗ trợ BỆNH hiểm nghèo", "personal_health"),
            ("G9", "nhiễm HIV", "personal_health"),
            ("B9", "Phạm Thị Mẫu (sinh năm 1950)", "personal_birth"),
            ("G9", "12/03/1950", "personal_birth"),
            ("G9", 1950, "personal_birth"),
            ("G9", "72 tuổi", "personal_birth"),
            ("G9", "027085001234", "personal_number"),
            ("G9", 27085001234, "personal_number"),
            ("D9", "CMND 123456789", "personal_number"),
            ("D9", "Chuyển khoản 1903 4567 8901", "personal_number"),
            ("G9", "0912.345.678", "personal_number"),
            ("B9", "Phạm Thị Mẫu 0912345678", "personal_number"),
            ("G9", "mau@example.vn", "personal_number"),
            ("C9", "Nhà ông Phạm Văn Bình", "personal_name"),
            ("C9", "Phạm Văn Bình", "personal_name"),
            ("G9", "con Nguyễn Văn An", "personal_name"),
            ("A9", "Phạm Văn Bình", "personal_name"),
            ("A9", "0912345678", "personal_number"),
        ],
    )
    def test_is_what_says_more_of_a_person(self, cell, value, code) -> None:
        assert (code, cell) in faults_in(a_list(**{cell: value}))

    @pytest.mark.parametrize("heading", ["Ngày sinh", "Số tài khoản", "Dạng khuyết tật", "SĐT"])
    def test_is_a_column_for_it_even_where_it_is_empty(self, heading) -> None:
        assert {cell for _code, cell in faults_in(a_list(G7=heading))} == {"G7"}

    def test_is_a_number_on_a_hidden_sheet(self) -> None:
        book = load_workbook(io.BytesIO(a_list()))
        other = book.create_sheet("Nguon")
        other.sheet_state = "hidden"
        other["B2"] = "Liên hệ 0912345678"
        written = io.BytesIO()
        book.save(written)
        assert faults_in(written.getvalue()) == {("personal_number", "B2")}

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("D9", "Thân nhân liệt sĩ"), ("C9", "Khu phố Trần Hưng Đạo"), ("C9", "Khu tập thể Bệnh viện"),
            ("G9", "Đã nhận"), ("D9", "Quyết định 12/QĐ-UBND"),
        ],
    )  # fmt: skip
    def test_is_nothing_of_what_is_no_secret(self, cell, value) -> None:
        assert faults_in(a_list(**{cell: value})) == set()

    def test_says_where_and_what_to_do_and_never_what(self) -> None:
        for code in PERSONAL:
            words = CellFault(code, cell="D9").words
            assert words.startswith("Ô D9")
            assert "xóa" in words


@dataclass
class Commune:
    portal: Portal
    accountant: Any
    head: Any


def build() -> Commune:
    portal = make_portal(name="Xã Đông Phú")
    return Commune(
        portal, make_member(portal, Position.CONTRIBUTOR), make_member(portal, Position.HEAD)
    )


built, commune = once_a_file(build)


def sent(commune: Commune, content: bytes) -> SheetUpload:
    return send_sheet(
        portal=commune.portal,
        # What is sent may be called as somebody is.
        file=SimpleUploadedFile(f"{NAMES[0]}.xlsx", content),
        outcome=parsed(grids_in(io.BytesIO(content)), shipped_forms()),
        actor=commune.accountant,
        now=timezone.now(),
    )


def drafted(commune: Commune, **words: str) -> DisclosurePage:
    given = {"agency": "Ủy ban nhân dân Xã Đông Phú", "lead": "Quà Tết.", "decision_number": ""}
    return draft_from_sheet(
        upload=sent(commune, a_list()),
        actor=commune.accountant,
        now=timezone.now(),
        **given | words,
    )


def published(commune: Commune) -> DisclosurePage:
    page = drafted(commune)
    submit_story(story=page, actor=commune.accountant, now=timezone.now())
    approve_story(story=page, actor=commune.head, now=timezone.now())
    return DisclosurePage.objects.get(pk=page.pk)


class TestNothingOfItIsKept:
    def test_where_somebody_waits(self, commune) -> None:
        file = SimpleUploadedFile("a.xlsx", a_list(D9="Khuyết tật đặc biệt nặng"))
        with pytest.raises(PersonalData) as refused:
            reading.outcome_at_once(file, day=local_date(timezone.now()), until=UploadDeadline())
        assert "Ô D9" in str(refused.value)
        assert "đặc biệt nặng" not in str(refused.value)
        assert not SheetUpload.objects.exists()

    def test_where_a_job_reads(self, commune) -> None:
        upload = send_sheet(
            portal=commune.portal,
            file=SimpleUploadedFile("a.xlsx", a_list(D9="Khuyết tật đặc biệt nặng", G9="1950")),
            outcome=None,
            actor=commune.accountant,
            now=timezone.now(),
        )
        reading.read_by_job(upload)
        upload.refresh_from_db()
        assert (upload.file.name, upload.read) == ("", None)
        assert [(one["code"], one.get("cell")) for one in upload.faults] == [
            *(("personal", None), ("personal_health", "D9"), ("personal_birth", "G9")),
        ]
        assert "nặng" not in str(upload.faults)
        address = reverse("sheet_look", args=[upload.pk])
        assert "Ô D9" in body(desk_client(commune.accountant).get(address)).decode()


class TestWhatIsPublic:
    def test_is_by_hamlet_with_totals(self, commune) -> None:
        sheet = published(commune).stored_sheet
        told = [(row.ordinal, row.label, *row.cells) for row in sheet.rows]
        assert [column.code for column in sheet.columns] == [
            *("hinh_thuc", "so_nguoi", "so_tien", "so_ho"),
        ]
        assert told[0] == ("", "TỔNG CỘNG", None, 19, 27_500_000, 6)
        hamlets = [one for one in told if one[0].isdigit()]
        assert hamlets == [
            ("1", "Thôn Đoài", None, 4, 21_500_000, 2),
            ("2", "Thôn Đông", None, 6, 3_000_000, 2),
            ("3", "Thôn Hạ", None, 9, 3_000_000, 2),
        ]
        assert told[2][:2] == ("1.1", "Đ. V. T.")
        for column in (1, 2, 3):
            assert sum(one[2 + column] for one in hamlets) == told[0][2 + column]
        # Only the whole is compared with other communes.
        kept = DisclosureFigure.objects.values_list("row", "column")
        assert set(kept) == {("T", "so_nguoi"), ("T", "so_tien"), ("T", "so_ho")}

    def test_names_nobody_wherever_it_is_asked_for(self, commune) -> None:
        page = published(commune)
        path = page.public_path()
        addresses = (
            path, f"{path}so-lieu.csv", f"{path}datapackage.json", f"{path.rstrip('/')}.pdf", f"{path}xac-thuc/",
            "/an-sinh/", "/an-sinh/atom.xml", "/atom.xml", "/feed.json", "/", "/so-do/", "/sitemap-tin-1.xml",
            "/tim-kiem/?q=Quà+Tết",
        )  # fmt: skip
        for address in addresses:
            answer = visit(commune.portal, address)
            assert answer.status_code == 200, address
            told = (b"".join(answer) if answer.streaming else answer.content).decode(
                "utf-8", "replace"
            )
            assert not [name for name in NAMES if name in told], address
        for name in NAMES:
            found = visit(commune.portal, f"/tim-kiem/?q={name}").content.decode()
            assert path not in found
        # Nor is there anything from which it could come.
        kept = [str(one.content) for one in Revision.objects.for_instance(page)]
        kept += [str(page.sheet), page.sheet_words, str(SheetUpload.objects.values_list("read"))]
        kept += [str(entry) for entry in PageLogEntry.objects.values_list("label", "data")]
        assert not [name for name in NAMES for words in kept if name in words]
        assert not PortalDocument.objects.filter(collection=commune.portal.collection).exists()
        assert set(SheetUpload.objects.values_list("file", flat=True)) == {""}

    def test_names_nobody_in_the_preview_either(self, commune) -> None:
        draft = drafted(commune)
        desk = desk_client(commune.accountant)
        for address in (f"/pages/{draft.pk}/edit/", f"/pages/{draft.pk}/view_draft/"):
            answer = desk.get(address, follow=True)
            assert answer.status_code == 200
            told = body(answer).decode()
            assert not [name for name in NAMES if name in told]

    def test_waits_where_no_address_leads(self, commune) -> None:
        upload = sent(commune, a_list())
        for address in (f"/media/{upload.file.name}", f"/tep/{upload.pk}/danh-sach.xlsx"):
            assert visit(commune.portal, address).status_code == 404

    @pytest.mark.parametrize(
        "beside",
        [
            {"lead": "Quà cho Phạm Thị Mẫu, Đỗ Văn Thử và Vũ Văn Mẫu."},
            {"lead": "Liên hệ CCCD 027085001234."},
            {"file": "1. PHẠM THỊ MẪU\n2. ĐỖ VĂN THỬ\n3. TRẦN VĂN THỬ"},
            {"file": "Danh sách: số 027085001234"},
            {"state": "ocr_waiting"},
            {"state": "waiting", "read_at": None},
            {"name": "goc.xlsx"},
        ],
    )
    def test_has_nothing_beside_it_that_says_who_they_are(self, commune, beside) -> None:
        page = drafted(commune, **({"lead": beside["lead"]} if "lead" in beside else {}))
        if "lead" not in beside:
            state = {name: beside[name] for name in ("state", "read_at") if name in beside}
            file = with_file(commune.portal, beside.get("file", ""), **state)
            if "name" in beside:
                PortalDocument.objects.filter(pk=file.pk).update(file=f"documents/{beside['name']}")
            page.body = [
                ("file", {"document": PortalDocument.objects.get(pk=file.pk), "title": ""})
            ]
        with pytest.raises(SheetNotAttached):
            page.save_revision().publish(skip_permission_checks=True)

    def test_may_have_the_decision_beside_it(self, commune) -> None:
        page = drafted(commune)
        words = "Quyết định hỗ trợ. Chủ tịch: Trần Văn Thử. Phạm Thị Mẫu lập."
        file = with_file(commune.portal, words)
        page.body = [("file", {"document": file, "title": "Quyết định"})]
        page.save_revision().publish(skip_permission_checks=True)
        assert DisclosurePage.objects.get(pk=page.pk).live
        # A corrected list leaves it where it is, and its note says no more than the page.
        for note in (", ".join(NAMES[:3]), "Liên hệ CCCD 027085001234.", "Sửa số tiền."):
            corrected = correct_from_sheet(
                upload=sent(commune, a_list()),
                page=page,
                note=note,
                lead="Quà Tết.",
                actor=commune.head,
                now=timezone.now(),
            )
            revision = corrected.get_latest_revision()
            assert [one.value["document"].pk for one in revision.as_object().body] == [file.pk]
            if note == "Sửa số tiền.":
                revision.publish(skip_permission_checks=True)
                continue
            with pytest.raises(SheetNotAttached), transaction.atomic():
                revision.publish(skip_permission_checks=True)

    def test_has_no_names_in_what_is_said_of_it(self, commune) -> None:
        page = drafted(commune)
        for name in ("byline", "lead_image_alt"):
            told = DisclosurePage.objects.get(pk=page.pk)
            setattr(told, name, f"{', '.join(NAMES[:3])}.")
            with pytest.raises(SheetNotAttached), transaction.atomic():
                told.save_revision().publish(skip_permission_checks=True)


def test_compensation_is_shortened_line_by_line() -> None:
    form = form_called("pa-boi-thuong")
    assert form.example is not None
    content = sheet_file_of(
        form, SheetPeriod("year", 2023), form.example.rows, agency="UBND", unit="nghìn đồng"
    )
    read = parsed(grids_in(io.BytesIO(content)), shipped_forms())
    sheet = shortened(proposal_of(read, form), form).sheet
    assert [row.label for row in sheet.rows if row.code.startswith("I.")][:2] == [
        *("Hộ ông P. Đ. L.", "Ông Đ. B. M."),
    ]
    assert next(row for row in sheet.rows if row.code == "II.1").label == "HTX nông nghiệp Đoài"

"""A register brought in as a table: every bad row named, all of it or nothing, the same twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from wagtail.models import PageLogEntry

from editorial.documents.importing import actions, offered
from editorial.documents.importing.actions import (
    carry_out,
    carry_out_sent,
    drop_sent,
    plan_of_sent,
    send_register,
)
from editorial.documents.importing.columns import Column, UnreadableRegister, columns_in
from editorial.documents.importing.plan import ImportPlan, plan_of
from editorial.documents.importing.rows import RegisterRow, UnableToImportRegister, read_row
from editorial.media.examining import examine_next
from editorial.models import (
    ActToRecord,
    DocumentMention,
    OfficialDocumentPage,
    Placement,
    PortalDocument,
    PublishedFile,
    RegisterImport,
)
from portals.boards.enums import Position
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination
from tests.editorial.documents.test_secrecy import PLAIN, SECRET, file_that_says
from tests.factories import (
    make_document,
    make_member,
    make_official,
    make_portal,
    published_by_wagtail,
)
from tests.support import files
from tests.support.visiting import visit
from tests.walls import desk_client

HEADINGS = [column.value for column in Column]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def cells(**given: str) -> dict[str, str]:
    told = {
        "NUMBER": "96/QĐ-UBND",
        "ISSUER": "Ủy ban nhân dân xã Thử",
        "ISSUED_ON": "18/03/2021",
        "ABSTRACT": "Về việc giao đất",
    } | given
    return {Column[name].value: text for name, text in told.items()}


def read(**given: str) -> RegisterRow:
    return read_row(5, {Column(name): text for name, text in cells(**given).items()})


def faults_of(row: RegisterRow) -> list[str]:
    return [fault.column for fault in row.faults]


def planned(portal: Portal, *rows: dict[str, str], **how: Any) -> ImportPlan:
    return plan_of(portal, enumerate(rows, start=2), **how)


class TestColumns:
    def test_are_known_by_the_headings_that_offices_write(self) -> None:
        written = [
            "STT",
            "Số, ký hiệu",
            "Đơn vị ban hành",
            "Ngày VB",
            "Ngày, tháng",
            "Trích yếu nội dung",
        ]
        assert columns_in(written) == {
            "Số, ký hiệu": Column.NUMBER,
            "Đơn vị ban hành": Column.ISSUER,
            "Ngày, tháng": Column.ISSUED_ON,
            "Trích yếu nội dung": Column.ABSTRACT,
        }

    def test_that_may_say_the_same_give_way_to_the_surer_one(self) -> None:
        written = [
            "Số",
            "Ngày ký",
            "Số ký hiệu",
            "Ngày ban hành",
            "Cơ quan",
            "Nội dung",
            "Trích yếu",
        ]
        found = columns_in(written)
        assert found["Ngày ban hành"] == Column.ISSUED_ON
        assert found["Trích yếu"] == Column.ABSTRACT
        assert not {"Ngày ký", "Nội dung", "Số"} & found.keys()

    def test_that_are_missing_are_named(self) -> None:
        with pytest.raises(UnreadableRegister, match="Cơ quan ban hành, Ngày ban hành"):
            columns_in(["Số ký hiệu", "Trích yếu"])


@pytest.mark.django_db
class TestARow:
    def test_becomes_a_document(self) -> None:
        row = read(
            NUMBER="'Số: 096 /QĐ–UBND",
            EFFECTIVE_ON="2021-03-18",
            ENDS_ON="31.12.2021",
            SIGNER="Nguyễn Văn Mẫu",
            POSITION="KT. Chủ tịch",
            FIELD="Đất đai, môi trường",
            ATTACHED="thu-muc/a.pdf; b.docx;a.pdf",
        )
        document = row.document
        assert row.faults == []
        assert (document.title, document.number_key) == (
            "Quyết định 096/QĐ-UBND ngày 18/03/2021",
            "96/qd-ubnd",
        )
        assert (document.effective_on, document.in_force_through) == (
            date(2021, 3, 18),
            date(2021, 12, 31),
        )
        assert (document.signing_capacity, document.signer_position) == ("KT", "Chủ tịch")
        assert (document.field, row.files) == ("dat-dai", ("a.pdf", "b.docx"))

    @pytest.mark.parametrize(
        ("number", "said", "kind"),
        [
            ("96/QĐ-UBND", "", "quyet-dinh"),
            ("145/UBND-NC", "", "cong-van"),
            ("12/UBND", "Công văn", "cong-van"),
            ("7/KH-UBND", "kế hoạch", "ke-hoach"),
        ],
    )
    def test_takes_its_kind_as_named_or_from_the_number(
        self, number: str, said: str, kind: str
    ) -> None:
        assert read(NUMBER=number, KIND=said).document.document_kind == kind

    @pytest.mark.parametrize(
        ("given", "column"),
        [
            ({"NUMBER": ""}, Column.NUMBER),
            ({"NUMBER": "không số"}, Column.NUMBER),
            ({"ISSUER": " "}, Column.ISSUER),
            ({"ABSTRACT": ""}, Column.ABSTRACT),
            ({"ISSUED_ON": ""}, Column.ISSUED_ON),
            ({"ISSUED_ON": "31/02/2021"}, Column.ISSUED_ON),
            ({"ISSUED_ON": "03/2021"}, Column.ISSUED_ON),
            ({"EFFECTIVE_ON": "17/03/2021"}, Column.EFFECTIVE_ON),
            ({"EFFECTIVE_ON": "18/03/2021", "ENDS_ON": "17/03/2021"}, Column.ENDS_ON),
            ({"KIND": "Bài thơ"}, Column.KIND),
            ({"NUMBER": "5/XYZ-ABC"}, Column.KIND),
            ({"FIELD": "Không có"}, Column.FIELD),
            ({"ISSUER": "x" * 161}, Column.ISSUER),
            ({"SECRECY": "Mật"}, Column.SECRECY),
            ({"SECRECY": "Tuyệt mật"}, Column.SECRECY),
            ({"SECRECY": "Không rõ"}, Column.SECRECY),
        ],
    )
    def test_says_in_one_column_what_is_wrong(self, given: dict[str, str], column: Column) -> None:
        row = read(**given)
        assert faults_of(row) == [column.value]
        assert row.faults[0].line == 5

    def test_takes_what_only_just_is_right(self) -> None:
        day = "18/03/2021"
        assert read(EFFECTIVE_ON=day, ENDS_ON=day, ISSUER="x" * 160, SECRECY="Thường").faults == []


@pytest.mark.django_db
class TestAPlan:
    def test_names_the_line_that_a_row_repeats(self) -> None:
        plan = planned(
            make_portal(), cells(), cells(NUMBER="096/QĐ-UBND"), cells(NUMBER="97/QĐ-UBND")
        )
        assert [(fault.line, fault.column) for fault in plan.faults] == [(3, "Số ký hiệu")]
        assert "2" in plan.faults[0].reason
        assert [row.line for row in plan.to_write] == [2, 4]

    def test_leaves_what_stands_here_and_names_where_it_differs(self) -> None:
        portal = make_portal()
        same = {"number": "96/QĐ-UBND", "issued_on": date(2021, 3, 18), "issuer": "UBND xã Thử"}
        make_official(portal, **same, lead="Về việc giao đất")
        rows = (cells(ISSUER="UBND xã Thử"), cells(ISSUER="UBND xã Thử", ISSUED_ON="19/03/2021"))
        plan = planned(portal, *rows)
        assert (plan.unchanged, plan.differing, len(plan.to_write)) == (1, [], 1)
        plan = planned(portal, cells(ISSUER="UBND xã Thử", ABSTRACT="Khác"))
        assert [one.columns for one in plan.differing] == [("Trích yếu",)]
        assert plan.faults == []

    def test_refuses_what_another_portal_published(self) -> None:
        other = make_portal(name="Xã Nguồn")
        make_official(other, number="96/QĐ-UBND", issued_on=date(2021, 3, 18), issuer="UBND xã Thử")
        plan = planned(make_portal(), cells(ISSUER="UBND xã Thử"))
        assert "Xã Nguồn" in plan.faults[0].reason
        assert plan.to_write == []

    def test_takes_files_of_this_portal_that_were_examined(self) -> None:
        portal = make_portal()
        fine = make_document(portal, name="van-ban.pdf")
        make_document(make_portal(), name="noi-khac.pdf")
        PortalDocument.objects.filter(pk=make_document(portal, name="dang-kiem.pdf").pk).update(
            examination=Examination.EXAMINING
        )
        PortalDocument.objects.filter(pk=make_document(portal, name="hong.pdf").pk).update(
            examination=Examination.REFUSED, refusal="Có mã lệnh."
        )
        PortalDocument.objects.filter(pk=make_document(portal, name="virus.pdf").pk).update(
            scan_state=ScanState.INFECTED, scanned_at=timezone.now(), virus="Win.Test"
        )
        names = [
            *("van-ban.pdf", "noi-khac.pdf", "dang-kiem.pdf", "hong.pdf", "khong-co.pdf"),
            "virus.pdf",
        ]
        rows = [
            cells(NUMBER=f"{n}/QĐ-UBND", ATTACHED=name) for n, name in enumerate(names, start=1)
        ]
        plan = planned(portal, *rows)
        assert [row.files for row in plan.to_write] == [("van-ban.pdf",)]
        assert plan.files["van-ban.pdf"].pk == fine.pk
        assert [fault.line for fault in plan.faults] == [3, 4, 5, 6, 7]
        assert "Có mã lệnh." in plan.faults[2].reason
        assert "Win.Test" in plan.faults[4].reason

    def test_refuses_a_file_with_a_mark_of_secrecy(self) -> None:
        portal = make_portal()
        for name, says in (("mat.pdf", SECRET), ("thuong.pdf", PLAIN)):
            file = file_that_says(portal, says)
            PortalDocument.objects.filter(pk=file.pk).update(title=name)
        plan = planned(
            portal, cells(ATTACHED="mat.pdf"), cells(NUMBER="7/KH-UBND", ATTACHED="thuong.pdf")
        )
        assert [fault.line for fault in plan.faults] == [2]
        assert "TỐI MẬT" in plan.faults[0].reason

    def test_knows_a_file_by_its_title_without_ending(self) -> None:
        portal = make_portal()
        file = make_document(portal, name="x.pdf")
        PortalDocument.objects.filter(pk=file.pk).update(title="Quyết định 96")
        plan = planned(portal, cells(ATTACHED="Quyết định 96.pdf"))
        assert plan.files["Quyết định 96.pdf"].pk == file.pk
        assert planned(portal, cells(ATTACHED="Quyết định 96.docx")).faults

    def test_knows_a_file_by_the_name_under_which_it_was_sent_and_takes_the_newest(self) -> None:
        portal = make_portal()
        pks = [make_document(portal, name="to trinh.pdf").pk for _twice in range(2)]
        assert planned(portal, cells(ATTACHED="to trinh.pdf")).files["to trinh.pdf"].pk == pks[1]
        # Whoever gives it another title has not sent it under another name.
        PortalDocument.objects.filter(pk__in=pks).update(title="Tờ trình")
        assert planned(portal, cells(ATTACHED="to trinh.pdf")).files["to trinh.pdf"].pk == pks[1]


@pytest.mark.django_db
class TestCarryingOut:
    def test_leaves_what_publishing_one_by_one_would(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        story = published_by_wagtail(
            portal, body=[("text", "<p>Theo 96/QĐ-UBND ngày 18/03/2021.</p>")]
        )
        file = make_document(portal, name="a.pdf", content=PDF)
        plan = planned(
            portal,
            cells(ATTACHED="a.pdf"),
            cells(NUMBER="80/2025/QĐ-UBND", ABSTRACT="Thay 7/2019/QĐ-UBND"),
        )
        ActToRecord.objects.all().delete()
        assert carry_out(plan=plan, actor=head, now=timezone.now()) == 2
        document = OfficialDocumentPage.objects.get(number_key="96/qd-ubnd")
        assert document.identity == document.own_identity
        assert (document.serial, document.series) == (96, "qd-ubnd/2021")
        assert document.public_path().startswith("/van-ban/quyet-dinh-96-qd-ubnd-ngay-18-03-2021-")
        assert OfficialDocumentPage.objects.get(number_key__startswith="80/").is_normative
        placement = Placement.objects.get(story=document.pk)
        assert (placement.kind, placement.via) == ("document", "import")
        assert PublishedFile.objects.filter(page=document.pk, document=file).exists()
        assert visit(portal, document.public_path()).status_code == 200
        assert DocumentMention.objects.get(story=story.pk).document_id == document.pk
        named = DocumentMention.objects.get(story__title__startswith="Quyết định 80/2025")
        assert named.number_key == "7/2019/qd-ubnd"
        assert ActToRecord.objects.filter(page=document.pk).exists()
        logged = PageLogEntry.objects.get(action="editorial.import_register")
        assert (logged.user, logged.data["documents"]) == (head, 2)
        again = planned(portal, cells(ATTACHED="a.pdf"), cells(NUMBER="80/2025/QĐ-UBND"))
        assert (again.unchanged, carry_out(plan=again, actor=head, now=timezone.now())) == (2, 0)

    def test_changes_nothing_while_a_row_is_wrong(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        with pytest.raises(UnableToImportRegister) as refused:
            carry_out(
                plan=planned(portal, cells(), cells(NUMBER="?")), actor=head, now=timezone.now()
            )
        assert [fault.line for fault in refused.value.faults] == [3]
        assert not OfficialDocumentPage.objects.exists()

    def test_tells_where_somebody_was_quicker(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        plan = planned(portal, cells(ISSUER="UBND xã Thử"), cells(NUMBER="97/QĐ-UBND"))
        make_official(
            portal, number="96/QĐ-UBND", issued_on=date(2021, 3, 18), issuer="UBND xã Thử"
        )
        with pytest.raises(Refusal, match="vừa đăng"):
            carry_out(plan=plan, actor=head, now=timezone.now())
        assert OfficialDocumentPage.objects.count() == 1

    def test_takes_as_many_statements_for_few_as_for_many(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        costs = []
        for numbers in (range(100, 101), range(1, 3), range(3, 33)):
            rows = [cells(NUMBER=f"{n}/QĐ-UBND") for n in numbers]
            with CaptureQueriesContext(connection) as queries:
                carry_out(plan=planned(portal, *rows), actor=head, now=timezone.now())
            costs.append(len(queries))
        assert costs[1] == costs[2]

    def test_is_for_those_who_may_publish_there(self) -> None:
        portal, other = make_portal(), make_portal()
        strangers = [
            make_member(portal, Position.EDITOR),
            make_member(portal, Position.SECRETARY),
            make_member(portal, Position.CONTRIBUTOR),
            make_member(other, Position.HEAD),
        ]
        for stranger in strangers:
            with pytest.raises(NotYourOffice):
                carry_out(plan=planned(portal, cells()), actor=stranger, now=timezone.now())
            with pytest.raises(NotYourOffice):
                send_register(
                    portal=portal, file=table(cells()), actor=stranger, now=timezone.now()
                )
        deputy = make_member(portal, Position.DEPUTY)
        assert carry_out(plan=planned(portal, cells()), actor=deputy, now=timezone.now()) == 1


def table(*rows: dict[str, str], name: str = "so.csv") -> SimpleUploadedFile:
    lines = [";".join(HEADINGS)]
    lines += [";".join(row.get(heading, "") for heading in HEADINGS) for row in rows]
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def workbook(rows: Iterable[list[Any]]) -> SimpleUploadedFile:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return SimpleUploadedFile("so.xlsx", content.getvalue())


@pytest.mark.django_db
class TestAtTheDesk:
    @pytest.fixture(autouse=True)
    def own_media(self, settings: Any, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = tmp_path

    def test_a_workbook_with_real_days_is_looked_at_and_carried_out(self) -> None:
        portal = make_portal()
        client = desk_client(make_member(portal, Position.HEAD))
        rows = [
            ["Số ký hiệu", "Cơ quan ban hành", "Ngày ban hành", "Trích yếu", "Ghi chú"],
            ["96/QĐ-UBND", "UBND xã Thử", date(2021, 3, 18), "Về việc giao đất", "x"],
        ]
        sent = client.post(
            reverse("register_import", args=[portal.pk]),
            {"file": workbook(rows)},
        )
        assert sent.status_code == 302
        page = client.get(sent.url).content.decode()
        assert "Quyết định 96/QĐ-UBND ngày 18/03/2021" in page
        assert "ghi chú" in page
        assert not OfficialDocumentPage.objects.exists()
        client.post(sent.url)
        assert OfficialDocumentPage.objects.filter(live=True).count() == 1
        kept = RegisterImport.objects.get()
        assert (kept.written, kept.file.name) == (1, "")

    def test_another_board_s_table_does_not_exist(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        sent = send_register(portal=portal, file=table(cells()), actor=head, now=timezone.now())
        address = reverse("register_look", args=[sent.pk])
        for stranger, at in (
            (make_member(make_portal(), Position.HEAD), 404),
            (make_member(portal, Position.CONTRIBUTOR), 404),
            (head, 200),
        ):
            assert desk_client(stranger).get(address).status_code == at

    def test_an_unreadable_table_is_refused_with_words(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        with pytest.raises(Refusal, match="Trích yếu"):
            send_register(
                portal=portal,
                file=SimpleUploadedFile("a.csv", b"So ky hieu,Ngay ban hanh\n1,2\n"),
                actor=head,
                now=timezone.now(),
            )
        assert not RegisterImport.objects.exists()

    @pytest.mark.parametrize(("most", "is_taken"), [(1, False), (2, True)])
    def test_is_taken_up_to_what_somebody_waits_for(
        self, monkeypatch: pytest.MonkeyPatch, most: int, is_taken: bool
    ) -> None:
        portal = make_portal()
        head, now = make_member(portal, Position.HEAD), timezone.now()
        monkeypatch.setattr(actions, "MOST_AT_DESK", most)
        sent = table(cells(), cells(NUMBER="7/KH-UBND"))
        with nullcontext() if is_taken else pytest.raises(Refusal, match="2 văn bản"):
            send_register(portal=portal, file=sent, actor=head, now=now)
        kept = RegisterImport.objects.all()
        assert kept.count() == is_taken
        if is_taken:
            assert len(plan_of_sent(kept[0]).to_write) == 2

    def test_is_carried_out_or_dropped_once(self) -> None:
        portal = make_portal()
        head, now = make_member(portal, Position.HEAD), timezone.now()
        first = send_register(portal=portal, file=table(cells()), actor=head, now=now)
        with pytest.raises(NotYourOffice):
            drop_sent(sent=first, actor=make_member(portal, Position.SECRETARY), now=now)
        drop_sent(sent=first, actor=head, now=now)
        assert not OfficialDocumentPage.objects.exists()
        with pytest.raises(Refusal):
            carry_out_sent(sent=first, actor=head, now=now)
        second = send_register(portal=portal, file=table(cells()), actor=head, now=now)
        assert len(plan_of_sent(second).to_write) == 1
        assert carry_out_sent(sent=second, actor=head, now=now) == 1
        with pytest.raises(Refusal):
            carry_out_sent(sent=second, actor=head, now=now)
        logged = PageLogEntry.objects.filter(action__endswith="_register", user=head)
        assert list(logged.order_by("pk").values_list("action", flat=True)) == [
            "editorial.send_register", "editorial.drop_register",
            "editorial.send_register", "editorial.import_register",
        ]  # fmt: skip
        assert all(one.data["portal"] == portal.pk for one in logged)


def zipped(**parts: bytes) -> SimpleUploadedFile:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"van ban/{name}.pdf", content)
    return SimpleUploadedFile("tep.zip", written.getvalue())


def table_of(*names: str) -> SimpleUploadedFile:
    rows = [
        f"{number}/QĐ-UBND,UBND xã Thử,18/03/2021,Về việc giao đất,{name}"
        for number, name in enumerate(names, start=1)
    ]
    heading = "Số ký hiệu,Cơ quan ban hành,Ngày ban hành,Trích yếu,Tệp"
    return SimpleUploadedFile("so.csv", "\n".join([heading, *rows]).encode())


@pytest.mark.django_db
class TestFilesInAnArchive:
    @pytest.fixture(autouse=True)
    def own_media(self, settings: Any, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = tmp_path

    @pytest.fixture
    def portal(self) -> Portal:
        return make_portal()

    @pytest.fixture
    def head(self, portal: Portal) -> Any:
        return make_member(portal, Position.HEAD)

    def test_become_the_portal_s_own_and_are_examined_before_anything_is_public(
        self, portal: Portal, head: Any
    ) -> None:
        client = desk_client(head)
        answer = client.post(
            reverse("register_import", args=[portal.pk]),
            {"file": table_of("a.pdf"), "archive": zipped(a=files.pdf(), b=files.pdf())},
        )
        assert answer.status_code == 302
        # What no row names is not kept.
        file = PortalDocument.objects.get()
        assert (file.title, file.collection_id, file.uploaded_by_user) == (
            "a.pdf", portal.collection_id, head,
        )  # fmt: skip
        assert file.examination == Examination.EXAMINING
        sent = RegisterImport.objects.get()
        with pytest.raises(UnableToImportRegister):
            carry_out_sent(sent=sent, actor=head, now=timezone.now())
        assert examine_next(now=timezone.now())
        assert carry_out_sent(sent=sent, actor=head, now=timezone.now()) == 1
        assert PublishedFile.objects.get().document == file

    @pytest.mark.parametrize(
        ("archive", "words"),
        [
            (SimpleUploadedFile("tep.zip", b"PK\x03\x04hong"), "hỏng"),
            (zipped(a=b"khong phai pdf"), "a.pdf"),
            (zipped(a=b""), "a.pdf"),
            # Twelve megabytes of nothing: what packs so well was made to fill a memory.
            (zipped(a=bytes(12 * 1024 * 1024)), "giải nén"),
        ],
    )
    def test_that_are_refused_keep_the_table_back_and_nothing_stays(
        self, portal: Portal, head: Any, archive: SimpleUploadedFile, words: str
    ) -> None:
        archive.seek(0)
        with pytest.raises(Refusal, match=words):
            send_register(
                portal=portal, file=table_of("a.pdf"), archive=archive, actor=head,
                now=timezone.now(),
            )  # fmt: skip
        assert not PortalDocument.objects.exists()
        assert not RegisterImport.objects.exists()

    def test_of_one_name_are_refused_since_nobody_knows_which_is_meant(
        self, portal: Portal, head: Any
    ) -> None:
        written = BytesIO()
        with ZipFile(written, "w") as archive:
            for folder in ("2020", "2021"):
                archive.writestr(f"{folder}/a.pdf", PDF)
        sent = SimpleUploadedFile("tep.zip", written.getvalue())
        with pytest.raises(Refusal, match=r"a\.pdf"):
            send_register(
                portal=portal, file=table_of("a.pdf"), archive=sent, actor=head,
                now=timezone.now(),
            )  # fmt: skip
        assert not PortalDocument.objects.exists()

    @pytest.mark.parametrize(("room", "is_taken"), [(0, True), (-1, False)])
    def test_are_as_large_as_an_upload_may_be_and_no_larger(
        self, portal: Portal, head: Any, monkeypatch: pytest.MonkeyPatch, room: int, is_taken: bool
    ) -> None:
        content = files.pdf()
        monkeypatch.setattr(
            offered, "DOCUMENTS", replace(offered.DOCUMENTS, largest=len(content) + room)
        )
        with nullcontext() if is_taken else pytest.raises(Refusal, match=r"a\.pdf"):
            send_register(
                portal=portal, file=table_of("a.pdf"), archive=zipped(a=content), actor=head,
                now=timezone.now(),
            )  # fmt: skip
        assert PortalDocument.objects.exists() == is_taken

    def test_that_the_portal_has_already_are_taken_from_there(
        self, portal: Portal, head: Any
    ) -> None:
        make_document(portal, content=PDF, name="a.pdf")
        send_register(
            portal=portal, file=table_of("a.pdf"), archive=zipped(a=PDF), actor=head,
            now=timezone.now(),
        )  # fmt: skip
        assert PortalDocument.objects.count() == 1

    def test_are_for_those_who_may_bring_a_register_in(self, portal: Portal) -> None:
        with pytest.raises(NotYourOffice):
            send_register(
                portal=portal, file=table_of("a.pdf"), archive=zipped(a=PDF),
                actor=make_member(portal, Position.SECRETARY), now=timezone.now(),
            )  # fmt: skip
        assert not PortalDocument.objects.exists()


@pytest.mark.django_db
class TestTheCommand:
    @pytest.fixture(autouse=True)
    def own_media(self, settings: Any, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = tmp_path / "media"

    def run(
        self, portal: Portal, tmp_path: Path, files: Path, *rows: dict[str, str], **how: Any
    ) -> str:
        (tmp_path / "so.csv").write_bytes(table(*rows).read())
        out = StringIO()
        call_command(
            "import_documents",
            str(tmp_path / "so.csv"),
            portal=portal.code,
            files=files,
            stdout=out,
            stderr=out,
            **how,
        )
        return out.getvalue()

    def test_takes_files_of_a_folder_and_of_a_zip(self, tmp_path: Path) -> None:
        portal = make_portal()
        folder = tmp_path / "tep" / "2021"
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text("Nội dung")
        row = cells(ATTACHED="a.txt")
        assert "1" in self.run(portal, tmp_path, tmp_path / "tep", row, dry_run=True)
        assert not PortalDocument.objects.exists()
        self.run(portal, tmp_path, tmp_path / "tep", row)
        self.run(portal, tmp_path, tmp_path / "tep", row)
        assert (OfficialDocumentPage.objects.count(), PortalDocument.objects.count()) == (1, 1)
        with ZipFile(tmp_path / "tep.zip", "w") as archive:
            archive.writestr("sau/b.txt", "Nội dung khác")
        self.run(
            portal, tmp_path, tmp_path / "tep.zip", row, cells(NUMBER="7/KH-UBND", ATTACHED="b.txt")
        )
        assert PublishedFile.objects.count() == 2

    def test_keeps_nothing_where_one_file_is_refused(self, tmp_path: Path) -> None:
        portal = make_portal()
        folder = tmp_path / "tep"
        folder.mkdir()
        (folder / "a.txt").write_text("Nội dung")
        (folder / "b.pdf").write_text("không phải PDF")
        rows = (cells(ATTACHED="a.txt"), cells(NUMBER="7/KH-UBND", ATTACHED="b.pdf"))
        with pytest.raises(CommandError):
            self.run(portal, tmp_path, folder, *rows)
        assert not PortalDocument.objects.exists()
        assert not OfficialDocumentPage.objects.exists()

"""Appointing from a file: every bad row with line and reason, nothing until all are right, twice as once."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from portals.boards.appointment_list import AppointmentList, read_appointment_list
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.models import Portal
from tests.factories import make_member, make_portal, make_province_tree
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

HEADING = (
    "portal,name,position,starts_on,last_on,main_post,decision_number,decided_on,email,account"
)
DAY = date(2026, 11, 1)


def read(rows: str, *, name: str = "a.csv", heading: str = HEADING) -> AppointmentList:
    return read_appointment_list(
        io.BytesIO(f"{heading}\n{rows}".encode()),
        name,
        within=Portal.objects.select_related("board"),
        starts_on=DAY,
    )


def reasons(rows: str, **options: str) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in read(rows, **options).bad]


@pytest.fixture
def portal() -> Portal:
    return make_portal(code="09163", host="vuninh")


class TestAFile:
    def test_is_read_with_accounts_made_of_name_and_host(self, portal: Portal) -> None:
        found = read("09163,Đỗ Thị  Mến,Trưởng ban,28/11/2026,2027-11-30,Chủ tịch,1/QĐ,,m@x.vn,\n")
        assert found.bad == []
        (row,) = found.to_appoint
        assert (row.person.name, row.person.username) == ("Đỗ Thị Mến", "dothimen.vuninh")
        assert row.term
        assert row.term.position == Position.HEAD
        assert (row.term.starts_on, row.term.ends_on) == (date(2026, 11, 28), date(2027, 12, 1))

    def test_takes_codes_of_positions_too_and_codes_that_lost_a_zero(self, portal: Portal) -> None:
        found = read("9163,Đỗ Mến,deputy_head,\n", heading="portal,name,position,starts_on")
        assert found.bad == []
        assert found.to_appoint[0].portal == portal

    def test_of_a_spreadsheet_is_read_as_well(self, portal: Portal) -> None:
        book = Workbook()
        book.active.append(["Portal", "Name", "Position", "Starts_on"])
        book.active.append([9163, "Đỗ Mến", "Thư ký", date(2026, 12, 1)])
        file = io.BytesIO()
        book.save(file)
        file.seek(0)
        found = read_appointment_list(
            file, "a.XLSX", within=Portal.objects.select_related("board"), starts_on=DAY
        )
        assert found.bad == []
        assert found.to_appoint[0].starts_on == date(2026, 12, 1)

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00", b"portal\n09163\n", b"PK\x03\x04rubbish"]
    )
    @pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
    def test_that_is_none_is_told_as_line_1(self, content: bytes, name: str) -> None:
        found = read_appointment_list(
            io.BytesIO(content), name, within=Portal.objects.none(), starts_on=DAY
        )
        assert [row.line for row in found.bad] == [1]

    @pytest.mark.parametrize(
        "row",
        [
            ",Đỗ Mến,Thư ký,",
            "00000,Đỗ Mến,Thư ký,",
            "09163,Mến,Thư ký,",
            "09163,,Thư ký,",
            "09163,Đỗ Mến,Giám đốc,",
            "09163,Đỗ Mến,Thư ký,31/02/2026",
            "09163,Đỗ Mến,Thư ký,0024-11-28",
            "09163,Đỗ Mến,Thư ký,2026-11-28,2026-11-27",
            f"09163,Đỗ Mến,Thư ký,,,{'x' * 121}",
            f"09163,Đỗ Mến,Thư ký,,,,{'x' * 201}",
            "09163,Đỗ Mến,Thư ký,,,,,mai,",
            "09163,Đỗ Mến,Thư ký,,,,,,khong-phai-thu",
            "09163,Đỗ Mến,Thư ký,,,,,,,co dau cach",
            f"09163,Đỗ {'x' * 151},Thư ký,",
        ],
    )
    def test_with_a_bad_row_names_its_line(self, portal: Portal, row: str) -> None:
        found = read(f"09163,Lê Tốt,Biên tập viên,\n{row}\n")
        assert [bad.line for bad in found.bad] == [3]
        assert len(found.to_appoint) == 1

    def test_that_contradicts_itself_is_refused(self, portal: Portal) -> None:
        assert [line for line, _ in reasons("09163,Lê An,Thư ký,\n09163,Lê An,Trưởng ban,\n")] == [
            2,
            3,
        ]
        assert len(reasons("09163,Lê An,Trưởng ban,\n9163,Lê Bình,Trưởng ban,\n")) == 2
        assert len(reasons("09163,Lê An,Thư ký,,,,,,,x.y\n09163,Lê B,Thư ký,,,,,,,x.y\n")) == 2

    def test_that_contradicts_what_stands_is_refused(self, portal: Portal) -> None:
        head = make_member(portal, Position.HEAD)
        assert [line for line, _ in reasons("09163,Lê An,Trưởng ban,\n")] == [2]
        held = f"09163,{head.get_full_name()},Thư ký,,,,,,,{head.username}\n"
        assert [line for line, _ in reasons(held)] == [2]
        assert reasons(f"09163,Lê Khác,Thư ký,,,,,,,{head.username}\n")


class TestTheFileToFillIn:
    def test_has_a_line_for_each_vacant_post_and_is_read_back_as_filled_in(self) -> None:
        province, district, (commune, other) = make_province_tree(2)
        make_member(district, Position.HEAD)
        make_member(commune, Position.HEAD)
        boss = make_member(province, Position.SECRETARY)
        book = load_workbook(io.BytesIO(body(desk_client(boss).get("/ban-bien-tap/tep-mau/"))))
        sheet = book.active
        of = {portal.code: [] for portal in (district, commune, other)}
        for row in sheet.iter_rows(min_row=2):
            of.setdefault(row[0].value, []).append(row)
        lines = of[district.code]
        assert [row[2].value for row in lines] == ["Phó Trưởng ban", "Thư ký"]
        # A commune's head may hold its other posts too.
        assert of[commune.code] == []
        assert [row[2].value for row in of[other.code]] == ["Trưởng ban"]

        lines[0][1].value = "Đỗ Thị Mến"
        for row in reversed(list(sheet.iter_rows(min_row=2))):
            if not row[1].value:
                sheet.delete_rows(row[0].row)
        filled = io.BytesIO()
        book.save(filled)
        filled.seek(0)
        found = read_appointment_list(
            filled, "mau.xlsx", within=Portal.objects.select_related("board"), starts_on=DAY
        )

        assert found.bad == []
        assert [row.person.name for row in found.to_appoint] == ["Đỗ Thị Mến"]

    def test_is_for_who_oversees_boards_only(self, portal: Portal) -> None:
        head = make_member(portal, Position.HEAD)

        assert desk_client(head).get("/ban-bien-tap/tep-mau/").status_code == 404


class TestTheCommand:
    def file(self, tmp_path: Path, rows: str) -> str:
        path = tmp_path / "ban.csv"
        path.write_text(f"{HEADING}\n{rows}", encoding="utf-8")
        return str(path)

    def test_appoints_once_and_then_changes_nothing(
        self, portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = self.file(
            tmp_path, "09163,Lê Văn An,Trưởng ban,,,Chủ tịch UBND,,,,\n9163,Lê B,Thư ký,,,,,,,\n"
        )
        call_command("appoint_boards", path, "--dry-run")
        assert not BoardMember.objects.exists()
        call_command("appoint_boards", path)
        call_command("appoint_boards", path)
        assert BoardMember.objects.count() == User.objects.count() == 2
        head = BoardMember.objects.get(position=Position.HEAD)
        assert head.period.lower == local_date(timezone.now())
        assert head.main_post == "Chủ tịch UBND"
        assert head.user.groups.count() == 1

    def test_changes_nothing_while_a_row_is_wrong(
        self, portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = self.file(tmp_path, "09163,Lê Văn An,Trưởng ban,\n1,x,y,\n")
        with pytest.raises(CommandError):
            call_command("appoint_boards", path)
        assert not BoardMember.objects.exists()
        assert "3" in capsys.readouterr().err

    def test_says_when_there_is_no_such_file(self) -> None:
        with pytest.raises(CommandError):
            call_command("appoint_boards", "/nowhere/x.csv")

"""Tables that people bring: what is no sensible table is refused in words."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from portals.admin_kit.exports import UnreadableTable, csv_response, read_table, xlsx_response


def workbook(*rows: list[str]) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


class TestAWorkbook:
    def test_is_read_by_its_heading(self) -> None:
        file = workbook(["Tên", "Cổng"], ["An", "vuninh"])
        assert list(read_table(file, "a.xlsx")) == [(2, {"tên": "An", "cổng": "vuninh"})]

    def test_that_unpacks_without_end_is_refused_before_it_is_read(self, monkeypatch) -> None:
        monkeypatch.setattr("portals.admin_kit.exports.LARGEST_UNPACKED", 1024 * 1024)
        file = workbook(["Tên"], ["An"])
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/bomb.xml", b" " * 2 * 1024 * 1024)
        file.seek(0)
        with pytest.raises(UnreadableTable):
            list(read_table(file, "a.xlsx"))

    def test_that_is_none_is_refused(self) -> None:
        with pytest.raises(UnreadableTable):
            list(read_table(io.BytesIO(b"PK\x03\x04 khong phai"), "a.xlsx"))


class TestWhatIsTakenAway:
    ROW = (
        7,
        Decimal("86.50"),
        Decimal("-3.2"),
        Decimal("4"),
        0.5,
        date(2026, 10, 1),
        "=1+1",
        "-x",
        None,
    )

    def test_holds_numbers_as_numbers(self) -> None:
        file = io.BytesIO(xlsx_response("a", ["x"] * len(self.ROW), [self.ROW]).content)
        cells = load_workbook(file).active[2]

        assert [(cell.data_type, cell.value) for cell in cells[:5]] == [
            ("n", 7), ("n", 86.5), ("n", -3.2), ("n", 4), ("n", 0.5),
        ]  # fmt: skip
        assert [cell.number_format for cell in cells[1:4]] == ["0.00", "0.0", "0"]
        assert cells[5].is_date
        assert [(cell.data_type, cell.value) for cell in cells[6:]] == [
            ("s", "'=1+1"), ("s", "'-x"), ("n", None),
        ]  # fmt: skip

    def test_holds_them_in_csv_as_they_are_written(self) -> None:
        text = csv_response("a", ["x"], [self.ROW]).content.decode("utf-8-sig")

        assert text.splitlines()[1] == "7,86.50,-3.2,4,0.5,2026-10-01,'=1+1,'-x,"

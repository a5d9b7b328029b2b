"""Tables that people bring: what is no sensible table is refused in words."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from portals.tables import UnreadableTable, read_table


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
        monkeypatch.setattr("portals.tables.LARGEST_UNPACKED", 1024 * 1024)
        file = workbook(["Tên"], ["An"])
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/bomb.xml", b" " * 2 * 1024 * 1024)
        file.seek(0)
        with pytest.raises(UnreadableTable):
            list(read_table(file, "a.xlsx"))

    def test_that_is_none_is_refused(self) -> None:
        with pytest.raises(UnreadableTable):
            list(read_table(io.BytesIO(b"PK\x03\x04 khong phai"), "a.xlsx"))

"""Files of every kind become the same cells; what was made to break its reader is refused, and in time."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from viparse import fix

from editorial.disclosures.reading import bounds, opendocument, workbooks
from editorial.disclosures.reading.apart import read_sheet
from editorial.disclosures.reading.bounds import MOST_COLUMNS, MOST_ROWS
from editorial.disclosures.reading.files import grids_in, read
from editorial.disclosures.reading.grid import Grid, Mark, from_plain
from editorial.disclosures.reading.parsing import parsed
from editorial.disclosures.reading.sheet import SheetFaults
from portals.uploads import apart

from .made import FORMS, Rows, rows_of, values, wanted, workbook

BUDGET = "can-doi-ns-xa"
OLD = Path(__file__).with_name("old.xls")
TONES = "\u0300\u0301\u0303\u0309\u0323"
SHEET = "xl/worksheets/sheet1.xml"
NAMES = "urn:oasis:names:tc:opendocument:xmlns:"


def grids(content: bytes) -> list[Grid]:
    """The sheets as they come out of the process that reads them."""
    told, _ = read(io.BytesIO(content))
    assert told["fault"] == ""
    return from_plain(told["grids"])


def fault(content: bytes) -> str:
    told, _ = read(io.BytesIO(content))
    assert told["grids"] == []
    return str(told["fault"])


def text_of(rows: Rows, delimiter: str = ";") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue()


def spreadsheet(rows: str, styles: str = "", prefixes: str = "ots") -> bytes:
    """An ODS of one sheet; its namespaces are called by the letters of `prefixes`."""
    office, table, text = prefixes
    content = (
        f'<{office}:document-content xmlns:{office}="{NAMES}office:1.0" xmlns:{table}="{NAMES}table:1.0" '
        f'xmlns:{text}="{NAMES}text:1.0" xmlns:style="{NAMES}style:1.0">{styles}<{office}:body><{office}:spreadsheet>'
        f'<{table}:table {table}:name="Biểu" {table}:style-name="st">{rows}</{table}:table>'
        f"</{office}:spreadsheet></{office}:body></{office}:document-content>"
    )
    return archive(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    )


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, part in parts.items():
            zipped.writestr(name, part)
    return content.getvalue()


def parts_with_a_formula() -> dict[str, bytes]:
    """A workbook whose only sheet has a formula that nobody computed, in B2."""
    content = workbook([["a"]], lambda sheet: sheet.__setitem__("B2", "=1"))
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def in_code_page(letter: str) -> bytes:
    """A letter as Windows in Vietnamese writes it: where it has none of its own, the tone stands behind it."""
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = next(part for part in parts if part in TONES)
        return (unicodedata.normalize("NFC", parts.replace(tone, "")) + tone).encode("cp1258")


class TestWorkbooks:
    def test_cells_stand_where_they_stood(self) -> None:
        def change(sheet: Any) -> None:
            sheet["C4"], sheet["F9"], sheet["D6"], sheet["E6"] = "x", 5, "=C4", "#REF!"
            sheet.merge_cells("C4:D5")

        [grid] = grids(workbook([], change))
        assert (grid.at(3, 2), grid.at(8, 5)) == ("x", 5)
        assert (grid.at(5, 3), grid.at(5, 4)) == (Mark("formula"), Mark("error", "#REF!"))
        assert grid.merges == ((3, 2, 4, 3),)

    def test_a_formula_is_found_whatever_its_part_is_called(self) -> None:
        for name in ("xl/worksheets/Sheet1.xml", "xl\\worksheets\\sheet1.xml"):
            parts = parts_with_a_formula()
            parts[name] = parts.pop(SHEET)
            assert grids(archive(parts))[0].at(1, 1) == Mark("formula")

    def test_what_cannot_be_looked_through_is_refused(self) -> None:
        parts = parts_with_a_formula()
        parts[SHEET] = parts[SHEET].replace(b'<c r="B2">', b"<c>")
        assert fault(archive(parts)) == "unreadable"

        parts = parts_with_a_formula()
        del parts[SHEET]
        assert fault(archive(parts)) == "unreadable"

    def test_as_many_rows_and_sheets_as_there_may_be(self, monkeypatch: Any) -> None:
        for module in (workbooks, bounds):
            monkeypatch.setattr(module, "MOST_ROWS", 3)
        monkeypatch.setattr(workbooks, "MOST_SHEETS", 2)

        def two(sheet: Any) -> None:
            sheet.parent.create_sheet()

        def three(sheet: Any) -> None:
            two(sheet)
            two(sheet)

        assert [grid.height for grid in grids(workbook([["a"]] * 3, two))] == [3, 0]
        assert fault(workbook([["a"]] * 4)) == "too_large"
        assert fault(workbook([["a"]], three)) == "too_large"

    def test_a_formula_that_gave_the_empty_text_is_an_empty_cell(self) -> None:
        parts, part = parts_with_a_formula(), SHEET
        assert b'<c r="B2"><f>' in parts[part]
        assert grids(archive(parts))[0].at(1, 1) == Mark("formula")

        parts[part] = parts[part].replace(b'<c r="B2"><f>', b'<c r="B2" t="str"><f>')
        assert grids(archive(parts))[0].at(1, 1) is None

    def test_hidden_sheets_are_told(self) -> None:
        def change(sheet: Any) -> None:
            sheet.parent.create_sheet("Ẩn").sheet_state = "hidden"

        assert [(each.name, each.is_visible) for each in grids(workbook([["a"]], change))] == [
            ("Sheet", True),
            ("Ẩn", False),
        ]

    def test_an_old_workbook_with_its_formulas_and_errors(self) -> None:
        form, errors = grids(OLD.read_bytes())

        assert values(parsed([form], list(FORMS.values()))) == wanted(BUDGET)
        assert form.at(6, 2) == Mark("formula")
        assert (errors.at(1, 1), errors.at(2, 2)) == ("x", Mark("error", "#REF!"))
        assert errors.merges == ((4, 0, 5, 1),)


class TestOpenDocument:
    def test_as_many_rows_as_there_may_be(self, monkeypatch: Any) -> None:
        for module in (opendocument, bounds):
            monkeypatch.setattr(module, "MOST_ROWS", 3)
        row = (
            '<t:table-row t:number-rows-repeated="{}"><t:table-cell o:value-type="string">'
            "<s:p>a</s:p></t:table-cell></t:table-row>"
        )
        assert grids(spreadsheet(row.format(3)))[0].height == 3
        assert fault(spreadsheet(row.format(4))) == "too_large"

    def test_repeated_spanned_and_covered_cells(self) -> None:
        [grid] = grids(
            spreadsheet(
                '<t:table-row t:number-rows-repeated="2"><t:table-cell/></t:table-row>'
                '<t:table-row><t:table-cell t:number-columns-repeated="2"/>'
                '<t:table-cell t:number-columns-spanned="2" o:value-type="string"><s:p>Năm</s:p><s:p>2024</s:p>'
                "</t:table-cell>"
                '<t:covered-table-cell/><t:table-cell o:value-type="percentage" o:value="0.985"/>'
                '<t:table-cell t:number-columns-repeated="2" o:value-type="float" o:value="7"/></t:table-row>'
                '<t:table-row t:number-rows-repeated="1048000"><t:table-cell t:number-columns-repeated="16384"/>'
                "</t:table-row>"
            )
        )

        assert grid.rows == ((), (), (None, None, "Năm\n2024", None, 0.985, 7, 7))
        assert grid.merges == ((2, 2, 2, 3),)

    def test_formulas_errors_and_days(self) -> None:
        [grid] = grids(
            spreadsheet(
                '<t:table-row><t:table-cell t:formula="of:=A1"/>'
                '<t:table-cell t:formula="of:=A1" o:value-type="string"/>'
                '<t:table-cell t:formula="of:=A1" o:value-type="string"><s:p>#REF!</s:p></t:table-cell>'
                '<t:table-cell o:value-type="date" o:date-value="2024-06-30"/>'
                '<t:table-cell o:value-type="float" o:value="nan"/></t:table-row>'
            )
        )

        formula, empty, error, day, no_number = grid.rows[0]
        assert (formula, empty, error) == (Mark("formula"), None, Mark("error", "#REF!"))
        assert (str(day), no_number) == ("2024-06-30", Mark("error", "nan"))

    def test_namespaces_by_other_names_and_hidden_sheets(self) -> None:
        row = '<b:table-row><b:table-cell a:value-type="string"><c:p>x</c:p></b:table-cell></b:table-row>'
        style = (
            '<style:style style:name="st"><style:table-properties b:display="false"/></style:style>'
        )

        [shown] = grids(spreadsheet(row, prefixes="abc"))
        [hidden] = grids(spreadsheet(row, style, prefixes="abc"))
        assert (shown.at(0, 0), shown.is_visible, hidden.is_visible) == ("x", True, False)


class TestTexts:
    @pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_delimiters_and_encodings(self, delimiter: str, encoding: str) -> None:
        content = text_of(rows_of(BUDGET), delimiter).encode(encoding)

        assert values(parsed(grids(content), list(FORMS.values()))) == wanted(BUDGET)

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_without_a_mark(self, encoding: str) -> None:
        content = text_of(rows_of(BUDGET)).encode(encoding)

        assert parsed(grids(content), list(FORMS.values())).form == BUDGET

    def test_letters_of_old(self) -> None:
        # Its capitals are small letters in another font.
        letters = {fix(chr(code), encoding="tcvn3"): chr(code) for code in range(0xA1, 0x100)}
        tcvn3 = "".join(letters.get(letter, letter) for letter in text_of(rows_of(BUDGET)).lower())
        assert tcvn3.count("®ång") == 1

        rows = list(csv.reader(io.StringIO(tcvn3), delimiter=";"))
        for content in (tcvn3.encode("latin-1"), tcvn3.encode(), workbook(rows)):
            sheet = parsed(grids(content), list(FORMS.values()))
            assert values(sheet) == wanted(BUDGET)
            assert sheet.rows[2].label == "Phí, lệ phí"

    def test_the_code_page_of_windows(self) -> None:
        content = b"".join(map(in_code_page, text_of(rows_of(BUDGET))))

        assert values(parsed(grids(content), list(FORMS.values()))) == wanted(BUDGET)

    def test_the_delimiter_may_be_said(self) -> None:
        assert grids(b"sep=|\na;b|c;d,e,f\n")[0].rows[1] == ("a;b", "c;d,e,f")

    def test_a_formula_that_was_written_out(self) -> None:
        assert grids("Tổng;=SUM(A1:A2);=\n".encode())[0].rows[0] == ("Tổng", Mark("formula"), "=")


class TestBounds:
    @pytest.mark.parametrize(
        "content",
        [
            b"%PDF-1.4",
            b"<html><table><tr><td>STT</td></tr></table>",
            archive({"xl/workbook.xml": "<a"}),
            archive({"word/document.xml": "<a/>"}),
            archive({"mimetype": "", "content.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
            spreadsheet('<t:table-row t:number-rows-repeated="x"/>'),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            workbook([["a"]])[:-200],
            b'"' + b"a;" * 100_000,
        ],
    )
    def test_what_is_damaged_or_no_table(self, content: bytes) -> None:
        assert fault(content) == "unreadable"

    def test_what_is_too_large(self) -> None:
        wide = ";".join(["1"] * (MOST_COLUMNS + 1))
        cell = '<t:table-cell o:value-type="float" o:value="1"/>'
        far = f'<t:table-row t:number-rows-repeated="1048576">{cell}</t:table-row>'
        bomb = archive({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b"0" * 20_000_000})

        long = "1\n" * (MOST_ROWS + 1)
        assert [fault(each.encode()) for each in (wide, long)] == ["too_large"] * 2
        assert [fault(each) for each in (spreadsheet(far), bomb)] == ["too_large"] * 2
        assert len(grids(long[:-2].encode())[0].rows) == MOST_ROWS

    def test_a_locked_workbook(self) -> None:
        assert (
            fault(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
            == "locked"
        )

    def test_nul_is_dropped(self) -> None:
        assert grids(b"a\x00b;c\n;\x00\n")[0].rows == (("ab", "c"),)


class TestApart:
    def test_a_file_is_read_in_a_process_of_its_own(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "ngân sách.pdf"
        path.write_bytes(workbook(rows_of(BUDGET)))
        monkeypatch.setattr("editorial.disclosures.reading.files.grids_in", None)

        assert values(read_sheet(path, path.name)) == wanted(BUDGET)

    def test_a_sheet_that_ends_its_process(self) -> None:
        far = workbook([["a"]], lambda sheet: sheet.cell(1_048_576, 16_384, "x"))

        with pytest.raises(SheetFaults) as told:
            read_sheet(io.BytesIO(far), "biểu.xlsx")
        [found] = told.value.faults
        assert (found.code, found.sheet) == ("too_large", "biểu.xlsx")

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (apart.Unfinished, "too_slow"),
            (apart.Exhausting, "too_large"),
            (apart.UploadRefused, "unreadable"),
        ],
    )
    def test_what_was_not_read(
        self, error: type[Exception], code: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_args: Any, **_more: Any) -> None:
            raise error

        monkeypatch.setattr("editorial.disclosures.reading.apart.at_once", refuse)

        with pytest.raises(SheetFaults) as told:
            read_sheet(io.BytesIO(b""), "a.csv", until=apart.UploadDeadline(1))
        assert [each.code for each in told.value.faults] == [code]


def test_grids_survive_the_way_between_processes() -> None:
    content = workbook([["a", 1, 2.5, None, True]], lambda sheet: sheet.__setitem__("A2", "=1"))

    assert grids(content) == grids_in(io.BytesIO(content))

"""A laid out sheet as a file: workbook, OpenDocument or comma-separated text."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import xlsxwriter

from tests.editorial.disclosures.sheets.layout import Cell, Sheet


def write_xlsx(sheet: Sheet, path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    plain_pages(book, sheet, before=True)
    page = book.add_worksheet(sheet.name)
    plain_pages(book, sheet, before=False)
    for top, left, bottom, right in sheet.merges:
        page.merge_range(top, left, bottom, right, "")
    looks = {
        "percent": book.add_format({"num_format": "0.00%"}),
        "money": book.add_format({"num_format": "#,##0"}),
        "plain": book.add_format({}),
    }
    for at, line in enumerate(sheet.rows):
        for place, cell in enumerate(line):
            xlsx_cell(page, at, place, cell, looks)
    for at in sheet.hidden_columns:
        page.set_column(at, at, None, None, {"hidden": True})
    page.activate()
    book.close()


def plain_pages(book: Any, sheet: Sheet, *, before: bool) -> None:
    for name, first, lines in sheet.others:
        if first is before:
            page = book.add_worksheet(name)
            for at, words in enumerate(lines):
                page.write_row(at, 0, words)


def xlsx_cell(page: Any, at: int, place: int, cell: Cell, looks: dict[str, Any]) -> None:
    large = cell.number is not None and abs(cell.number) > 999
    look = looks["percent" if cell.percent else "money" if large else "plain"]
    if cell.formula:
        value = float(cell.number) if cell.kept and cell.number is not None else ""
        page.write_formula(at, place, cell.formula, look, value)
    elif cell.number is not None and not cell.as_text:
        page.write_number(at, place, float(cell.number), look)
    elif cell.text:
        page.write_string(at, place, cell.text)


SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
KIND = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def named(space: str, name: str) -> str:
    return f"{{{SPACES[space]}}}{name}"


def write_ods(sheet: Sheet, path: Path) -> None:
    document = ElementTree.Element(
        named("office", "document-content"), {named("office", "version"): "1.2"}
    )
    tables = ElementTree.SubElement(
        ElementTree.SubElement(document, named("office", "body")), named("office", "spreadsheet")
    )
    for name, before, lines in sheet.others:
        if before:
            plain_table(tables, name, lines)
    own_table(tables, sheet)
    for name, before, lines in sheet.others:
        if not before:
            plain_table(tables, name, lines)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("mimetype", KIND),
            ("content.xml", ElementTree.tostring(document, "unicode", xml_declaration=True)),
            ("META-INF/manifest.xml", MANIFEST),
        ):
            part = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(part, content)


def plain_table(tables: ElementTree.Element, name: str, lines: list[list[str]]) -> None:
    table = ElementTree.SubElement(tables, named("table", "table"), {named("table", "name"): name})
    for line in lines:
        row = ElementTree.SubElement(table, named("table", "table-row"))
        for words in line:
            ods_cell(row, Cell(words), {})


def own_table(tables: ElementTree.Element, sheet: Sheet) -> None:
    table = ElementTree.SubElement(
        tables, named("table", "table"), {named("table", "name"): sheet.name}
    )
    spans = {
        (top, left): (bottom - top + 1, right - left + 1)
        for top, left, bottom, right in sheet.merges
    }
    inside = {
        (r, c)
        for top, left, bottom, right in sheet.merges
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
    }
    for at, line in enumerate(sheet.rows):
        row = ElementTree.SubElement(table, named("table", "table-row"))
        for place, cell in enumerate(line):
            more = {}
            if (at, place) in spans:
                down, right = spans[at, place]
                more = {
                    named("table", "number-rows-spanned"): str(down),
                    named("table", "number-columns-spanned"): str(right),
                }
            elif (at, place) in inside:
                ElementTree.SubElement(row, named("table", "covered-table-cell"))
                continue
            ods_cell(row, cell, more)


def ods_cell(row: ElementTree.Element, cell: Cell, more: dict[str, str]) -> None:
    if cell.formula:
        more[named("table", "formula")] = "of:" + cell.formula
    if cell.number is not None and not cell.as_text and (cell.kept or not cell.formula):
        more[named("office", "value-type")] = "percentage" if cell.percent else "float"
        more[named("office", "value")] = format(cell.number, "f")
    elif cell.text and not cell.formula:
        more[named("office", "value-type")] = "string"
    made = ElementTree.SubElement(row, named("table", "table-cell"), more)
    if cell.text and (cell.kept or not cell.formula):
        for part in cell.text.split("\n"):
            ElementTree.SubElement(made, named("text", "p")).text = part


def write_csv(sheet: Sheet, path: Path, delimiter: str, encoding: str) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    for line in sheet.rows:
        writer.writerow([cell.text if not cell.formula or cell.kept else "" for cell in line])
    path.write_bytes(written.getvalue().encode(encoding))

"""Tables that people bring and take away, as CSV or XLSX; what is written holds no cell that is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from portals.text import nfc

# A cell that begins so is calculated by a spreadsheet, whoever wrote it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
# A small file may unpack into a huge one.
MOST_COLUMNS = 60
LARGEST_UNPACKED = 100 * 1024 * 1024


class UnreadableTable(Exception):
    """The file is no table that can be read; its text says why."""


def read_table(
    file: IO[bytes], name: str, columns: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells by heading of each row that is not empty; the heading is line 1.

    `name` ends in .csv or .xlsx. Cells are text in NFC without surrounding space; dates are written as 2024-11-28.
    Raises UnreadableTable, also while rows are drawn, and where the heading lacks one of `columns`.
    """
    rows = _xlsx_rows(file) if name.lower().endswith(".xlsx") else _csv_rows(file)
    heading: list[str] = []
    for line, cells in rows:
        if line > MOST_ROWS:
            raise UnreadableTable(_("The file has more than %s lines.") % MOST_ROWS)
        texts = [_text(cell) for cell in cells[:MOST_COLUMNS]]
        if not heading:
            heading = [text.lower() for text in texts]
            absent = [column for column in columns if column not in heading]
            if absent:
                raise UnreadableTable(_("The heading lacks these columns: %s.") % ", ".join(absent))
        elif any(texts):
            yield line, {key: text for key, text in zip(heading, texts, strict=False) if key}
    if not heading:
        raise UnreadableTable(_("The file is empty."))


def csv_response(filename: str, heading: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Any:
    """A CSV file to download, in UTF-8 with the mark by which spreadsheets know it."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([harmless(cell) for cell in heading])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response


def xlsx_response(filename: str, heading: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Any:
    """An XLSX file to download. Numbers are numbers, which spreadsheets add up."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([typed_cell(sheet, cell) for cell in heading])
    for row in rows:
        sheet.append([typed_cell(sheet, cell) for cell in row])
    response = HttpResponse(content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{filename}.xlsx"'
    book.save(response)
    return response


def typed_cell(sheet: Any, value: Any) -> Any:
    """A harmless cell for a sheet; an exact number is shown with as many decimals as it has."""
    cell = WriteOnlyCell(sheet, harmless(value))
    if isinstance(value, Decimal) and value.is_finite():
        decimals = max(0, -int(value.as_tuple().exponent))
        cell.number_format = f"0.{'0' * decimals}" if decimals else "0"
    return cell


def cut_off(count: int, how: str) -> str:
    """What the last line of a table says that ends after `count` lines though there are more; `how` to get the rest."""
    return _("NOT ALL: the table ends after %(count)s lines. %(how)s") % {
        "count": count,
        "how": how,
    }


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula. Numbers and dates stay what they are."""
    if cell is None or isinstance(cell, (int, float, Decimal, date)):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv_rows(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTable(_("The file cannot be read as UTF-8 text: %s") % error) from error
    first = text.partition("\n")[0]
    # Spreadsheets in Vietnamese write semicolons.
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, list(row)
    except csv.Error as error:
        raise UnreadableTable(_("The file is not a CSV table: %s") % error) from error


def _xlsx_rows(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    try:
        with ZipFile(file) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise UnreadableTable(_("The workbook is too large once it is unpacked."))
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, list(row)
    except (
        BadZipFile,
        InvalidFileException,
        KeyError,
        IndexError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise UnreadableTable(_("The file is not an Excel workbook (.xlsx).")) from error


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else nfc(str(cell).strip())

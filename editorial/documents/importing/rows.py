"""One row of the table: read into the fields of a document, with all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from editorial.bulk_import.actions import LEAD_LENGTH
from editorial.document_numbers.catalogue import fields, kinds
from editorial.document_numbers.folding import folded_name
from editorial.document_numbers.parsing import UnreadableNumber, read_number
from editorial.enums import SigningCapacity
from editorial.models import OfficialDocumentPage
from portals.refusals import Refusal

from .columns import Column

_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_CAPACITY = re.compile(r"(TM|KT|TL|TUQ|Q)\s*\.\s*")
_BETWEEN_FILES = re.compile(r"[;\n|]")
# Spreadsheets write a leading apostrophe before what they must not calculate.
_GUARD = "'"
_DAYS = {
    "issued_on": Column.ISSUED_ON,
    "effective_on": Column.EFFECTIVE_ON,
    "in_force_through": Column.ENDS_ON,
}
_BOUNDED = {
    "issuer": Column.ISSUER,
    "signer": Column.SIGNER,
    "signer_position": Column.POSITION,
}
_NOT_SECRET = {"", "thuong", "binh thuong", "khong", "khong mat", "0"}


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row, and what to do. `line` counts as a spreadsheet does, `column` is its heading."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return _("Line %(line)s, “%(column)s”: %(reason)s") % {
            "line": self.line,
            "column": self.column,
            "reason": self.reason,
        }


class UnableToImportRegister(Refusal):
    """Some rows are wrong, and nothing was changed. `faults` has all of them."""

    def __init__(self, faults: Iterable[RowFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(slots=True)
class RegisterRow:
    """A row as a document that is not saved, and the names of its files; `faults` where it cannot be one."""

    line: int
    document: OfficialDocumentPage
    files: tuple[str, ...]
    faults: list[RowFault] = field(default_factory=list)

    def refuse(self, column: Column, reason: str) -> None:
        self.faults.append(RowFault(self.line, column.value, reason))


def read_row(line: int, cells: Mapping[Column, str]) -> RegisterRow:
    """Read one row. No query."""
    row = RegisterRow(line, OfficialDocumentPage(live=True), _files(cells.get(Column.ATTACHED, "")))
    document = row.document
    document.number = cells.get(Column.NUMBER, "").removeprefix(_GUARD)
    document.issuer = cells.get(Column.ISSUER, "")
    document.lead = " ".join(cells.get(Column.ABSTRACT, "").split())
    document.signer = cells.get(Column.SIGNER, "")
    _read_position(row, cells.get(Column.POSITION, ""))
    for name, column in _DAYS.items():
        setattr(document, name, _day(row, column, cells))
    _read_kind(row, cells.get(Column.KIND, ""))
    _read_field(row, cells.get(Column.FIELD, ""))
    if folded_name(cells.get(Column.SECRECY, "")) not in _NOT_SECRET:
        row.refuse(
            Column.SECRECY,
            _(
                "What bears a confidentiality mark must not be published. Take the row and its file out of the table."
            ),
        )
    _refuse_what_lacks(row)
    _refuse_what_is_too_long(row)
    if not row.faults:
        document.derive()
        for name, reason in document.wrong_days().items():
            row.refuse(_DAYS.get(name, Column.EFFECTIVE_ON), str(reason))
    return row


def _refuse_what_lacks(row: RegisterRow) -> None:
    document = row.document
    if not document.number:
        row.refuse(Column.NUMBER, _("Write the number as it is printed, such as 96/QĐ-UBND."))
    if not document.issuer.strip():
        row.refuse(Column.ISSUER, _("Write which body issued it, in full."))
    if not document.lead:
        row.refuse(Column.ABSTRACT, _("Write what the document is about."))
    if document.issued_on is None and not any(
        one.column == Column.ISSUED_ON.value for one in row.faults
    ):
        row.refuse(Column.ISSUED_ON, _("Write the day, such as 18/03/2021."))


def _refuse_what_is_too_long(row: RegisterRow) -> None:
    for name, column in _BOUNDED.items():
        longest = getattr(OfficialDocumentPage._meta.get_field(name), "max_length", 0)
        _refuse_long(row, column, getattr(row.document, name), longest)
    _refuse_long(row, Column.ABSTRACT, row.document.lead, LEAD_LENGTH or 0)


def _refuse_long(row: RegisterRow, column: Column, text: str, longest: int) -> None:
    if len(text) > longest:
        row.refuse(
            column,
            _("This is longer than %(longest)s characters. Shorten it.") % {"longest": longest},
        )


def _read_kind(row: RegisterRow, said: str) -> None:
    """Take the kind that is named; where none is, the one that the number names."""
    try:
        number = read_number(row.document.number)
    except UnreadableNumber:
        number = None
        if row.document.number:
            row.refuse(
                Column.NUMBER,
                _(
                    "This is no number of a document. Write it as it is printed, such as 96/QĐ-UBND or 80/2025/QĐ-UBND."
                ),
            )
    of_number = number.kind.code if number and number.kind else None
    code = _kinds_by_name().get(folded_name(said)) if said else of_number
    if code is None:
        if said or number is not None:
            row.refuse(
                Column.KIND,
                _("Write the kind in full, such as Quyết định, Nghị quyết, Kế hoạch, Công văn."),
            )
        return
    row.document.document_kind = code


def _read_field(row: RegisterRow, said: str) -> None:
    if not said:
        return
    code = _fields_by_name().get(folded_name(said))
    if code is None:
        row.refuse(
            Column.FIELD,
            _("No field is called so. Leave it empty, or choose: %(fields)s.")
            % {"fields": "; ".join(fields().values())},
        )
        return
    row.document.field = code


def _read_position(row: RegisterRow, said: str) -> None:
    """Take "KT. Chủ tịch" apart; what stands behind a stroke or a break is the signer's own position."""
    found = _CAPACITY.match(said)
    if found:
        row.document.signing_capacity = SigningCapacity(found[1])
        said = said[found.end() :]
    row.document.signer_position = " ".join(said.split())


def _day(row: RegisterRow, column: Column, cells: Mapping[Column, str]) -> date | None:
    said = cells.get(column, "").strip().removeprefix(_GUARD)
    if not said:
        return None
    try:
        if found := _DAY.fullmatch(said):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        if found := _ISO.fullmatch(said):
            year, month, day = map(int, found.groups())
            return date(year, month, day)
    except ValueError:
        pass
    row.refuse(
        column, _("“%(said)s” is no day. Write it such as 18/03/2021.") % {"said": said[:40]}
    )
    return None


def _files(said: str) -> tuple[str, ...]:
    """Return the names of files; folders before them say nothing."""
    names = (
        part.strip().replace("\\", "/").rpartition("/")[2] for part in _BETWEEN_FILES.split(said)
    )
    return tuple(dict.fromkeys(name for name in names if name))


@cache
def _kinds_by_name() -> dict[str, str]:
    by_name: dict[str, str] = {}
    for kind in kinds().values():
        by_name.setdefault(folded_name(kind.name), kind.code)
        if kind.symbol:
            by_name.setdefault(folded_name(kind.symbol), kind.code)
    return by_name


@cache
def _fields_by_name() -> dict[str, str]:
    return {folded_name(name): code for code, name in fields().items()} | {
        code.replace("-", " "): code for code in fields()
    }


def own_values(document: OfficialDocumentPage) -> dict[str, Any]:
    """Return the kind's own fields as an import takes them."""
    names = (
        *("number", "document_kind", "issuer", "field", "signer", "signing_capacity"),
        *("signer_position", "issued_on", "effective_on", "in_force_through"),
    )
    return {name: getattr(document, name) for name in names}

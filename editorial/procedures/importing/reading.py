"""An export of the catalogue as it is read: a line that says what it is, and one for each procedure.

The format stands in docs/procedures.md. Pure: nothing here asks the database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from editorial.document_numbers.parsing import LONGEST_NUMBER, UnreadableNumber, read_number
from editorial.procedures.enums import FilingWay, HandlingLevel
from editorial.procedures.life_events import life_events
from editorial.procedures.models.procedure import (
    LONGEST_AGENCY,
    LONGEST_CODE,
    LONGEST_LINK,
    LONGEST_NAME,
)

from .columns import CatalogueFault, Columns
from .lines import columns_of_line

FORMAT = "danh-muc-tthc"
FORMAT_VERSION = 1
CODE = re.compile(r"[0-9]\.[0-9]{6}(?:\.[0-9A-Z]{2,3}){0,4}")
LARGEST_FEE = 10**12
# Of all kinds, empty ones too, since somebody waits for it. A whole ministry's catalogue has some thousands.
MOST_LINES = 10_000
MOST_FAULTS = 1_000


@dataclass(frozen=True, slots=True)
class ReadPaper:
    name: str
    originals: int
    copies: int
    case: str
    form_name: str
    form_link: str


@dataclass(frozen=True, slots=True)
class ReadFee:
    """In đồng; None where only words say how much."""

    amount: int | None
    words: str


@dataclass(frozen=True, slots=True)
class ReadBasis:
    number: str
    number_key: str
    title: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class ReadProcedure:
    """One line. Its fields are those of the model."""

    code: str
    name: str
    field: str
    levels: tuple[str, ...]
    agencies: tuple[str, ...]
    applicants: str
    ways: tuple[str, ...]
    anywhere: bool
    working_days: int | None
    time_words: str
    result: str
    decision: str
    life_events: tuple[str, ...]
    keywords: tuple[str, ...]
    service_url: str
    papers: tuple[ReadPaper, ...]
    steps: tuple[str, ...]
    fees: tuple[ReadFee, ...]
    bases: tuple[ReadBasis, ...]

    @property
    def digest(self) -> str:
        """The same for the same description, and for no other."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ReadCatalogue:
    """A whole export; with `faults` nothing of it may be carried out."""

    exported_on: date | None
    procedures: tuple[ReadProcedure, ...]
    faults: tuple[CatalogueFault, ...]


def read_catalogue(lines: Iterable[bytes]) -> ReadCatalogue:
    """Read an export. Every bad line is named, up to `MOST_FAULTS`."""
    reader = _Reader()
    for number, line in enumerate(lines, start=1):
        reader.last_line = number
        if reader.is_full:
            break
        if line.strip():
            reader.read(number, line)
    return reader.end()


class _Reader:
    """What was read so far of one export."""

    def __init__(self) -> None:
        self.faults: list[CatalogueFault] = []
        self.heading: tuple[date | None, int | None] | None = None
        self.found: dict[str, tuple[int, ReadProcedure]] = {}
        self.count = 0
        self.last_line = 0

    @property
    def is_full(self) -> bool:
        return len(self.faults) >= MOST_FAULTS or self.last_line > MOST_LINES

    def read(self, number: int, line: bytes) -> None:
        columns = columns_of_line(number, line, self.faults)
        if self.heading is None:
            self.heading = _heading(columns, number, self.faults)
            return
        self.count += 1
        if columns is not None:
            self._note(number, read_procedure(columns))

    def end(self) -> ReadCatalogue:
        exported_on, promised = self.heading or (None, None)
        if self.last_line > MOST_LINES:
            self._fault(1, "", _("This export has too many procedures."))
        elif self.heading is None:
            self._fault(1, "", _("The file is empty."))
        elif promised not in (None, self.count) and not self.is_full:
            self._fault(
                1,
                "so_thu_tuc",
                _(
                    "The export says that it has %(promised)s procedures, and %(count)s lines follow. It may have been "
                    "cut off: export it again."
                )
                % {"promised": promised, "count": self.count},
            )
        return ReadCatalogue(
            exported_on,
            tuple(procedure for _line, procedure in self.found.values()),
            tuple(sorted(self.faults, key=lambda one: one.line)),
        )

    def _note(self, number: int, procedure: ReadProcedure) -> None:
        earlier = self.found.get(procedure.code)
        if earlier and procedure.code:
            self._fault(
                number,
                "ma",
                _("This procedure stands in line %(line)s already.") % {"line": earlier[0]},
            )
            return
        self.found[procedure.code] = (number, procedure)

    def _fault(self, line: int, column: str, reason: str) -> None:
        self.faults.append(CatalogueFault(line, column, reason))


def _heading(
    columns: Columns | None, number: int, faults: list[CatalogueFault]
) -> tuple[date | None, int | None]:
    """Return the day of the export, and how many procedures it says it has."""
    if columns is None:
        return None, None
    if columns.text("dinh_dang", longest=40) != FORMAT:
        reason = _("The first line must say “%(format)s”: this is no export of the catalogue.")
        faults.append(CatalogueFault(number, "dinh_dang", reason % {"format": FORMAT}))
        return None, None
    if columns.count("phien_ban") != FORMAT_VERSION:
        columns.wrong(
            "phien_ban", _("Only version %(version)s is read here.") % {"version": FORMAT_VERSION}
        )
    exported_on = columns.day("ngay_xuat", needed=True)
    promised = columns.count("so_thu_tuc")
    if promised is None:
        columns.wrong("so_thu_tuc", _("This is missing."))
    columns.text("nguon", longest=200)
    columns.end()
    return exported_on, promised


def read_procedure(columns: Columns) -> ReadProcedure:
    """Read one line; what is wrong in it is in the faults of `columns`."""
    code = columns.text("ma", longest=LONGEST_CODE, needed=True)
    if code and not CODE.fullmatch(code):
        columns.wrong("ma", _("This is no code of the catalogue. It looks like 1.004884."))
    levels = columns.texts("cap", longest=40, allowed=HandlingLevel.values)
    agencies = columns.texts("co_quan", longest=LONGEST_AGENCY)
    if columns.lacks("cap", "co_quan"):
        columns.wrong("cap", _("Say at which level or by which body it is handled."))
    working_days = columns.count("so_ngay", most=1_000)
    time_words = columns.text("thoi_han", longest=1_000)
    if columns.lacks("so_ngay", "thoi_han"):
        columns.wrong("so_ngay", _("Say how long it takes: a number of working days, or words."))
    procedure = ReadProcedure(
        code=code,
        name=columns.text("ten", longest=LONGEST_NAME, needed=True),
        field=columns.text("linh_vuc", longest=120, needed=True),
        levels=levels,
        agencies=agencies,
        applicants=columns.text("doi_tuong", longest=2_000, needed=True),
        ways=columns.texts("cach_nop", longest=40, allowed=FilingWay.values, needed=True),
        anywhere=columns.yes("phi_dia_gioi", otherwise=True),
        working_days=working_days,
        time_words=time_words,
        result=columns.text("ket_qua", longest=2_000, needed=True),
        decision=columns.text("quyet_dinh", longest=80),
        life_events=columns.texts("su_kien", longest=40, allowed=list(life_events())),
        keywords=columns.texts("tu_khoa", longest=120),
        service_url=columns.address("lien_ket", longest=LONGEST_LINK),
        papers=tuple(_paper(row) for row in columns.rows("giay_to", needed=True)),
        steps=columns.texts("cac_buoc", longest=2_000, needed=True),
        fees=tuple(_fee(row) for row in columns.rows("phi", needed=True)),
        bases=tuple(_basis(row) for row in columns.rows("can_cu")),
    )
    columns.end()
    return procedure


def _paper(row: Columns) -> ReadPaper:
    form_name = row.text("mau", longest=200)
    form_link = row.address("mau_lien_ket", longest=LONGEST_LINK)
    if form_link and not form_name:
        row.wrong("mau", _("Name the form that the link leads to."))
    return ReadPaper(
        name=row.text("ten", longest=2_000, needed=True),
        originals=row.count("ban_chinh", most=100) or 0,
        copies=row.count("ban_sao", most=100) or 0,
        case=row.text("truong_hop", longest=300),
        form_name=form_name,
        form_link=form_link,
    )


def _fee(row: Columns) -> ReadFee:
    amount = row.count("so_tien", most=LARGEST_FEE)
    words = row.text("noi_dung", longest=300)
    if row.lacks("so_tien", "noi_dung"):
        row.wrong("so_tien", _("Say how much, in đồng, or in words how it is reckoned."))
    return ReadFee(amount, words)


def _basis(row: Columns) -> ReadBasis:
    number = row.text("so", longest=min(60, LONGEST_NUMBER), needed=True)
    return ReadBasis(
        number, _key_of(number), row.text("ten", longest=400, needed=True), row.day("ngay")
    )


def _key_of(number: str) -> str:
    try:
        return read_number(number).key
    except UnreadableNumber:
        return ""

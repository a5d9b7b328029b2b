"""One row of a council's sheet, read with all that is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from ..enums import CaseKind
from ..models.cases import LONGEST_SUBJECT, LONGEST_TEXT
from ..models.petitions import LONGEST_NAME, LONGEST_NUMBER

COUNCIL, SESSION, NUMBER, KIND = "hội đồng", "kỳ họp", "số", "loại"
WORDS, RAISED_BY, OWNER = "nội dung", "nơi nêu", "cơ quan trả lời"
RECEIVED_ON, DUE_ON = "ngày nhận", "hạn trả lời"
SUBJECT, RESULT, RESULT_ON = "tiêu đề", "kết quả", "ngày trả lời"
NEEDED = (COUNCIL, SESSION, NUMBER, WORDS, RAISED_BY, OWNER, RECEIVED_ON)
OPTIONAL = (KIND, DUE_ON, SUBJECT, RESULT, RESULT_ON)
COLUMNS = (
    *(COUNCIL, SESSION, NUMBER, KIND, SUBJECT, WORDS, RAISED_BY, OWNER),
    *(RECEIVED_ON, DUE_ON, RESULT, RESULT_ON),
)

# The law's longest time is far below; more is a slip of the pen.
MOST_DAYS = 366
SHORT_SUBJECT = 110
_KINDS = {
    "": CaseKind.PETITION,
    "kiến nghị": CaseKind.PETITION,
    "kiến nghị cử tri": CaseKind.PETITION,
    "chất vấn": CaseKind.INTERPELLATION,
}
_LONGEST = {COUNCIL: LONGEST_NAME, SESSION: LONGEST_NAME, NUMBER: LONGEST_NUMBER}
_LONGEST |= {RAISED_BY: 200, SUBJECT: LONGEST_SUBJECT, WORDS: LONGEST_TEXT, RESULT: LONGEST_TEXT}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong with a cell, and what to do. `line` counts as a spreadsheet does, `column` is its heading."""

    line: int
    column: str
    reason: str


@dataclass(slots=True)
class PetitionRow:
    """A row as it was read. `due_on` is None where the term of the law counts; `faults` where it cannot be taken."""

    line: int
    council: str
    session: str
    number: str
    kind: CaseKind
    subject: str
    text: str
    raised_by: str
    owner: str
    received_on: date | None
    due_on: date | None
    result: str
    result_on: date | None
    # Whether the sheet gave the title, or it was made of the words.
    is_titled: bool = True
    faults: list[SheetFault] = field(default_factory=list)

    def refuse(self, column: str, reason: str) -> None:
        self.faults.append(SheetFault(self.line, column, reason))

    @property
    def place(self) -> tuple[str, str, str]:
        return self.council, self.session, self.number

    @property
    def set_days(self) -> int | None:
        """The days from the receipt to the day that the council set."""
        if self.due_on is None or self.received_on is None:
            return None
        return (self.due_on - self.received_on).days


def read_petition(line: int, cells: Mapping[str, str], today: date) -> PetitionRow:
    """Read one row of a sheet that was brought on `today`."""
    said = {name: " ".join(cells.get(name, "").split()) for name in COLUMNS}
    text, result = (cells.get(name, "").strip() for name in (WORDS, RESULT))
    row = PetitionRow(
        line=line,
        council=said[COUNCIL],
        session=said[SESSION],
        number=said[NUMBER],
        kind=CaseKind.PETITION,
        subject=said[SUBJECT] or title_from_words(said[WORDS]),
        text=text,
        raised_by=said[RAISED_BY],
        owner=said[OWNER],
        received_on=None,
        due_on=None,
        result=result,
        result_on=None,
        is_titled=bool(said[SUBJECT]),
    )
    _read_words(row, said)
    _read_days(row, said, today)
    return row


def title_from_words(text: str) -> str:
    """Return the beginning of a petition as its title, to the end of a word."""
    if len(text) <= SHORT_SUBJECT:
        return text
    whole = text[:SHORT_SUBJECT].rpartition(" ")[0] or text[: SHORT_SUBJECT - 1]
    return f"{whole.rstrip(' ,;:.–-')}…"


def _read_words(row: PetitionRow, said: Mapping[str, str]) -> None:
    for name in NEEDED:
        if not said[name]:
            row.refuse(name, _("Fill this cell in."))
    for name, most in _LONGEST.items():
        if len(said[name]) > most:
            row.refuse(name, _("Shorten this to %(most)s characters.") % {"most": most})
    kind = _KINDS.get(said[KIND].casefold())
    if kind is None:
        row.refuse(KIND, _("Write “kiến nghị” or “chất vấn”, or leave it empty."))
    else:
        row.kind = kind


def _read_days(row: PetitionRow, said: Mapping[str, str], today: date) -> None:
    row.received_on = _day(row, RECEIVED_ON, said)
    row.due_on = _day(row, DUE_ON, said)
    row.result_on = _day(row, RESULT_ON, said)
    if row.received_on is None:
        return
    if row.received_on > today:
        row.refuse(RECEIVED_ON, _("This day is still to come. Write the day of the receipt."))
    if row.set_days is not None and not 1 <= row.set_days <= MOST_DAYS:
        row.refuse(
            DUE_ON,
            _("Write a day after the receipt, and within %(most)s days, or leave it empty.")
            % {"most": MOST_DAYS},
        )
    if bool(row.result) != bool(said[RESULT_ON]):
        missing = RESULT_ON if row.result else RESULT
        row.refuse(missing, _("A result and its day belong together: fill in both, or none."))
    elif row.result_on is not None and not row.received_on <= row.result_on <= today:
        row.refuse(RESULT_ON, _("Write a day from the receipt up to today."))


def sheet_day(text: str) -> date | None:
    """Read a day as 28/11/2026 or 2026-11-28, nothing as None. Raises ValueError."""
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise ValueError(text)
    if not 2000 <= year <= 2200:
        raise ValueError(text)
    return date(year, month, day)


def _day(row: PetitionRow, column: str, said: Mapping[str, str]) -> date | None:
    try:
        return sheet_day(said[column])
    except ValueError:
        row.refuse(column, _("Write the day as in 28/11/2026."))
        return None

"""Personal data in sheets: refused before anything is kept for the public, or shortened where forms list people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from editorial.models.disclosure_sheet import SheetRow, StoredSheet
from portals.redaction.numbers import MOBILE, identity_numbers
from portals.refusals import Refusal

from .forms.form import HOUSEHOLDS, OPEN_END, SheetTemplate
from .grouping import grouped_by
from .proposal import SheetProposal
from .reading.sheet import CellFault

# A telephone number of an office may stand in a heading; several are a list of people.
MOST_TELEPHONES = 2
_HEADINGS = re.compile(
    r"\b(?:CCCD|CMND|căn cước|số định danh|chứng minh nhân dân|số tài khoản|ngày sinh|điện thoại)\b",
    re.IGNORECASE,
)
_TITLES = ("hộ ông", "hộ bà", "ông", "bà", "hộ")


# More cells are not named at once.
MOST_CELLS = 20


class PersonalData(Refusal):
    """The file holds data of persons that nobody may publish; nothing of it was kept. `cells` says where, if known."""

    def __init__(self, words: str, cells: Iterable[CellFault] = ()) -> None:
        self.cells = tuple(cells)[:MOST_CELLS]
        super().__init__(" ".join((words, *(one.words for one in self.cells))))


@dataclass(frozen=True, slots=True)
class FoundPersonal:
    """What was found, without showing it."""

    identities: int
    telephones: int
    headings: tuple[str, ...]

    @property
    def has_numbers(self) -> bool:
        """Whether there are any but those of an office. A text that asks for papers to be brought has none."""
        return bool(self.identities or self.telephones > MOST_TELEPHONES)

    def __bool__(self) -> bool:
        return self.has_numbers or bool(self.headings)


def personal_in(words: str) -> FoundPersonal:
    """Look through all words of a file, hidden sheets and lines among them."""
    return FoundPersonal(
        len(set(identity_numbers(words))),
        len({re.sub(r"\D", "", one) for one in MOBILE.findall(words)}),
        tuple(dict.fromkeys(found.lower() for found in _HEADINGS.findall(words))),
    )


def refuse_personal(words: str) -> None:
    """Raise PersonalData where the words of a file hold what identifies persons."""
    found = personal_in(words)
    if found:
        raise PersonalData(words_about(found))


def words_about(found: FoundPersonal) -> str:
    """Say what was found, without showing it."""
    told = []
    if found.identities:
        told.append(_("identity numbers (%(count)s)") % {"count": found.identities})
    if found.telephones > MOST_TELEPHONES:
        told.append(_("telephone numbers (%(count)s)") % {"count": found.telephones})
    if found.headings:
        told.append(_("columns: %(names)s") % {"names": ", ".join(found.headings)})
    return f"{personal_words()} ({'; '.join(told)})"


def personal_words() -> str:
    return _(
        "The file holds data of persons. Nothing of it was kept. Delete these columns and hidden sheets in the file, "
        "then send it again."
    )


def shortened(proposal: SheetProposal, form: SheetTemplate) -> SheetProposal:
    """Return it with the names of persons shortened to their letters, where the form lists people.

    A form that says so is published by hamlet, each with its totals.
    """
    if not form.lists_people:
        return proposal
    rows = tuple(_rows(proposal.sheet.rows, form))
    sheet: StoredSheet = replace(proposal.sheet, rows=rows, is_masked=True)
    return replace(proposal, sheet=grouped_by(sheet, form.group_by) if form.group_by else sheet)


def _rows(rows: tuple[SheetRow, ...], form: SheetTemplate) -> Iterator[SheetRow]:
    for row in rows:
        parent = row.code.rpartition(".")[0]
        kind = form.row_of.get(f"{parent}{OPEN_END}")
        is_person = row.is_open and kind is not None and kind.open == HOUSEHOLDS
        yield replace(row, label=initials(row.label)) if is_person else row


def initials(name: str) -> str:
    """Such as "Hộ ông P. Đ. L." of "Hộ ông Phạm Đình Lan"."""
    words = " ".join(name.split())
    lowered = words.lower()
    title = next((one for one in _TITLES if lowered.startswith(f"{one} ")), "")
    rest = words[len(title) :].split()
    letters = " ".join(f"{word[0].upper()}." for word in rest if word[0].isalpha())
    return f"{words[: len(title)]} {letters}".strip()

"""What is wrong with a sheet that was sent, in words."""

from __future__ import annotations

from dataclasses import dataclass

from editorial.disclosures.privacy import personal_words
from editorial.disclosures.reading.sheet import CellFault
from editorial.models import SheetUpload

# What is kept of a sheet with data of persons, beside the codes of cells.
PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class ToldFault:
    sheet: str
    words: str


def faults_told(upload: SheetUpload) -> list[ToldFault]:
    """Return what is wrong with a sheet, in the language of the moment."""
    return [
        ToldFault("", personal_words())
        if kept["code"] == PERSONAL
        else ToldFault(kept["sheet"], CellFault(**kept).words)
        for kept in upload.faults or ()
    ]

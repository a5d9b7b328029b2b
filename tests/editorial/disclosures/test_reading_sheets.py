"""Three hundred distorted sheets: those that a person could read are published unaided, none of them wrong.

Half of them, `held`, were never looked at while the reader was made; the two halves are measured apart. Read in this
process: that files are opened in one of their own is asked elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.reading.files import grids_in
from editorial.disclosures.reading.parsing import parsed
from editorial.disclosures.reading.sheet import ReadSheet, SheetFaults

SHEETS = Path(__file__).parent / "sheets"
FEWEST_PUBLISHED = 0.95


@dataclass
class Tally:
    """Names of files by what became of them."""

    published: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


@pytest.mark.parametrize("half", ["tuning", "held"])
def test_sheets_are_published_unaided_or_refused_by_cell(half: str) -> None:
    tally = Tally()
    answers = json.loads((SHEETS / f"{half}.json").read_text(encoding="utf-8"))
    for answer in answers:
        judge(half, answer, tally)

    readable = sum(answer["expected"] == "published" for answer in answers)
    assert len(answers) == 150
    assert tally.wrong == []
    assert tally.elsewhere == []
    assert len(tally.published) >= FEWEST_PUBLISHED * readable, tally.refused


def judge(half: str, answer: dict[str, Any], tally: Tally) -> None:
    name = answer["file"]
    is_readable = answer["expected"] == "published"
    try:
        with open(SHEETS / half / name, "rb") as file:
            sheet = parsed(grids_in(file), shipped_forms())
    except SheetFaults as error:
        cells = {fault.cell for fault in error.faults}
        if is_readable:
            tally.refused.append(f"{name}: {error}")
        elif answer["cells"] and cells.isdisjoint(answer["cells"]):
            tally.elsewhere.append(f"{name}: {error}")
        return
    differing = list(differences(sheet, answer)) if is_readable else ["it must be refused"]
    if differing:
        tally.wrong.append(f"{name}: {differing[:3]}")
    else:
        tally.published.append(name)


def differences(sheet: ReadSheet, answer: dict[str, Any]) -> list[str]:
    """What was read otherwise than it was meant. A cell that is not there and one that is empty are the same."""
    said = {key: value for key, value in vars(sheet.period).items() if value is not None}
    found = (
        [] if (sheet.form, said) == (answer["form"], answer["period"]) else [f"{sheet.form} {said}"]
    )
    rows = {row.code: row for row in sheet.rows}
    if len(rows) != len(sheet.rows):
        found.append("a code twice")
    for code in rows.keys() | answer["values"].keys():
        wanted = dict(answer["values"].get(code, {}))
        label = wanted.pop("noi_dung", None)
        if code not in rows or (label and rows[code].label != label):
            found.append(f"{code} {label}")
            continue
        values = rows[code].values
        found.extend(
            f"{code} {key}: {values.get(key)}, not {wanted.get(key)}"
            for key in values.keys() | wanted.keys()
            if not is_same(values.get(key), wanted.get(key))
        )
    return found


def is_same(value: object, wanted: str | None) -> bool:
    if isinstance(value, int | Decimal):
        try:
            return wanted is not None and Decimal(wanted) == value
        except InvalidOperation:
            return False
    return value == wanted

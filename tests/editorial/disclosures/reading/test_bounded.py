"""Whatever stands in the cells, a sheet is read, or refused with faults that have words; and it ends in time."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.reading.grid import Mark
from editorial.disclosures.reading.parsing import parsed
from editorial.disclosures.reading.patience import Patience
from editorial.disclosures.reading.sheet import CellFault, SheetFaults

from .made import FORMS, Rows, grid, rows_of

JUNK: list[Any] = [
    *(
        None,
        "x",
        "-",
        "1.234",
        "(5)",
        "9" * 40,
        "1e999",
        Mark("formula"),
        Mark("error", "#REF!"),
        1e308,
        5e-324,
        -0.0,
    ),
    *(
        10**30,
        date(2024, 1, 1),
        "A" * 4000,
        "\u202e",
        "STT",
        "Nội dung",
        "TỔNG CỘNG",
        "Quý II năm 2024",
        "năm 1999",
    ),
    *(
        "Đơn vị: tỷ đồng",
        "%",
        "100%",
        "1.1. ",
        "- ",
        "(",
        "I",
        "0,5 %",
        "Thu khác",
        "{Y}",
        "%(x)s",
        "1" * 19,
        "²",
    ),
]


def disturbed(rows: Rows, lot: random.Random) -> Rows:
    """The rows with some of their cells overwritten, and some rows moved, doubled or gone."""
    changed = [list(row) for row in rows]
    for _ in range(lot.choice([1, 2, 5, 30])):
        at = lot.randrange(len(changed))
        match lot.randrange(5):
            case 0:
                changed.insert(lot.randrange(len(changed)), changed.pop(at))
            case 1:
                changed.insert(lot.randrange(len(changed)), list(changed[at]))
            case 2 if len(changed) > 1:
                del changed[at]
            case _ if changed[at]:
                changed[at][lot.randrange(len(changed[at]))] = lot.choice(JUNK)
    return changed


def outcome(rows: Rows) -> tuple[CellFault, ...]:
    try:
        parsed([grid(rows)], shipped_forms())
    except SheetFaults as error:
        return error.faults or (CellFault("none"),)
    return ()


def test_no_sheet_breaks_the_reader() -> None:
    lot = random.Random(7)
    faults = [
        fault
        for code in FORMS
        for rows in [rows_of(code, unit="triệu đồng")]
        for _ in range(12)
        for fault in outcome(disturbed(rows, lot))
    ]

    assert all(fault.words for fault in faults)
    assert len({fault.code for fault in faults}) > 15


def test_patience_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editorial.disclosures.reading.parsing.Patience", lambda: Patience(-1))

    with pytest.raises(SheetFaults) as told:
        parsed([grid(rows_of("can-doi-ns-xa"))], shipped_forms())
    assert [fault.code for fault in told.value.faults] == ["too_slow"]


def test_faults_have_an_end_and_an_order() -> None:
    rows = rows_of("bang-gia-dat")
    rows[-1:] = [
        ["", f"Đường {number}", "Cầu", "Chợ", "", "", "abc", 8, 7, 6] for number in range(200)
    ]

    with pytest.raises(SheetFaults) as told:
        parsed([grid(rows)], shipped_forms())
    cells = [fault.cell for fault in told.value.faults]
    assert len(cells) == 100
    assert cells == sorted(cells, key=lambda cell: int(cell[1:]))

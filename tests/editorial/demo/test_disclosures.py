"""The demo's figures: read by the same reader, agreeing from sheet to sheet and from portal to portal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from editorial.demo.disclosures import DemoSheet, sheets_of
from editorial.demo.sheet_files import sheet_file_of
from editorial.demo.showcase import is_shown_off
from editorial.demo.stories import Board
from editorial.demo.words import Neighbours
from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.reading.files import grids_in
from editorial.disclosures.reading.parsing import parsed
from portals.models import Portal

NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)
# A district, two of its communes, a department; the last is not shown off.
DISTRICT, COMMUNES, DEPARTMENT, PLAIN = "256", ("09163", "09214"), "SYT", "09999"


def board_of(code: str, tier: str, district: Portal | None = None) -> Board:
    portal = Portal(code=code, name=f"Nơi {code}", tier_id=tier)
    near = [Portal(code=one, name=f"Nơi {one}", tier_id="commune") for one in COMMUNES]
    around: Any = Neighbours(district, near, [])
    nothing: Any = None
    return Board(portal, around, {}, {}, {}, [], nothing, nothing)


@pytest.fixture(scope="module")
def sheets() -> dict[str, list[DemoSheet]]:
    district = Portal(code=DISTRICT, tier_id="district")
    boards = [
        board_of(DISTRICT, "district"),
        *(board_of(code, "commune", district) for code in COMMUNES),
        board_of(DEPARTMENT, "department"),
        board_of(PLAIN, "commune", Portal(code="999", tier_id="district")),
    ]
    return {board.portal.code: list(sheets_of(board, now=NOW)) for board in boards}


def of_form(sheets: list[DemoSheet], code: str) -> Iterator[DemoSheet]:
    yield from (sheet for sheet in sheets if sheet.form.code == code)


def test_every_sheet_is_read_as_it_was_meant(sheets) -> None:
    assert all(map(is_shown_off, (DISTRICT, *COMMUNES, DEPARTMENT)))
    for sheet in (one for some in sheets.values() for one in some):
        content = sheet_file_of(
            sheet.form, sheet.period, sheet.figures, agency="UBND", unit="nghìn đồng"
        )
        read = parsed(grids_in(io.BytesIO(content)), shipped_forms())
        assert (read.form, read.period, read.notes) == (sheet.form.code, sheet.period, ())
        for row in read.rows:
            for column, value in row.values.items():
                assert value == sheet.figures[row.code].get(column)


def test_what_was_got_from_above_is_what_was_given(sheets) -> None:
    [fourth] = [one for one in of_form(sheets[DISTRICT], "th-du-toan-dv-quy") if one.beside]
    rows = fourth.beside[0]["value"]["table"]["rows"]
    given = {row["values"][0]: tuple(map(int, row["values"][1:])) for row in rows}
    got = {}
    for code in COMMUNES:
        [accounts] = [
            one
            for one in of_form(sheets[code], "qt-thu-ns-xa")
            if one.period.year == fourth.period.year
        ]
        figures = accounts.figures
        got[f"Nơi {code}"] = (figures["V.a"]["qt_nsx"], figures["V.b"]["qt_nsx"])
    whole = tuple(map(sum, zip(*got.values(), strict=True)))
    assert given == {**got, "Tổng cộng": whole}


def test_the_estimate_of_a_year_is_one(sheets) -> None:
    for code in COMMUNES:
        [balance] = of_form(sheets[code], "can-doi-ns-xa")
        assert balance.figures["A"]["dt"] == balance.figures["B"]["dt"]
        assert (balance.figures["C"]["dt"], balance.figures["C"]["uth_truoc"]) == (0, 0)
        quarters = [
            one.figures["T"]["dt"]
            for one in of_form(sheets[code], "th-chi-ns-xa-quy")
            if one.period.year == balance.period.year
        ]
        assert set(quarters) == {balance.figures["A"]["dt"]}


def test_nothing_is_published_before_its_period_ended_nor_after_today(sheets) -> None:
    for sheet in (one for some in sheets.values() for one in some):
        assert sheet.published_at <= NOW
    latest = [one.period for one in of_form(sheets[PLAIN], "th-chi-ns-xa-quy")]
    assert [(one.year, one.quarter) for one in latest] == [(2026, 3)]
    assert [one.form.code for one in sheets[PLAIN]] == ["th-chi-ns-xa-quy"]
    assert not {one.form.code for one in sheets[DEPARTMENT]} & {"qt-thu-ns-xa"}

"""The demo's figures: read by the same reader, agreeing from sheet to sheet and from portal to portal."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from editorial.demo.disclosed_figures import contributions, people_of
from editorial.demo.disclosure_checks import reads_disclosures_back
from editorial.demo.disclosure_files import count_people, disclose
from editorial.demo.disclosures import DemoSheet, sheets_of
from editorial.demo.district_figures import statistics
from editorial.demo.figures import budget_of, figures_of_month
from editorial.demo.sheet_files import sheet_file_of
from editorial.demo.showcase import is_shown_off
from editorial.demo.stories import Board
from editorial.demo.words import Neighbours
from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.reading.files import grids_in
from editorial.disclosures.reading.parsing import parsed
from editorial.disclosures.reading.sheet import ReadSheet, SheetFaults
from editorial.models import DisclosureFigure, DisclosurePage, PortalPopulation, SectionPage
from portals.demo.organisations import OF_2025
from portals.models import Portal
from portals.operations.demo.running import Address, HttpAnswer, RunningDemo
from tests.factories import make_member, make_portal
from tests.support.visiting import visit

NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)
# A district, two of its communes, a department; the last is not shown off.
DISTRICT, COMMUNES, DEPARTMENT, PLAIN = "256", ("09163", "09214"), "SYT", "09999"


def board_of(code: str, tier: str, district: Portal | None = None) -> Board:
    portal = Portal(code=code, name=f"Nơi {code}", tier_id=tier)
    near = [Portal(code=one, name=f"Nơi {one}", tier_id="commune") for one in COMMUNES]
    around: Any = Neighbours(district, near, [])
    nothing: Any = None
    return Board(portal, around, {}, {}, {}, [], nothing, nothing)


class ByClient(RunningDemo):
    """The demo as the test's own process answers for it."""

    def __init__(self) -> None:
        super().__init__(0, lambda: None)

    def ask(self, address: Address, **_options: Any) -> HttpAnswer:
        answer = Client().get(address.path, headers={"host": address.host})
        content = b"".join(answer) if answer.streaming else answer.content
        return HttpAnswer(answer.status_code, content, answer.headers)


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
    assert all(is_shown_off(Portal(code=code)) for code in (DISTRICT, *COMMUNES, DEPARTMENT))
    for sheet in (one for some in sheets.values() for one in some):
        content = sheet_file_of(
            sheet.form, sheet.period, sheet.figures, agency="UBND", unit="nghìn đồng"
        )
        read = parsed(grids_in(io.BytesIO(content)), shipped_forms())
        assert (read.form, read.period, read.notes) == (sheet.form.code, sheet.period, ())
        for row in read.rows:
            for column, value in row.values.items():
                assert value == sheet.figures[row.code].get(column)


def test_without_districts_a_sheet_has_no_column_of_their_budget_and_is_added_up_all_the_same() -> (
    None
):
    board = board_of(DEPARTMENT, "department")
    board.portal.opened_on = OF_2025.opened_on
    sheet = next(of_form(list(sheets_of(board, now=NOW)), "giai-ngan-dtc-thang"))

    def read() -> ReadSheet:
        content = sheet_file_of(sheet.form, sheet.period, sheet.figures, agency="Sở")
        return parsed(grids_in(io.BytesIO(content)), shipped_forms())

    whole = read()
    assert (whole.form, whole.notes) == (sheet.form.code, ())
    [row] = [row for row in whole.rows if row.code == "I.1"]
    assert "kh_huyen" not in row.values
    assert row.values["kh"] == row.values["kh_tinh"] + row.values["kh_xa"]
    sheet.figures["I.1"]["kh_xa"] += 1_000_000
    with pytest.raises(SheetFaults) as refused:
        read()
    assert "across" in {fault.code for fault in refused.value.faults}


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


def test_what_a_district_counts_agrees_with_its_budget_its_communes_and_the_year_before(
    sheets,
) -> None:
    counted = {
        (one.period.year, one.period.quarter): one.figures
        for one in of_form(sheets[DISTRICT], "chi-tieu-ktxh-quy")
    }
    assert len(counted) == 5
    newest, year_before = counted[2026, 3], counted[2025, 3]
    singles = [row for row, cells in newest.items() if cells]
    assert {row: newest[row]["ck"] for row in singles} == {
        row: year_before[row]["th"] for row in singles
    }
    assert {row: newest[row]["kh"] for row in singles} == {
        row: counted[2026, 1][row]["kh"] for row in singles
    }
    whole = statistics(DISTRICT, COMMUNES, 2025, 4)
    year = [statistics(DISTRICT, COMMUNES, 2025, quarter)["I.4"]["th"] for quarter in (1, 2, 3, 4)]
    budget = budget_of(DISTRICT, "district", date(2025, 12, 1))
    assert (sum(year), whole["I.4"]["kh"]) == (
        budget.taken_in * 1_000_000,
        budget.planned * 1_000_000,
    )
    people = sum(people_of(code, 2025) for code in COMMUNES)
    assert whole["II.1"]["th"] == people
    told = figures_of_month(DISTRICT, "district", date(2025, 12, 1))["bhyt"]
    assert f"{1000 * whole['II.4']['th'] / people:.0f}" == told.replace(",", "").ljust(3, "0")


def test_what_people_gave_is_told_from_year_to_year(sheets) -> None:
    for code in COMMUNES:
        after, before = of_form(sheets[code], "dong-gop-nhan-dan")
        assert (after.period.year, before.period.year) == (2025, 2024)
        assert after.figures["T"]["du_dau"] == before.figures["T"]["du_cuoi"]
        for cells in contributions(code, 2025).values():
            assert 0 < cells["so_ho"] < people_of(code, 2025)
            assert cells["chi"] > 0


def test_nothing_is_published_before_its_period_ended_nor_after_today(sheets) -> None:
    for sheet in (one for some in sheets.values() for one in some):
        assert sheet.published_at <= NOW
    latest = [one.period for one in of_form(sheets[PLAIN], "th-chi-ns-xa-quy")]
    assert [(one.year, one.quarter) for one in latest] == [(2026, 3)]
    assert [one.form.code for one in sheets[PLAIN]] == ["th-chi-ns-xa-quy"]
    assert not {one.form.code for one in sheets[DEPARTMENT]} & {"qt-thu-ns-xa"}


@pytest.mark.django_db
def test_a_portal_shows_its_sheets_with_files_figures_and_people(
    settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    portal = make_portal(code=COMMUNES[0], name="Xã Đông Phú")
    sections = {one.section_type_id: one for one in SectionPage.objects.filter(portal=portal)}
    author = make_member(portal)
    around: Any = Neighbours(Portal(code=DISTRICT, tier_id="district"), [portal], [])
    calendar: Any = None
    board = Board(portal, around, sections, {}, {}, [author], author, calendar)
    sheets = list(sheets_of(board, now=NOW))
    with time_machine.travel(NOW, tick=False):
        pages = disclose(sheets, now=NOW)
        count_people([portal], today=NOW.date())
    assert len(pages) == len(sheets) == 13
    fresh = DisclosurePage.objects.get(pk=pages[0].pk)
    assert (fresh.live, fresh.series) == (True, f"{portal.pk}|th-chi-ns-xa-quy|quarter")
    whole = DisclosureFigure.objects.get(page=fresh, row="T", column="th").value
    shown = visit(portal, fresh.public_path()).content.decode()
    assert f"{int(whole):,}".replace(",", ".") in shown
    assert str(int(whole)) in visit(portal, f"{fresh.public_path()}so-lieu.csv").content.decode()
    file = re.search(r'href="(/tep/[^"]*\.xlsx)"', shown)
    assert file is not None
    assert visit(portal, file[1]).status_code == 200
    [result] = reads_disclosures_back(ByClient())
    assert (result.key, result.is_good, result.total) == ("disclosure_published", True, 1)
    # A figure that the file does not have.
    newest = max(pages, key=lambda one: (one.first_published_at, one.pk))
    sheet = newest.sheet
    sheet["rows"][0]["cells"][0] += 1_000
    DisclosurePage.objects.filter(pk=newest.pk).update(sheet=sheet)
    [result] = reads_disclosures_back(ByClient())
    assert result.faults
    people = PortalPopulation.objects.filter(portal=portal)
    assert (people.count(), people.exclude(is_illustrative=True).count()) == (4, 0)

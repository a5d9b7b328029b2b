"""The demo's land: tables that are read as they were meant, plans that agree with them, and nobody by name."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest

from editorial.demo.disclosures import DemoSheet
from editorial.demo.land_maps import drawn_map
from editorial.demo.land_plans import PROJECTS, area_of, land_plans_of
from editorial.demo.land_prices import PADDY, RICE, named_apart
from editorial.demo.land_sheets import sheets_about_land, supported
from editorial.demo.sheet_files import sheet_file_of
from editorial.demo.stories import Board
from editorial.demo.words import Neighbours
from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.privacy import shortened
from editorial.disclosures.proposal import SheetProposal, proposal_of
from editorial.disclosures.reading.files import grids_in
from editorial.disclosures.reading.parsing import parsed
from editorial.land.models import LandPlanPage
from editorial.land.plans.rates import rates_in
from editorial.land.prices.deriving import prices_of
from editorial.models import DisclosurePage
from editorial.models.disclosure import end_of_period
from portals.clock import local_date
from portals.models import Portal

NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)
SHOWN, WARD, PLAIN = "09214", "09187", "09999"


def boards() -> list[Board]:
    city = Portal(pk=2, code="256", name="Thành phố Bắc Ninh", tier_id="district")
    nothing: Any = None
    communes = [
        Portal(pk=3, code=SHOWN, name="Phường Hòa Long", tier_id="commune"),
        Portal(pk=4, code=WARD, name="Phường Suối Hoa", tier_id="commune"),
        Portal(pk=5, code=PLAIN, name="Xã Thử", tier_id="commune"),
    ]
    around = {1: Neighbours(None, communes, [city]), 2: Neighbours(None, communes, [])}
    province = Portal(pk=1, code="27", name="Tỉnh Bắc Ninh", tier_id="province")
    return [
        Board(
            one,
            around.get(one.pk, Neighbours(city, communes, [])),
            {},
            {},
            {},
            [],
            nothing,
            nothing,
        )
        for one in (province, city, *communes)
    ]


@pytest.fixture(scope="module")
def sheets() -> list[DemoSheet]:
    return list(sheets_about_land(boards(), now=NOW))


def proposal_for(sheet: DemoSheet) -> SheetProposal:
    content = sheet_file_of(
        sheet.form, sheet.period, sheet.figures, agency="UBND", unit="nghìn đồng"
    )
    read = parsed(grids_in(io.BytesIO(content)), shipped_forms())
    assert (read.form, read.period) == (sheet.form.code, sheet.period)
    for row in read.rows:
        for column, value in row.values.items():
            assert value == sheet.figures[row.code].get(column)
    return shortened(proposal_of(read, sheet.form), sheet.form)


def test_every_sheet_is_read_as_it_was_meant_and_names_nobody(sheets) -> None:
    assert [(one.board.portal.code, one.form.code, one.period.year) for one in sheets] == [
        ("27", "bang-gia-dat", 2026), ("27", "bang-gia-dat", 2025),
        ("256", "pa-boi-thuong", 2026),
        (SHOWN, "ds-ho-tro", 2026),
    ]  # fmt: skip
    for sheet in sheets:
        proposal = proposal_for(sheet)
        words = "\n".join(proposal.sheet.words())
        people = [
            str(cells["noi_dung"])
            for code, cells in sheet.figures.items()
            if sheet.form.lists_people and code.startswith("I.")
        ]
        assert proposal.sheet.is_masked is bool(people)
        assert not any(name in words for name in people)
        assert sheet.published_at <= NOW


@pytest.mark.django_db
def test_streets_are_found_with_their_prices_and_those_of_the_year_before(sheets) -> None:
    tables = []
    for sheet in sheets[:2]:
        page = DisclosurePage(
            form="bang-gia-dat", period_year=sheet.period.year, sheet=proposal_for(sheet).sheet.to_json(),
            period_ends=end_of_period("year", sheet.period.year, None, None, None),
        )  # fmt: skip
        tables.append(list(prices_of(page, sheet.board.portal)))
    now, before = tables
    ward = {one.street for one in now if one.commune == "Phường Suối Hoa"}
    assert {"Đường Lý Thái Tổ", "Đường Nguyễn Đăng Đạo"} < ward
    former = {(one.segment_key, one.position): one.price for one in before}
    risen = [one for one in now if one.land_type != RICE]
    assert all(former[one.segment_key, one.position] < one.price for one in risen)
    assert {one.price for one in now if one.land_type == RICE} == {PADDY}


def test_plans_agree_with_the_sheets_of_their_decisions(sheets) -> None:
    today = local_date(NOW)
    plans = {
        plan.own["decision_number"]: plan
        for board in boards()
        for plan in land_plans_of(board, today=today)
        if "decision_number" in plan.own
    }
    [sheet] = [one for one in sheets if one.form.code == "pa-boi-thuong"]
    plan = plans[sheet.decision]
    assert sheet.figures["T"]["dien_tich"] == plan.own["area"] == area_of(PROJECTS[0])
    assert sum(code.startswith("I.") for code in sheet.figures) == plan.own["households"]
    rates = {one.kind: one.amount for one in rates_in(plan.own["rates"])}
    area = int(plan.own["area"])
    assert sheet.figures["T"]["bt_dat"] == area * rates["Đất trồng lúa"] == area * PADDY


@pytest.mark.django_db
def test_plans_say_all_that_must_be_said() -> None:
    kinds = []
    for board in boards():
        for plan in land_plans_of(board, today=local_date(NOW)):
            page = LandPlanPage(title=plan.title, lead=plan.lead, **plan.own)
            page.check_own()
            assert len(plan.lead) <= 600
            kinds.append(plan.own["plan_kind"])
    assert sorted(kinds) == ["compensation"] * 2 + ["land_use"] * 3
    assert drawn_map("x").startswith(b"%PDF")


def test_communes_of_one_name_are_told_apart() -> None:
    north, south = Portal(pk=1, name="Phường Ninh Xá"), Portal(pk=2, name="Phường Ninh Xá")
    alone = Portal(pk=3, name="Xã Một")
    districts = {
        1: Portal(name="Thành phố Bắc Ninh"), 2: Portal(name="Thị xã Thuận Thành"), 3: Portal(name="Huyện Ba"),
    }  # fmt: skip
    named = [name for _portal, name in named_apart([north, south, alone], districts)]
    assert named == [
        *("Phường Ninh Xá (thành phố Bắc Ninh)", "Phường Ninh Xá (thị xã Thuận Thành)", "Xã Một"),
    ]


def test_a_list_of_support_is_the_same_each_time() -> None:
    assert supported(SHOWN, 2026) == supported(SHOWN, 2026)
    assert 9 <= len(supported(SHOWN, 2026)) <= 16

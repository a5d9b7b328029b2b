"""Sets of data that are one table: procedures and their papers, leaders' weeks, prices of land by street."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.enums import RemovalKind
from editorial.models import DisclosurePage, SectionPage
from editorial.open_data.registry import dataset_sources, datasets_of, holds_data
from editorial.open_data.tables import OpenTable
from editorial.placements.actions import withdraw_story
from editorial.procedures.models import Procedure
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from tests.editorial.procedures.exports import ALL, BIRTH, PERMIT, SHOP, bring_in
from tests.editorial.schedules.cast import at, change_week, public_week, told, write_week
from tests.factories import make_member, make_portal
from tests.support.data_packages import judged
from tests.support.kept import once_a_file
from tests.support.sheets import make_price_table
from tests.support.visiting import republished, visit

NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
PROCEDURES, PAPERS = "thu-tuc-hanh-chinh", "thu-tuc-giay-to"
WEEKS, PRICES = "lich-lam-viec", "gia-dat-theo-duong"
STREET = ("Đường Lý Thái Tổ", "Ngã tư Ngoài", "Cầu Mới", "Phường Suối Hoa", "Đất ở")


@dataclass
class Town:
    province: Portal
    commune: Portal
    other: Portal
    department: Portal
    head: User
    table: DisclosurePage


def build() -> Town:
    bring_in(*ALL)
    province = make_portal("province")
    commune, other = (make_portal("commune", overseer=province) for _ in range(2))
    department = make_portal("department", overseer=province)
    Portal.objects.filter(pk=department.pk).update(name="Sở Y tế")
    department.refresh_from_db()
    table = make_price_table(province, (*STREET, (3_000, 2_000)), year=2026)
    make_price_table(province, (*STREET, (2_500, 2_000)), year=2025)
    return Town(province, commune, other, department, make_member(commune, Position.HEAD), table)


built, town = once_a_file(build)


@pytest.fixture(autouse=True)
def _now(town: Town):
    with time_machine.travel(NOW, tick=False):
        yield


def path(table: str, file: str = "so-lieu.csv") -> str:
    return f"/du-lieu-mo/{table}/{file}"


def rows(portal: Portal, table: str) -> list[dict[str, str]]:
    answer = visit(portal, path(table))
    assert answer.status_code == 200, answer
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def offered(portal: Portal) -> set[str]:
    tables = {one.key for one in dataset_sources() if isinstance(one, OpenTable)}
    return {one.key for one in datasets_of([portal]).get(portal.pk, [])} & tables


class TestWhoOffersThem:
    def test_only_portals_that_hold_rows(self, town: Town) -> None:
        assert offered(town.province) == {PROCEDURES, PAPERS, PRICES}
        assert offered(town.commune) == offered(town.other) == {PROCEDURES, PAPERS}
        # The only procedure of departments names another body.
        assert offered(town.department) == set()
        assert not Portal.objects.filter(holds_data(town.department), pk=town.department.pk)
        public_week(town.commune, town.head, told("Họp giao ban"))
        assert offered(town.commune) == {PROCEDURES, PAPERS, WEEKS}
        for portal, table in (
            *((town.department, table) for table in (PROCEDURES, PAPERS, WEEKS, PRICES)),
            *((town.other, table) for table in (WEEKS, PRICES, "khong-co")),
        ):
            for file in ("so-lieu.csv", "datapackage.json"):
                assert visit(portal, path(table, file)).status_code == 404

    def test_holding_and_telling_are_one(self, town: Town) -> None:
        public_week(town.commune, town.head, told("Họp giao ban"))
        for portal in (town.province, town.commune, town.other, town.department):
            held = {
                one.key
                for one in dataset_sources()
                if isinstance(one, OpenTable)
                and Portal.objects.filter(one.holds(portal), pk=portal.pk).exists()
            }
            assert held == offered(portal)

    def test_the_same_queries_for_one_and_for_many(self, town: Town) -> None:
        def asked(*portals: Portal) -> int:
            with CaptureQueriesContext(connection) as queries:
                datasets_of(portals)
            return len(queries)

        public_week(town.commune, town.head, told("Họp giao ban"))
        before = asked(town.province, town.commune)
        public_week(town.other, make_member(town.other, Position.HEAD), told("Họp"))
        make_price_table(town.other, (*STREET, (1_000,)), year=2026)
        assert asked(town.province, town.commune, town.other, town.department) == before

    def test_leads_to_the_section(self, town: Town) -> None:
        found = {one.key: one for one in datasets_of([town.commune])[town.commune.pk]}
        section = SectionPage.objects.get(portal=town.commune, section_type="tthc")
        assert found[PROCEDURES].page == f"/{section.slug}/"
        section.live = False
        section.save(update_fields=["live"])
        found = {one.key: one for one in datasets_of([town.commune])[town.commune.pk]}
        assert found[PROCEDURES].page == "/du-lieu-mo/"
        catalogue = visit(town.commune, "/du-lieu-mo/danh-muc.ttl").content.decode()
        assert path(PROCEDURES) in catalogue
        assert path(PROCEDURES, "datapackage.json") in catalogue


class TestTheFiles:
    @pytest.mark.parametrize("table", [PROCEDURES, PAPERS, WEEKS, PRICES])
    def test_are_as_their_description_says(
        self, town: Town, table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        portal = town.province if table == PRICES else town.commune
        public_week(
            town.commune,
            town.head,
            told("=HYPERLINK(1)", begins="08:00", ends="09:30"),
            told("Họp"),
        )
        monkeypatch.chdir(tmp_path)
        for file in ("so-lieu.csv", "datapackage.json"):
            Path(file).write_bytes(visit(portal, path(table, file)).content)
        report = judged("datapackage.json")
        assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
        assert report.tasks[0].stats["rows"] >= 2
        schema = json.loads(Path("datapackage.json").read_text())["resources"][0]["schema"]
        assert all(field["title"] for field in schema["fields"])

    @pytest.mark.parametrize("table", [PROCEDURES, PAPERS, WEEKS, PRICES])
    def test_cost_the_same_for_few_rows_and_for_many(self, town: Town, table: str) -> None:
        portal = town.province if table == PRICES else town.commune

        def asked() -> tuple[int, int]:
            with CaptureQueriesContext(connection) as queries:
                found = rows(portal, table)
            return len(queries), len(found)

        schedule = public_week(town.commune, town.head, told("Họp"))
        queries, count = asked()
        change_week(schedule, town.head, at(23, 9), {"Họp": {"place": "Phòng 1"}}, told("Tiếp"))
        bring_in(*ALL, SHOP | {"ma": "1.001613"}, now=NOW)
        make_price_table(town.province, (*STREET, (9, 8, 7)), year=2024)
        now_asked, now_count = asked()
        assert now_asked == queries
        assert now_count > count
        if table == WEEKS:
            assert [one["trang_thai"] for one in rows(portal, table)] == ["thay-doi", "theo-lich"]

    def test_of_procedures_have_what_their_page_says(self, town: Town) -> None:
        found = {one["ma"]: one for one in rows(town.commune, PROCEDURES)}
        assert set(found) == {SHOP["ma"], BIRTH["ma"]}
        shop = found[SHOP["ma"]]
        assert (shop["ten"], shop["so_ngay"], shop["cach_nop"]) == (
            "Đăng ký thành lập hộ kinh doanh", "3", "truc-tiep; truc-tuyen",
        )  # fmt: skip
        assert (shop["phi_thap_nhat"], shop["phi_cao_nhat"]) == ("100000", "100000")
        assert (shop["phi_dien_giai"], shop["can_cu"]) == ("Lệ phí cấp giấy", "96/QĐ-UBND")
        assert visit(town.commune, shop["dia_chi"].partition(town.commune.site.hostname)[2].lstrip(
            ":0123456789")).status_code == 200  # fmt: skip
        permit = {one["ma"]: one for one in rows(town.province, PROCEDURES)}[PERMIT["ma"]]
        assert (permit["phi_thap_nhat"], permit["phi_cao_nhat"]) == ("100000", "200000")
        assert permit["phi_dia_gioi"] == "false"
        papers = [one for one in rows(town.commune, PAPERS) if one["ma_thu_tuc"] == SHOP["ma"]]
        assert [(one["ten"], one["ban_chinh"], one["ban_sao"]) for one in papers] == [
            ("Giấy đề nghị đăng ký hộ kinh doanh", "1", "0"),
            ("Bản sao biên bản họp", "0", "1"),
        ]
        Procedure.objects.filter(code=SHOP["ma"]).update(ended_on=date(2027, 1, 1))
        assert {one["ma"] for one in rows(town.commune, PROCEDURES)} == {BIRTH["ma"]}
        assert {one["ma_thu_tuc"] for one in rows(town.commune, PAPERS)} == {BIRTH["ma"]}

    def test_of_weeks_have_what_citizens_may_read(self, town: Town) -> None:
        schedule = public_week(
            town.commune, town.head,
            told("Họp giao ban", begins="08:00"), told("Việc nội bộ", is_private=True),
            told("Đi cơ sở", weekday=3),
        )  # fmt: skip
        write_week(town.commune, town.head, told("Còn là nháp"), monday=date(2026, 11, 30))
        public_week(town.other, make_member(town.other, Position.HEAD), told("Của xã khác"))
        first, second = rows(town.commune, WEEKS)
        assert (first["noi_dung"], first["ngay"], first["bat_dau"], first["sua_luc"]) == (
            "Họp giao ban", "2026-11-23", "08:00:00", "",
        )  # fmt: skip
        assert (second["noi_dung"], second["ngay"], second["trang_thai"]) == (
            "Đi cơ sở", "2026-11-25", "theo-lich",
        )  # fmt: skip
        issued = datasets_of([town.commune])[town.commune.pk]
        change_week(
            schedule, town.head, at(24, 9),
            {"Họp giao ban": {"is_private": True}, "Đi cơ sở": {"cancelled": True}},
        )  # fmt: skip
        (left,) = rows(town.commune, WEEKS)
        assert (left["ma"], left["trang_thai"], left["sua_luc"]) == (
            second["ma"], "huy", "2026-11-24T02:00:00Z",
        )  # fmt: skip
        now = {one.key: one for one in datasets_of([town.commune])[town.commune.pk]}[WEEKS]
        assert now.modified == at(24, 9) > max(o.modified for o in issued if o.key == WEEKS)
        assert now.covers == (date(2026, 11, 23), date(2026, 11, 29))

    def test_of_prices_are_those_of_tables_that_stand_where_they_were_published(
        self, town: Town
    ) -> None:
        found = rows(town.province, PRICES)
        assert [(one["gia"], one["vi_tri"], one["hieu_luc_tu"]) for one in found] == [
            ("3000", "1", "2026-01-01"), ("2000", "2", "2026-01-01"),
            ("2500", "1", "2025-01-01"), ("2000", "2", "2025-01-01"),
        ]  # fmt: skip
        # The same segment has one name in all years; a row has its own.
        assert len({one["ma_doan"] for one in found}) == 1
        assert len({one["ma"] for one in found}) == 4
        republished(town.table, town.other, "ngan-sach")
        assert PRICES not in offered(town.other)
        told_of = {one.key: one for one in datasets_of([town.province])[town.province.pk]}
        assert told_of[PRICES].covers == (date(2025, 1, 1), date(2026, 12, 31))
        withdraw_story(
            story=town.table, kind=RemovalKind.WITHDRAWN, reason="Sai số",
            actor=make_member(town.province, Position.HEAD), now=NOW + timedelta(minutes=1),
        )  # fmt: skip
        assert [one["gia"] for one in rows(town.province, PRICES)] == ["2500", "2000"]
        assert rows(town.province, PRICES)[0]["ma"] == found[2]["ma"]


def test_the_page_leads_to_file_and_columns(town: Town) -> None:
    html = visit(town.province, "/du-lieu-mo/").content.decode()
    for table in (PROCEDURES, PAPERS, PRICES):
        assert f'href="{path(table)}"' in html
        assert f'href="{path(table, "datapackage.json")}"' in html


def test_keys_are_told_once() -> None:
    keys: list[Any] = [one.key for one in dataset_sources() if isinstance(one, OpenTable)]
    assert len(keys) == len(set(keys)) == 4
    for one in dataset_sources():
        if isinstance(one, OpenTable):
            names = [column.name for column in one.columns]
            assert len(names) == len(set(names))
            assert set(one.primary_key) <= set(names)

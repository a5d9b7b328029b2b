"""Prices by street and position: what follows a public table, what is found, what it comes to, whose comes first."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.land.models import LandPrice
from editorial.land.prices import views
from editorial.land.prices.asking import UnreadableArea, area_in, question_in
from editorial.land.prices.deriving import derive_all
from editorial.land.prices.finding import ROWS_A_PAGE, change_in_words
from editorial.land.prices.tables import tables_on
from editorial.models import DisclosurePage
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import EditionChange, Portal
from portals.queries import overseers_of
from tests.factories import make_member, make_official, make_portal, make_province_tree
from tests.support.kept import once_a_file
from tests.support.sheets import make_price_table, price_sheet
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
PATH, FILE = "/dat-dai/gia-dat/", "/dat-dai/gia-dat.csv"
MOST_QUERIES = 15
YEAR = local_date(timezone.now()).year
DECISION = f"31/{YEAR - 1}/QĐ-UBND"
LY = ("Đường Lý Thái Tổ", "Ngã tư Ngoài", "Cầu Mới", "Phường Suối Hoa", "Đất ở")
SHOPS = (*LY[:4], "Đất thương mại, dịch vụ")
LANE = ("Đường Lý Thái Tông", "", "", "Phường Vũ Ninh", "Đất ở")
VILLAGE = ("Đường trục thôn", "Cổng làng", "Chợ Lý", "Xã Đông Phú", "Đất ở")
NOW, BEFORE = (30_000_000, 20_000_000, 12_500_000), (25_000_000, 20_000_000, 12_600_000)


@dataclass
class Town:
    province: Portal
    district: Portal
    own: Portal
    other: Portal
    table: DisclosurePage
    former: DisclosurePage


def build() -> Town:
    province, district, (own, other) = make_province_tree()
    Portal.objects.filter(pk=own.pk).update(name="Xã Đông Phú")
    Portal.objects.filter(pk=other.pk).update(name="Phường Suối Hoa")
    own.refresh_from_db()
    other.refresh_from_db()
    former = make_price_table(
        province, (*LY, BEFORE), (*VILLAGE, (2_000_000, 1_500_000, 900_000)), year=YEAR - 1
    )
    table = make_price_table(
        province,
        (*LY, NOW),
        (*SHOPS, (18_000_000, 12_000_000, 7_500_000)),
        (*LANE, (9_000_000, 6_000_000, 4_000_000, 2_000_000)),
        (*VILLAGE, (2_200_000, 1_500_000, 900_000)),
        year=YEAR,
        decision_number=DECISION,
    )
    return Town(province, district, own, other, table, former)


built, town = once_a_file(build)


def page_at(portal: Portal, query: str = "") -> BeautifulSoup:
    answer = visit(portal, f"{PATH}{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def streets(portal: Portal, query: str = "") -> list[str]:
    found = []
    for one in page_at(portal, query).select(".land-segment"):
        said = [part.get_text(" ", strip=True) for part in one.select(".card-meta span")]
        found.append(f"{one.h3.get_text()} / {' / '.join(said)}")
    return found


def file_rows(portal: Portal, query: str = "") -> list[dict[str, str]]:
    content = visit(portal, f"{FILE}{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


class TestWhatFollowsATable:
    def test_is_a_price_for_each_position_of_each_line(self, town) -> None:
        kept = LandPrice.objects.filter(page=town.table).order_by("line", "position")
        assert [(one.street, one.position, one.price) for one in kept][:4] == [
            ("Đường Lý Thái Tổ", 1, 30_000_000),
            ("Đường Lý Thái Tổ", 2, 20_000_000),
            ("Đường Lý Thái Tổ", 3, 12_500_000),
            ("Đường Lý Thái Tổ", 1, 18_000_000),
        ]
        first = kept[0]
        assert (first.valid_from, first.valid_to) == (date(YEAR, 1, 1), date(YEAR, 12, 31))
        assert (first.commune_key, first.land_type_key) == ("phuong-suoi-hoa", "dat-o")
        # The heading of a group has no price, and an empty cell is none.
        assert kept.count() == 3 + 3 + 4 + 3

    def test_is_of_no_other_form_and_no_draft(self, town) -> None:
        before = LandPrice.objects.count()
        make_price_table(town.own, (*VILLAGE, (1,)), year=YEAR - 2, is_public=False)
        assert LandPrice.objects.count() == before

    def test_without_columns_for_it_is_of_the_commune_and_for_homes(self, town) -> None:
        make_price_table(town.own, ("Đường làng", "", "", "", "", (5_000, 4_000)), year=YEAR)
        one = LandPrice.objects.get(street="Đường làng", position=2)
        assert (one.commune, one.land_type) == ("Xã Đông Phú", "Đất ở")
        # Nobody knows of which commune a line of the province is.
        make_price_table(make_portal("department"), ("Phố", "", "", "", "", (5_000,)), year=YEAR)
        assert LandPrice.objects.get(street="Phố").commune == ""

    def test_is_put_right_with_it_and_ends_with_it(self, town) -> None:
        page = town.table
        page.sheet = price_sheet((*LY, (31_000_000, 20_000_000))).to_json()
        page.save_revision().publish(skip_permission_checks=True)
        kept = LandPrice.objects.filter(page=page).order_by("position")
        assert [one.price for one in kept] == [31_000_000, 20_000_000]
        told = EditionChange.objects.filter(portal_ids=None, forbids_stale=True).count()
        head = make_member(town.province, Position.HEAD)
        withdraw_story(
            story=page, kind=RemovalKind.IN_ERROR, reason="nhầm", actor=head, now=timezone.now()
        )
        assert not LandPrice.objects.filter(page=page).exists()
        # Stored pages of the portals below show it no more, either.
        assert EditionChange.objects.filter(portal_ids=None, forbids_stale=True).count() > told
        assert LandPrice.objects.filter(page=town.former).exists()
        assert "2.000.000" in str(page_at(town.own))

    def test_is_made_anew_by_the_operator(self, town) -> None:
        before = LandPrice.objects.count()
        kept = LandPrice.objects.filter(page=town.table, position=1).first()
        LandPrice.objects.filter(page=town.former).delete()
        LandPrice.objects.filter(pk=kept.pk).update(price=1)
        DisclosurePage.objects.filter(pk=town.table.pk).update(live=True)
        out = io.StringIO()
        call_command("derive_land_prices", stdout=out)
        assert LandPrice.objects.count() == before
        assert str(before) in out.getvalue()
        assert not LandPrice.objects.filter(price=1).exists()
        # And what no public page has goes.
        DisclosurePage.objects.filter(pk=town.former.pk).update(series="")
        derive_all()
        assert not LandPrice.objects.filter(page=town.former).exists()


class TestFinding:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=ly+thai+to", [LY[0], LY[0], LANE[0]]),
            ("q=lý+thái+tổ", [LY[0], LY[0]]),
            ("q=Lý thái TỔ".replace(" ", "+"), [LY[0], LY[0]]),
            ("q=tông", [LANE[0]]),
            ("q=cau+moi", [LY[0], LY[0]]),
            ("q=ly&xa=xa-dong-phu", [VILLAGE[0]]),
            ("loai-dat=dat-thuong-mai-dich-vu", [LY[0]]),
            ("vi-tri=4", [LANE[0]]),
            ("q=ly+thai+to&vi-tri=4&xa=phuong-suoi-hoa", []),
            ("q=thai%20ly%20to", [LY[0], LY[0], LANE[0]]),
            ("q=hai", []),
            ("q=%00'%25", None),
            ("vi-tri=x&trang=-1&xa=", None),
        ],
    )
    def test_is_by_words_commune_position_and_kind(self, town, query, found) -> None:
        shown = [one.partition(" /")[0] for one in streets(town.province, f"?{query}")]
        # Of nothing that says anything, all.
        assert sorted(shown) == sorted(
            found if found is not None else [LY[0], *[LY[0]], LANE[0], VILLAGE[0]]
        )

    def test_puts_what_is_spelt_as_typed_first(self, town) -> None:
        make_price_table(
            town.own,
            *((f"Ngõ {name}", "", "", "", "", (5_000,)) for name in ("Đa", "Da")),
            year=YEAR,
        )
        found = [one.partition(" /")[0] for one in streets(town.own, "?q=da")]
        assert found == ["Ngõ Da", "Ngõ Đa"]

    def test_shows_only_the_position_that_was_chosen(self, town) -> None:
        shown = page_at(town.province, "?q=tông&vi-tri=2")
        assert [one.get_text() for one in shown.select(".land-price")] == ["6.000.000 đồng/m²"]
        assert shown.select_one("#loc-vi-tri option[selected]")["value"] == "2"

    def test_begins_with_the_readers_own_commune(self, town) -> None:
        for portal, first in ((town.own, VILLAGE[3]), (town.other, LY[3]), (town.province, LY[3])):
            assert first in streets(portal)[0]
            options = [one.get_text() for one in page_at(portal).select("#loc-xa option")]
            own = [VILLAGE[3]] if portal == town.own else [LY[3]] if portal == town.other else []
            assert options[: 1 + len(own)] == ["Tất cả", *own]
        # A district's readers: its communes before those of others.
        assert [one.split(" / ")[1] for one in streets(town.district)] == [
            *(LY[3], LY[3], VILLAGE[3], LANE[3]),
        ]

    def test_leads_from_page_to_page(self, town) -> None:
        many = [
            (f"Ngõ {n:02}", "", "", "Xã Xa", "Đất ở", (1_000 + n,)) for n in range(ROWS_A_PAGE + 1)
        ]
        make_price_table(town.own, *many, year=YEAR)
        first = page_at(town.own, "?q=ngõ&dien-tich=2")
        assert len(first.select(".land-segment")) == ROWS_A_PAGE
        following = first.select_one("a[rel=next]")["href"]
        assert "dien-tich=2" in following
        assert streets(town.own, following.removeprefix(PATH)) == [
            "Ngõ 20 / Xã Xa / Đất ở / " + self.title(town)
        ]
        assert not page_at(town.own, following.removeprefix(PATH)).select("a[rel=next]")

    def test_lists_and_counts_each_segment_once_whatever_its_positions(self, town) -> None:
        make_price_table(
            town.own,
            ("Ngõ Lệch", "", "", "Xã Xa", "Đất ở", (None, 2_000, 1_000)),
            ("Ngõ Lệch", "Giếng", "", "Xã Xa", "Đất ở", (3_000,)),
            year=YEAR,
        )
        kept = LandPrice.objects.filter(street="Ngõ Lệch").order_by("line", "position")
        assert [one.is_further for one in kept] == [False, True, False]

        def told(query: str) -> tuple[int, list[list[int]]]:
            context = visit(town.own, f"{PATH}?q=lech{query}").context
            found = [[one.position for one in row.prices] for row in context["segments"]]
            return context["total"], found

        # A node of the release before leaves all of them false.
        for _time in range(2):
            assert told("") == (2, [[2, 3], [1]])
            assert told("&vi-tri=3") == (1, [[3]])
            assert told("&trang=2") == (2, [])
            kept.update(is_further=False)

    def title(self, town: Town) -> str:
        return DisclosurePage.objects.get(land_prices__street="Ngõ 20").title


class TestWhatIsSaid:
    def test_compares_with_the_table_before(self, town) -> None:
        shown = page_at(town.own, "?xa=phuong-suoi-hoa&loai-dat=dat-o")
        told = [" ".join(one.get_text().split()) for one in shown.select(".land-before")]
        assert told == [
            "bảng giá trước: 25.000.000 (+20 %)",
            "bảng giá trước: 20.000.000 (0 %)",
            "bảng giá trước: 12.600.000 (-0,8 %)",
        ]
        assert not page_at(town.own, "?q=tông").select(".land-before")

    def test_reckons_what_an_area_comes_to(self, town) -> None:
        shown = page_at(town.own, "?q=tông&vi-tri=1&dien-tich=85,5")
        assert (
            " ".join(shown.select_one(".land-whole").get_text().split())
            == "85,5 m²: 769.500.000 đồng"
        )
        assert not shown.select("[role=alert]")

    @pytest.mark.parametrize("typed", ["abc", "-5", "0", "12m x 5m", "9999999999", "1,234", "½"])
    def test_says_what_is_wrong_with_an_area_and_keeps_it(self, town, typed) -> None:
        shown = page_at(town.own, f"?q=tông&dien-tich={typed}")
        box = shown.select_one("#dien-tich")
        assert (box["value"], box["aria-invalid"], box["aria-describedby"]) == (
            *(typed, "true", "dien-tich-loi"),
        )
        assert "85,5" in shown.select_one("#dien-tich-loi[role=alert]").get_text()
        assert shown.select(".land-segment")
        assert not shown.select(".land-whole")

    def test_says_where_a_price_comes_from(self, town) -> None:
        shown = page_at(town.own)
        [source] = [
            one for one in shown.select(".panel li") if one.a and str(YEAR) in one.a.get_text()
        ]
        assert source.a["href"].endswith(town.table.public_path())
        assert source.a["href"].startswith("http")
        assert f"01/01/{YEAR}" in source.get_text()
        assert f"31/12/{YEAR}" in source.get_text()
        assert DECISION in source.get_text()
        # Where the decision stands in the portal's register it is led to.
        assert not source.select('a[href*="/van-ban/so/"]')
        document = make_official(town.province, number=DECISION, issued_on=date(YEAR - 1, 12, 19))
        republished(document, town.own, section="van-ban")
        assert page_at(town.own).select_one(f'a[href="/van-ban/so/31-{YEAR - 1}-qd-ubnd/"]')

    def test_leads_there_from_the_table_and_from_the_section(self, town) -> None:
        table = visit(town.province, town.table.public_path()).content.decode()
        assert f'href="{PATH}"' in table
        for portal in (town.province, town.district, town.own):
            assert f'action="{PATH}"' in visit(portal, "/dat-dai/").content.decode()
            assert PATH in visit(portal, "/so-do/").content.decode()

    def test_says_so_where_there_is_no_table(self, db) -> None:
        lonely = make_portal()
        shown = page_at(lonely)
        assert shown.select_one("[role=status]")
        assert not shown.select("form[role=search] #gia-dat-q")
        assert PATH not in visit(lonely, "/so-do/").content.decode()
        assert file_rows(lonely) == []


class TestTheDay:
    def holding(self, town: Town, day: date) -> tuple[list[int], dict[int, int]]:
        found = tables_on(town.own, overseers_of(town.own, day), day)
        before = {page: one.page_id for page, one in found.before.items()}
        return [one.page_id for one in found.current], before

    def test_decides_which_table_holds(self, town) -> None:
        old, new = town.former.pk, town.table.pk
        assert self.holding(town, date(YEAR - 1, 12, 31)) == ([old], {})
        assert self.holding(town, date(YEAR, 1, 1)) == ([new], {new: old})
        # Until a newer one is there the last stays, and says that it is over.
        assert self.holding(town, date(YEAR + 1, 1, 1)) == ([new], {new: old})
        # Before all of them, the first to come.
        assert self.holding(town, date(YEAR - 2, 12, 31)) == ([old], {})

    def notes(self, portal: Portal) -> str:
        return " ".join(one.get_text() for one in page_at(portal).select(".panel li strong"))

    def test_is_said_beside_the_table(self, town, clock) -> None:
        clock.move_to(f"{YEAR}-12-31 23:30")
        assert self.notes(town.own) == ""
        clock.move_to(f"{YEAR + 1}-01-01 00:30")
        assert "chưa công bố bảng giá mới" in self.notes(town.own)
        new = make_portal()
        make_price_table(new, ("Phố mới", "", "", "", "", (5_000,)), year=YEAR + 2)
        assert "chưa có hiệu lực" in self.notes(new)


class TestWhose:
    def test_are_those_of_the_portal_and_of_who_oversees_it(self, town) -> None:
        stranger = make_portal("commune", name="Xã Khác")
        make_price_table(stranger, ("Phố lạ", "", "", "", "", (7_000,)), year=YEAR)
        make_price_table(town.other, ("Phố bên", "", "", "", "", (8_000,)), year=YEAR)
        for portal in (town.own, town.district, town.province):
            shown = " ".join(streets(portal))
            assert "Phố lạ" not in shown
            assert "Phố bên" not in shown
        assert "Phố bên" in " ".join(streets(town.other))
        assert streets(stranger) == ["Phố lạ / Xã Khác / Đất ở"]

    def test_are_not_what_others_sent_to_who_oversees_it(self, town) -> None:
        table = make_price_table(
            make_portal("department"), ("Phố gửi", "", "", "", "", (7_000,)), year=YEAR
        )
        republished(table, town.province, "dat-dai")
        assert "Phố gửi" in " ".join(streets(town.province))
        # The stored pages of portals below would not hear that it was taken down there.
        assert "Phố gửi" not in " ".join(streets(town.own))
        republished(table, town.own, "dat-dai")
        assert "Phố gửi" in " ".join(streets(town.own))

    def test_lead_to_the_table_where_it_stands_nearest(self, town) -> None:
        placed = republished(town.table, town.own, "dat-dai")
        hrefs = [one["href"] for one in page_at(town.own).select(".panel li > a")]
        assert placed.path in hrefs


class TestTheFile:
    def test_has_a_line_for_each_position(self, town) -> None:
        rows = file_rows(town.own, "?q=tông")
        assert [(row["vi_tri"], row["gia_dong_m2"]) for row in rows] == [
            *(("1", "9000000"), ("2", "6000000"), ("3", "4000000"), ("4", "2000000")),
        ]
        assert (rows[0]["hieu_luc_tu"], rows[0]["quyet_dinh"]) == (f"{YEAR}-01-01", DECISION)
        assert {row["xa_phuong"] for row in file_rows(town.own, "?xa=xa-dong-phu")} == {VILLAGE[3]}

    def test_says_where_there_are_more(self, town, monkeypatch) -> None:
        monkeypatch.setattr(views, "MOST_IN_FILE", 2)
        rows = file_rows(town.own)
        assert [row["duong"] for row in rows][-2:-1] != [rows[-1]["duong"]]
        assert "còn nữa" in rows[-1]["duong"].lower()
        assert len({(row["duong"], row["loai_dat"]) for row in rows[:-1]}) == 2

    def test_has_no_formula(self, town) -> None:
        make_price_table(town.own, ("=HYPERLINK(1)", "", "", "", "", (7_000,)), year=YEAR)
        assert "'=HYPERLINK(1)" in {row["duong"] for row in file_rows(town.own)}


class TestPureParts:
    @pytest.mark.parametrize(
        ("typed", "area"),
        [
            ("120", "120"), ("120,5", "120.5"), ("120.5", "120.5"), ("1.250", "1250"), ("1 250,25 m²", "1250.25"),
            ("85 m2", "85"), ("100000000", "100000000"),
        ],
    )  # fmt: skip
    def test_areas_are_read_as_people_write_them(self, typed, area) -> None:
        assert area_in(typed) == Decimal(area)

    @pytest.mark.parametrize(
        "typed", ["100000001", "1.25.0", "12,345", "một trăm", "−5", "", "1e3"]
    )
    def test_others_are_refused(self, typed) -> None:
        with pytest.raises(UnreadableArea):
            area_in(typed)

    def test_a_sum_is_whole_dong(self) -> None:
        asked = replace(question_in({}), area=Decimal("0.5"))
        assert asked.whole(3) == 2
        assert question_in({}).whole(3) is None

    def test_a_change_is_in_percent(self) -> None:
        assert [change_in_words(*pair) for pair in ((3, 4), (4, 3), (1000, 1000))] == [
            *("+33,3 %", "-25 %", "0 %"),
        ]


@pytest.mark.parametrize(
    ("typed", "leads"),
    [
        ("giá đất", PATH),
        ("bang gia dat", PATH),
        ("giá đất lý thái tông", f"{PATH}?q=l%C3%BD+th%C3%A1i+t%C3%B4ng"),
        ("ly thai tong gia dat", f"{PATH}?q=ly+thai+tong"),
        # No street is called so: all prices.
        ("giá đất nhà vườn xyz", PATH),
        ("đất giá rẻ", ""),
        ("giá vàng", ""),
    ],
)
def test_is_what_a_search_leads_to(town, typed: str, leads: str) -> None:
    page = BeautifulSoup(visit(town.own, "/tim-kiem/", data={"q": typed}).content, "html.parser")
    found = [one["href"] for one in page.select(f"main a[href^='{PATH}']")]
    assert found == [leads] * bool(leads)


def test_takes_as_many_queries_whatever_is_in_the_tables(town) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert visit(town.own, path).status_code == 200
        return len(queries)

    paths = (f"{PATH}?q=duong&dien-tich=5", f"{FILE}?q=duong", "/dat-dai/")
    make_price_table(town.own, (*VILLAGE, (5_000,)), year=YEAR - 3)
    visit(town.own, PATH)
    few = [asked(path) for path in paths]
    lines = [(f"Đường số {n}", "", "", f"Xã {n}", "Đất ở", (1_000 + n, 900)) for n in range(60)]
    make_price_table(town.own, *lines, year=YEAR)
    make_price_table(town.own, *lines, year=YEAR - 1)
    make_price_table(town.district, *lines, year=YEAR)
    assert [asked(path) for path in paths] == few
    assert max(few) <= MOST_QUERIES

"""Search over stories and standing pages, narrowed by kind, section and period."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import InformationPage, Placement
from editorial.placements.removing import withdraw_information
from editorial.search.narrowing import NAMES, Narrowing, read_narrowing
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    published_story,
    section_of,
)
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


def standing_page(portal, title: str, intro: str = "", section: str = "gioi-thieu"):
    page = InformationPage(title=title, intro=intro, live=False)
    section_of(portal, section).add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    return InformationPage.objects.get(pk=page.pk)


def search(portal, **query: str):
    return visit(portal, "/tim-kiem/", data=query).context


def titles(portal, **query: str) -> set[str]:
    context = search(portal, **query)
    return {one.title for one in context["found"].things} if context["found"] else set()


class TestAllKinds:
    @pytest.mark.parametrize("text", ["thủ tục", "thu tuc", "THU TUC", "96/QĐ-UBND", "96/qd-ubnd"])
    def test_are_found_with_and_without_diacritics_and_by_number(self, text) -> None:
        portal = make_portal()
        lead = "Thủ tục theo Quyết định 96/QĐ-UBND"
        published_story(portal, title="Tin", lead=lead)
        published_story(portal, title="Thông báo", lead=lead, notice=True)
        standing_page(portal, "Trang", lead)
        published_story(portal, title="Chuyện khác", lead="Không liên quan")

        assert titles(portal, q=text) == {"Tin", "Thông báo", "Trang"}

    def test_leave_out_what_is_not_public_here(self) -> None:
        portal = make_portal()
        page = standing_page(portal, "Thủ tục cũ")
        standing_page(make_portal(), "Thủ tục nơi khác")
        withdraw_information(
            page=page,
            kind=RemovalKind.SUPERSEDED,
            reason="Cũ.",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        assert titles(portal, q="thủ tục") == set()

    def test_follow_the_published_text(self) -> None:
        portal = make_portal()
        page = standing_page(portal, "Cơ cấu", "Phòng Nội vụ")
        page.intro = "Phòng Văn hóa"
        page.save_revision()
        assert titles(portal, q="nội vụ") == {"Cơ cấu"}
        page.save_revision().publish(skip_permission_checks=True)
        assert titles(portal, q="nội vụ") == set()
        assert titles(portal, q="văn hóa") == {"Cơ cấu"}


class TestNarrowing:
    @pytest.fixture
    def portal(self):
        province, _district, (commune, _other) = make_province_tree()
        published_story(commune, title="Họp tin")
        published_story(commune, title="Họp thông báo", notice=True, section="chi-dao")
        republished(published_story(province, title="Họp tỉnh"), commune, "chi-dao")
        standing_page(commune, "Họp trang")
        for days, title in ((1, "Họp tin"), (10, "Họp thông báo"), (100, "Họp tỉnh")):
            placed_at = timezone.now() - timedelta(days=days)
            Placement.objects.filter(story__title=title).update(placed_at=placed_at)
        return commune

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, {"Họp tin", "Họp thông báo", "Họp tỉnh", "Họp trang"}),
            ({"loai": "tin"}, {"Họp tin", "Họp tỉnh"}),
            ({"loai": "thong-bao"}, {"Họp thông báo"}),
            ({"loai": "trang"}, {"Họp trang"}),
            ({"loai": "khong-co"}, {"Họp tin", "Họp thông báo", "Họp tỉnh", "Họp trang"}),
            ({"muc": "chi-dao"}, {"Họp thông báo", "Họp tỉnh"}),
            ({"loai": "tin", "muc": "chi-dao"}, {"Họp tỉnh"}),
            ({"muc": "khong-co"}, {"Họp tin", "Họp thông báo", "Họp tỉnh", "Họp trang"}),
        ],
    )
    def test_by_kind_and_section(self, portal, query, expected) -> None:
        assert titles(portal, q="họp", **query) == expected

    def test_by_period(self, portal) -> None:
        today = timezone.localdate()
        week, month = today - timedelta(days=7), today - timedelta(days=30)
        since, until = f"{month:%Y-%m-%d}", f"{week:%d/%m/%Y}"
        assert titles(portal, q="họp", **{"tu-ngay": since}) == {"Họp tin", "Họp thông báo"}
        assert titles(portal, q="họp", **{"den-ngay": until}) == {"Họp thông báo", "Họp tỉnh"}
        both = {"tu-ngay": since, "den-ngay": until}
        assert titles(portal, q="họp", **both) == {"Họp thông báo"}

    def test_holds_its_first_and_last_day_whole(self) -> None:
        portal = make_portal()
        published_story(portal, title="Họp")
        for moment in (
            datetime(2024, 11, 28, 0, 0, tzinfo=LOCAL_ZONE),
            datetime(2024, 11, 28, 23, 59, 59, tzinfo=LOCAL_ZONE),
        ):
            Placement.objects.update(placed_at=moment)
            day = {"tu-ngay": "2024-11-28", "den-ngay": "28/11/2024"}
            assert titles(portal, q="họp", **day) == {"Họp"}

    @pytest.mark.parametrize("text", ["x", "2024-13-01", "31/02/2024", "0001-01-01", "9999-12-31"])
    def test_says_which_date_it_could_not_read(self, portal, text) -> None:
        answer = visit(portal, "/tim-kiem/", data={"q": "họp", "tu-ngay": text})
        assert answer.context["narrowing"].unreadable == (text,)
        assert 'role="alert"' in answer.content.decode()
        assert answer.context["found"].total == 4

    def test_is_kept_from_page_to_page(self, portal, monkeypatch) -> None:
        monkeypatch.setattr("editorial.public.views.search.RESULTS_A_PAGE", 1)
        html = visit(
            portal, "/tim-kiem/", data={"q": "họp & bàn", "loai": "tin", "x": "1"}
        ).content.decode()
        assert "x=1" not in html
        html = visit(portal, "/tim-kiem/", data={"q": "họp", "loai": "tin"}).content.decode()
        assert "?q=h%E1%BB%8Dp&amp;loai=tin&amp;trang=2" in html

    def test_that_finds_nothing_leads_back_to_all(self, portal) -> None:
        html = visit(
            portal, "/tim-kiem/", data={"q": "họp", "den-ngay": "2000-01-01"}
        ).content.decode()
        assert 'href="/tim-kiem/?q=h%E1%BB%8Dp"' in html


class TestReading:
    def test_takes_dates_of_browsers_and_of_people(self) -> None:
        read = read_narrowing({"tu-ngay": "2024-11-01", "den-ngay": "30/11/2024"}, [])
        assert (read.since, read.until) == (date(2024, 11, 1), date(2024, 11, 30))

    def test_is_wide_where_nothing_is_asked(self) -> None:
        assert Narrowing().is_wide
        assert not Narrowing(since=date(2024, 1, 1)).is_wide


class TestThePageCache:
    def test_tells_the_view_what_a_search_is_narrowed_to(self, settings) -> None:
        assert {"q", *NAMES} <= settings.PORTALS_PAGE_QUERY["search"]


class TestItsCost:
    @pytest.mark.parametrize("query", [{}, {"loai": "trang"}, {"loai": "tin", "muc": "tin-tuc"}])
    def test_is_the_same_for_few_and_many(self, query) -> None:
        province, _district, (commune, _other) = make_province_tree()
        costs = []
        for size in (2, 6):
            for number in range(size):
                published_story(commune, title=f"Họp {size} {number}")
                republished(published_story(province, title=f"Họp {size} {number}"), commune)
                standing_page(commune, f"Họp {size} {number}")
            with CaptureQueriesContext(connection) as queries:
                visit(commune, "/tim-kiem/", data={"q": "họp", **query})
            costs.append(len(queries))
        assert costs[0] == costs[1] <= 15

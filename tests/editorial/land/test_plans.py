"""Plans about land: what must be said, how they stand on a day, where they are listed, and whom they never name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.disclosures.names import betrays, full_names, is_full_name, lists_names
from editorial.disclosures.privacy import PersonalData
from editorial.enums import RemovalKind
from editorial.land.enums import PostingState
from editorial.land.models import LandPlanPage
from editorial.land.plans.posting import in_state, objection_words, posting_state, stages_of
from editorial.land.plans.rates import UnreadableRate, rates_in, readable_rates
from editorial.models import Correction
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.models import EditionChange, Portal
from tests.editorial.land.plans import DAY, TODAY, make_plan, plan_of, with_file
from tests.factories import (
    make_image,
    make_member,
    make_official,
    make_province_tree,
    picture_block,
)
from tests.support.kept import once_a_file
from tests.support.sheets import make_disclosure, make_price_table
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@dataclass
class District:
    district: Portal
    own: Portal
    other: Portal
    plan: LandPlanPage


def build() -> District:
    _province, district, (own, other) = make_province_tree()
    Portal.objects.filter(pk=own.pk).update(name="Xã Đông Phú")
    own.refresh_from_db()
    return District(district, own, other, make_plan(district, decision_number="812/QĐ-UBND"))


built, land = once_a_file(build)


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def page_of(portal: Portal, path: str) -> BeautifulSoup:
    answer = visit(portal, path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(portal: Portal, query: str = "") -> list[str]:
    page = page_of(portal, f"/dat-dai/{query}")
    return [
        one.get_text()
        for one in page.select("#phuong-an-ke-hoach")[0].find_parent("section").select("h3 a")
    ]


class TestWhatMustBeSaid:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("project", ""), ("rates", ""), ("rates", "Đất trồng lúa 86.000"), ("rates", "Đất: 0"),
            ("rates", "Đất: -5"),
            ("posted_from", None), ("posted_to", None), ("complain_to", ""), ("complain_until", None),
            ("posted_to", TODAY - DAY), ("complain_until", TODAY - DAY), ("decision_number", "tám trăm"),
            ("area", 0), ("plan_year", 1999),
        ],
    )  # fmt: skip
    def test_is_asked_for_by_field(self, name, value) -> None:
        with pytest.raises(ValidationError) as refused:
            plan_of(**{name: value}).check_own()
        wrong = "posted_from" if (name, value) == ("posted_from", None) else name
        assert set(refused.value.message_dict) == {wrong}

    def test_is_less_of_a_land_use_plan(self) -> None:
        nothing = dict.fromkeys(("project", "rates", "complain_to"), "")
        days = {"complain_until": None, "posted_to": None}
        plan_of(plan_kind="land_use", plan_year=2026, **nothing, **days).check_own()
        with pytest.raises(ValidationError) as refused:
            plan_of(plan_kind="land_use", **nothing, **days, posted_from=None).check_own()
        assert set(refused.value.message_dict) == {"plan_year", "posted_from"}

    def test_is_said_of_a_rate_by_its_line(self) -> None:
        with pytest.raises(UnreadableRate, match="Đất vườn"):
            rates_in("Đất trồng lúa: 86.000\nĐất vườn: nhiều")
        assert readable_rates("không rõ") == []
        assert [
            (one.kind, one.amount) for one in rates_in("Đất trồng lúa: 86 000 đồng/m2\nVườn: 5")
        ] == [
            *(("Đất trồng lúa", 86_000), ("Vườn", 5)),
        ]
        with pytest.raises(UnreadableRate):
            rates_in("Đất: 1\n" * 41)


class TestTheDay:
    @pytest.mark.parametrize(
        ("days", "state"),
        [
            (-1, PostingState.COMING), (0, PostingState.POSTED), (10, PostingState.POSTED), (11, PostingState.OVER),
        ],
    )  # fmt: skip
    def test_decides_how_a_posting_stands(self, land, days, state) -> None:
        plan, day = land.plan, TODAY + days * DAY
        assert posting_state(plan.posted_from, plan.posted_to, day) is state
        # As the filter of the list says, too.
        for one in PostingState:
            found = LandPlanPage.objects.filter(in_state(one, day), pk=plan.pk).exists()
            assert found is (one is state)

    def test_of_a_posting_without_an_end_goes_on(self, land) -> None:
        plan = make_plan(land.own, plan_kind="land_use", plan_year=2026, posted_to=None)
        assert posting_state(plan.posted_from, None, TODAY + 400 * DAY) is PostingState.POSTED
        assert posting_state(None, None, TODAY) is None
        found = LandPlanPage.objects.filter(in_state(PostingState.POSTED, TODAY + 400 * DAY))
        assert list(found) == [plan]

    def test_is_told_on_the_page_and_in_the_list(self, land, clock) -> None:
        ends = land.plan.posted_to
        for days, said in (
            (10, f"Đang niêm yết đến ngày {ends:%d/%m/%Y}"),
            (11, f"Đã hết niêm yết từ ngày {ends:%d/%m/%Y}"),
        ):
            clock.move_to(
                f"{TODAY + days * DAY} 23:30" if days == 10 else f"{TODAY + days * DAY} 00:30"
            )
            assert (
                said
                in page_of(land.district, land.plan.public_path())
                .select_one(".land-answer")
                .get_text()
            )
            assert said in page_of(land.own, "/dat-dai/").select_one(".results").get_text()

    def test_is_the_last_for_objections(self, land) -> None:
        ends = land.plan.complain_until
        told = [objection_words(land.plan, ends + days * DAY) for days in (-1, 0, 1)]
        assert [words.split()[0] for words in told] == ["Nhận", "Hôm", "Đã"]

    def test_shows_which_steps_were_reached(self, land) -> None:
        plan = plan_of(approved_on=TODAY + 20 * DAY, noticed_on=TODAY - 90 * DAY)
        steps = stages_of(plan, TODAY)
        assert [step.is_reached for step in steps] == [True, True, False, False]
        assert [step.day for step in steps] == sorted(step.day for step in steps)
        ends = plan.complain_until
        reached = [stages_of(plan, ends + days * DAY)[2].is_reached for days in (0, 1)]
        # Who comes on the last day is not late.
        assert (steps[2].day, reached) == (ends, [False, True])


class TestThePage:
    def test_says_how_much_where_and_until_when_first(self, land) -> None:
        page = page_of(land.district, land.plan.public_path())
        said = " ".join(page.select_one(".land-answer").get_text(" ").split())
        for words in (
            "Đất trồng lúa: 86.000 đồng/m²",
            "0222 000 111",
            f"{land.plan.complain_until:%d/%m/%Y}",
        ):
            assert words in said
        proven = page.select_one(".story-text[data-shown-text]")
        assert not proven.select(".land-state")
        cells = [cell.get_text() for cell in proven.select("table td")]
        assert cells == ["86.000", "1.200.000"]
        facts = " ".join(proven.select_one("dl").get_text(" ").split())
        for words in ("Mở rộng đường Trường Sơn", "3.500,5", "812/QĐ-UBND", "Xứ đồng Chùa"):
            assert words in facts

    def test_shows_maps_and_leads_to_decision_and_households(self, land) -> None:
        path = land.plan.public_path()
        bare = page_of(land.district, path)
        assert not bare.select('.document-files a[href*="/van-ban/so/"]')
        make_official(land.district, number="812/QĐ-UBND")
        sheet = make_disclosure(
            land.district, section="dat-dai", form="pa-boi-thuong", year=2025, quarter=None,
            decision_number="812/QĐ-UBND",
        )  # fmt: skip
        stranger = make_disclosure(
            land.other, section="dat-dai", form="pa-boi-thuong", year=2025, quarter=None,
            decision_number="812/QĐ-UBND",
        )  # fmt: skip
        links = [one["href"] for one in page_of(land.district, path).select(".document-files a")]
        assert links == [sheet.public_path(), "/van-ban/so/812-qd-ubnd/"]
        assert stranger.public_path() not in links

    def test_is_found_by_its_project_and_field(self, land) -> None:
        for words in ("xứ đồng chùa", "trường sơn"):
            found = visit(land.district, f"/tim-kiem/?q={words}").content.decode()
            assert land.plan.public_path() in found


class TestTheList:
    def test_has_those_above_that_name_the_commune(self, land) -> None:
        assert titles(land.own) == [land.plan.title]
        page = page_of(land.own, "/dat-dai/")
        link = page.select_one(".results a")
        assert link["href"].endswith(land.plan.public_path())
        assert link["href"].startswith("http")
        assert land.district.name in page.select_one(".results").get_text()
        assert "phuong-an-ke-hoach" not in str(page_of(land.other, "/dat-dai/"))
        # Nor what a neighbour says of it, nor what is no more than a draft.
        make_plan(land.other, title="Của xã bên")
        make_plan(land.district, title="Nháp", is_public=False)
        assert titles(land.own) == [land.plan.title]
        # A version of one's own stands in its place.
        make_plan(land.own, title="Bản của xã", adapted_from=land.plan)
        assert titles(land.own) == ["Bản của xã"]

    def test_stands_in_the_menu_where_something_of_it_is_shown(self, land) -> None:
        def leads(portal: Portal) -> bool:
            menu = page_of(portal, "/").select_one(".menu-all")
            return bool(menu.select('a[href="/dat-dai/"]'))

        assert [leads(one) for one in (land.district, land.own, land.other)] == [True, True, False]
        make_price_table(
            land.district, ("Phố", "", "", "", "", (5_000,)), year=TODAY.year, is_public=False
        )
        assert not leads(land.other)
        make_price_table(land.district, ("Phố", "", "", "", "", (5_000,)), year=TODAY.year)
        assert leads(land.other)

    def test_ends_with_a_withdrawal_everywhere(self, land) -> None:
        told = EditionChange.objects.filter(portal_ids=None, forbids_stale=True).count()
        withdraw_story(
            story=land.plan, kind=RemovalKind.WITHDRAWN, reason="nhầm",
            actor=make_member(land.district, Position.HEAD), now=timezone.now(),
        )  # fmt: skip
        assert EditionChange.objects.filter(portal_ids=None, forbids_stale=True).count() > told
        assert "phuong-an-ke-hoach" not in str(page_of(land.own, "/dat-dai/"))
        assert "phuong-an-ke-hoach" not in str(page_of(land.district, "/dat-dai/"))

    def test_is_narrowed_by_kind_state_and_words(self, land) -> None:
        use = make_plan(
            land.own, plan_kind="land_use", plan_year=2026, title="Kế hoạch sử dụng đất", affected="Xứ đồng Giữa",
            project="", posted_from=TODAY - 40 * DAY, posted_to=TODAY - DAY, complain_until=None,
        )  # fmt: skip
        coming = make_plan(
            land.own, title="Phương án sắp tới", posted_from=TODAY + 2 * DAY, posted_to=TODAY + 6 * DAY,
            project="Trạm bơm", affected="Xứ đồng Đình",
        )  # fmt: skip
        first = land.plan.title
        for query, found in (
            ("", [first, coming.title, use.title]),
            ("?loai=ke-hoach", [use.title]),
            ("?loai=boi-thuong", [first, coming.title]),
            ("?tinh-trang=dang-niem-yet", [first]),
            ("?tinh-trang=sap-niem-yet", [coming.title]),
            ("?tinh-trang=het-niem-yet", [use.title]),
            ("?q=dong+chua", [first]),
            ("?q=đình", [coming.title]),
            ("?q=tram+bom&loai=ke-hoach", []),
            ("?loai=x&tinh-trang=y&trang=z", [first, coming.title, use.title]),
        ):
            assert titles(land.own, query) == found, query

    def test_takes_as_many_queries_for_one_as_for_twelve(self, land) -> None:
        make_plan(land.own, title="Một")
        paths = ("/dat-dai/", "/dat-dai/?loai=boi-thuong")
        visit(land.own, "/dat-dai/")

        def asked() -> list[int]:
            counts = []
            for path in paths:
                with CaptureQueriesContext(connection) as queries:
                    visit(land.own, path)
                counts.append(len(queries))
            return counts

        few = asked()
        for number in range(6):
            make_plan(land.own, title=f"Phương án {number}")
            make_plan(land.district, title=f"Phương án huyện {number}")
        assert asked() == few
        assert max(few) <= MOST_QUERIES
        page = page_of(land.own, "/dat-dai/")
        assert len(page.select(".results > li")) == 10
        assert (
            len(titles(land.own, page.select_one("a[rel=next]")["href"].partition("/dat-dai/")[2]))
            == 4
        )


NAMES = "1. Nguyễn Văn An 120 m²\n2. Trần Thị Bình 80 m²\n3. Lê Văn Cường 95 m²"


class TestNobodyIsNamed:
    @pytest.mark.parametrize(
        "fields",
        [
            {"affected": "Ông Nguyễn Văn An, bà Trần Thị Bình, hộ ông Lê Văn Cường"},
            {"complain_to": "Gọi 0912345678, 0987654321, 0909090909"},
            {"lead": "Thu hồi đất của người có CCCD 027085001234."},
            {"lead": "Trả vào số tài khoản 1903 4567 8901."},
            {"source": "Ông Nguyễn Văn An, bà Trần Thị Bình, ông Lê Văn Cường"},
            {"body": [("text", f"<p>{NAMES.replace(chr(10), '</p><p>')}</p>")]},
        ],
    )
    def test_in_the_words(self, land, fields) -> None:
        with pytest.raises(PersonalData):
            make_plan(land.own, **fields)

    def test_but_what_to_bring_and_whom_to_call_is_said(self, land) -> None:
        lead = "Khi nhận tiền mang theo căn cước công dân và số tài khoản của chủ hộ."
        assert make_plan(land.own, lead=lead, complain_to="UBND xã, điện thoại 0222 000 111.").live

    def test_in_what_is_said_of_a_picture(self, land) -> None:
        block: Any = picture_block(make_image(land.own))
        block["value"]["image"]["alt_text"] = "Ông Lê Văn Thử, bà Đỗ Thị Mẫu, ông Vũ Văn Mẫu"
        with pytest.raises(PersonalData):
            make_plan(land.own, body=json.dumps([block]))

    def test_in_a_correction(self, land) -> None:
        names = "Sửa diện tích của ông Nguyễn Văn An, bà Trần Thị Bình và ông Lê Văn Cường."
        head = make_member(land.district, Position.HEAD)
        Correction.objects.create(
            story=land.plan, text=names, written_by=head, written_at=timezone.now()
        )
        with pytest.raises(PersonalData):
            land.plan.save_revision().publish(skip_permission_checks=True)

    def test_in_a_file(self, land) -> None:
        for text in (NAMES, "Họ tên: Ông A, CCCD 027085001234"):
            file = with_file(land.own, text)
            with pytest.raises(PersonalData):
                make_plan(land.own, body=[("file", {"document": file, "title": ""})])

    def test_in_a_file_that_nobody_has_read(self, land) -> None:
        file = with_file(land.own, "", state="waiting", read_at=None)
        with pytest.raises(PersonalData, match="chưa được đọc"):
            make_plan(land.own, body=[("file", {"document": file, "title": ""})])

    def test_but_who_signed_may_be_and_maps_are_pictures(self, land) -> None:
        words = "Ông Nguyễn Văn Mẫu, Chủ tịch, và bà Trần Thị Mẫu ký. Đường Nguyễn Văn Cừ, phố Lý Thái Tổ."
        for file in (with_file(land.own, words), with_file(land.own, "", state="ocr_waiting")):
            assert make_plan(land.own, body=[("file", {"document": file, "title": "Bản đồ"})]).live

    def test_names_are_known_from_other_words(self) -> None:
        assert full_names("Hộ ông Phạm Đình Lan và bà Đỗ Thị Hòa") == {
            "Phạm Đình Lan",
            "Đỗ Thị Hòa",
        }
        assert (
            full_names("Hộ ông P. Đ. L.; bà con xã Đông; 1. Đất trồng lúa; 2. Thôn Đông") == set()
        )
        assert not lists_names("Ông Nguyễn Văn Mẫu, bà Trần Thị Mẫu")
        assert lists_names(NAMES)
        assert is_full_name("Trần Hưng Đạo")
        assert not is_full_name("Khu phố Trần Hưng Đạo")
        masks = ["Hộ ông P. Đ. L.", "Bà Đ. T. H.", "N. V. A.", "T. V. B."]
        assert betrays(masks, "Phạm Đình Lan, Đỗ Thị Hòa; Nguyễn Văn An")
        assert not betrays(masks, "Phạm Đình Lan, Đỗ Thị Hòa")
        assert betrays(masks[:1], "PHẠM ĐÌNH LAN")
        assert not betrays([], "Phạm Đình Lan")
        assert not betrays(masks, "Hộ ông P. Đ. L., bà Đ. T. H., N. V. A., T. V. B.")

"""What citizens read of a week: the page, the calendar, and what is never in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from editorial.schedules.actions import publish_schedule
from editorial.schedules.queries import change_words
from editorial.schedules.weeks import A_WEEK, monday_in, time_in, time_words
from tests.factories import section_of
from tests.support.visiting import visit

from .cast import CHAIR, DEPUTY, MONDAY, at, change_week, public_week, told, write_week
from .conftest import Office

NOW = at(25, 9)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def page(office: Office, query: str = "") -> Any:
    slug = section_of(office.portal, "lich-lam-viec").slug
    return visit(office.portal, f"/{slug}/{query}")


def text_of(office: Office, query: str = "") -> str:
    answer = page(office, query)
    assert answer.status_code == 200
    main = BeautifulSoup(answer.content, "html.parser").find("main")
    return " ".join(main.get_text(" ").split())


def events(office: Office) -> dict[str, Any]:
    answer = visit(office.portal, "/lich-lam-viec/lich.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(one["uid"]): one for one in found}


class TestThePage:
    def test_shows_a_week_that_was_published_and_no_draft(self, office: Office) -> None:
        schedule = write_week(
            office.portal, office.head,
            told("Họp giao ban", 1, "08:00", "09:30", place="Phòng 2", participants="Văn phòng"),
            told("Tiếp công dân", 5),
        )  # fmt: skip
        assert "Họp giao ban" not in text_of(office)
        publish_schedule(schedule=schedule, actor=office.head, now=at(20, 16))
        text = text_of(office)
        assert "Thứ Hai, 23/11/2026 8:00–9:30 Họp giao ban" in text
        assert "Phòng 2" in text
        assert "Thứ Sáu, 27/11/2026 Cả ngày Tiếp công dân" in text

    def test_never_shows_what_is_not_public(self, office: Office) -> None:
        schedule = public_week(
            office.portal, office.head, told("Họp"), told("Khám bệnh", is_private=True)
        )
        change_week(schedule, office.head, at(23, 9), {}, told("Mật", is_private=True))
        for content in (
            page(office).content,
            visit(office.portal, "/lich-lam-viec/lich.ics").content,
        ):
            assert "Khám bệnh".encode() not in content
            assert "Mật".encode() not in content
        assert len(events(office)) == 1

    def test_tells_what_changed_and_when(self, office: Office) -> None:
        schedule = public_week(
            office.portal, office.head, told("Họp", 2, "08:00"), told("Dự lễ"), told("Thăm")
        )
        changes = {
            "Họp": {"begins": time_in("9h30"), "weekday": 3, "reason": "Trùng lịch"},
            "Dự lễ": {"cancelled": True},
        }
        change_week(schedule, office.head, at(23, 14, 5), changes, told("Kiểm tra"))
        text = text_of(office)
        assert (
            "Đã đổi lúc 14:05 23/11/2026: ngày: trước là Thứ Ba, nay là Thứ Tư; giờ: trước là 8:00, nay là 9:30 "
            "(Trùng lịch)"
        ) in text
        assert "ĐÃ HỦY Dự lễ" in text
        assert "Bổ sung lúc 14:05 23/11/2026" in text
        assert "<s>Dự lễ</s>" in page(office).content.decode()
        assert text.count("Đã đổi lúc") == 2

    def test_tells_of_what_was_withdrawn_no_more_than_that(self, office: Office) -> None:
        schedule = public_week(
            office.portal, office.head, told("Họp", place="Phòng 2"), told("Dự lễ")
        )
        change_week(schedule, office.head, at(23, 8), {"Họp": {"place": "Phòng kín"}})
        change_week(schedule, office.head, at(23, 9), {"Họp": {"is_private": True}})
        text = text_of(office)
        assert "Một mục đã được rút khỏi lịch công khai lúc 09:00 23/11/2026" in text
        assert "Phòng" not in text
        change_week(schedule, office.head, at(23, 10), {"Họp": {"is_private": False, "place": ""}})
        text = text_of(office)
        assert "Bổ sung lúc 10:00 23/11/2026" in text
        # What it said while it was not public, and before, stays untold.
        assert "Phòng" not in text

    def test_leads_from_week_to_week(self, office: Office) -> None:
        public_week(office.portal, office.head, told("Trước đây"), monday=MONDAY - A_WEEK)
        public_week(office.portal, office.head, told("Tuần này"))
        assert "Tuần này" in text_of(office)
        earlier = text_of(office, "?tuan=2026-11-18")
        assert "Trước đây" in earlier
        assert "chưa công bố" in text_of(office, "?tuan=2026-11-30").lower()
        # A day that is none shows the running week.
        assert "Thứ Hai, 23/11/2026" in text_of(office, "?tuan=2026-13-40")
        hrefs = [
            one["href"]
            for one in BeautifulSoup(page(office).content, "html.parser").select(".week a")
        ]
        assert [one for one in hrefs if "tuan=" in one] == [
            f"{hrefs[0].partition('?')[0]}?tuan=2026-11-16",
            f"{hrefs[0].partition('?')[0]}?tuan=2026-11-30",
            f"{hrefs[0].partition('?')[0]}?tuan=2026-11-16",
        ]

    def test_shows_one_leader(self, office: Office) -> None:
        public_week(office.portal, office.head, told("Họp"), told("Dự lễ", leader=DEPUTY))
        text = text_of(office, "?lanh-dao=pho-chu-tich-tran-thi-thu")
        assert "Dự lễ" in text
        assert "Họp" not in text
        assert "Họp" in text_of(office, "?lanh-dao=khong-co-ai")

    def test_is_of_its_own_portal(self, office: Office) -> None:
        public_week(office.elsewhere, office.stranger, told("Của nơi khác"))
        assert "Của nơi khác" not in text_of(office)
        assert events(office) == {}

    def test_takes_as_many_queries_for_any_number(self, office: Office) -> None:
        def queries(path: str) -> int:
            with CaptureQueriesContext(connection) as caught:
                visit(office.portal, path)
            return len(caught)

        paths = (f"/{section_of(office.portal, 'lich-lam-viec').slug}/", "/lich-lam-viec/lich.ics")
        schedule = public_week(office.portal, office.head, told("Họp"))
        change_week(schedule, office.head, at(23, 8), {"Họp": {"place": "Phòng"}})
        few = [queries(path) for path in paths]
        for back in range(1, 4):
            public_week(
                office.portal,
                office.head,
                *[told(f"Họp {number}") for number in range(9)],
                monday=MONDAY - back * A_WEEK,
            )
        change_week(
            schedule, office.head, at(23, 9), {"Họp": {"place": "Khác"}}, told("A"), told("B")
        )
        assert [queries(path) for path in paths] == few


class TestTheCalendar:
    def test_holds_each_row_under_a_lasting_name(self, office: Office) -> None:
        schedule = public_week(
            office.portal, office.head,
            told("Họp", 2, "08:00", "09:30", place="Phòng 2"), told("Đi, cơ sở; xa"),
        )  # fmt: skip
        row = schedule.rows.get(content="Họp")
        one = events(office)[str(row.uid)]
        assert one["summary"] == f"{CHAIR}: Họp"
        assert one["dtstart"].dt == at(24, 8)
        assert one["dtend"].dt == at(24, 9, 30)
        assert (one["location"], one["status"], one["sequence"]) == ("Phòng 2", "CONFIRMED", 0)
        whole = events(office)[str(schedule.rows.get(weekday=1).uid)]
        assert (whole["dtstart"].dt, whole["summary"]) == (
            date(2026, 11, 23),
            f"{CHAIR}: Đi, cơ sở; xa",
        )
        before = visit(office.portal, "/lich-lam-viec/lich.ics").content
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            assert visit(office.portal, "/lich-lam-viec/lich.ics").content == before
        change_week(schedule, office.head, at(23, 9), {"Họp": {"cancelled": True}})
        one = events(office)[str(row.uid)]
        assert (one["status"], one["sequence"], one["dtstamp"].dt) == ("CANCELLED", 1, at(23, 9))

    def test_takes_back_what_was_withdrawn_without_a_word_of_it(self, office: Office) -> None:
        schedule = public_week(
            office.portal, office.head, told("Họp kín", place="Phòng 2"), told("Dự lễ")
        )
        change_week(schedule, office.head, at(23, 9), {"Họp kín": {"is_private": True}})
        uid = str(schedule.rows.get(is_private=True).uid)
        one = events(office)[uid]
        assert (one["status"], one["sequence"], one.get("location")) == ("CANCELLED", 1, None)
        assert "kín".encode() not in visit(office.portal, "/lich-lam-viec/lich.ics").content

    def test_goes_back_four_weeks_and_no_further(self, office: Office) -> None:
        for back in (-1, 4, 5):
            public_week(
                office.portal, office.head, told(f"Tuần {back}"), monday=MONDAY - back * A_WEEK
            )
        said = sorted(str(one["summary"]) for one in events(office).values())
        assert said == [f"{CHAIR}: Tuần -1", f"{CHAIR}: Tuần 4"]


class TestHours:
    @pytest.mark.parametrize(
        ("text", "hour", "minute"),
        [("8:00", 8, 0), ("8h", 8, 0), ("08h30", 8, 30), ("13g30", 13, 30), ("7.30", 7, 30), ("8", 8, 0),
         ("8 giờ 15", 8, 15), ("8 giờ 15 phút", 8, 15), ("08:00:00", 8, 0)],
    )  # fmt: skip
    def test_are_read_as_people_write_them(self, text: str, hour: int, minute: int) -> None:
        found = time_in(text)
        assert found is not None
        assert (found.hour, found.minute) == (hour, minute)

    @pytest.mark.parametrize("text", ["", "sáng", "25:00", "8:60", "8h-9h", "8:00 sáng mai", "-8"])
    def test_are_not_guessed(self, text: str) -> None:
        assert time_in(text) is None

    def test_are_said(self) -> None:
        assert time_words(time_in("8:05"), None) == "8:05"
        assert time_words(time_in("13:30"), time_in("15:00")) == "13:30–15:00"
        assert time_words(None, None) == ""

    def test_a_week_is_named_by_any_of_its_days(self) -> None:
        assert monday_in("2026-11-29") == MONDAY
        for wrong in ("", "2026-11", "23/11/2026", "9999-12-31", "2026-02-30"):
            assert monday_in(wrong) is None

    def test_a_change_says_what_came_and_went(self) -> None:
        assert change_words({"place": ""}, {"place": "Phòng 2"}) == "địa điểm: nay là Phòng 2"
        assert (
            change_words({"place": "Phòng 2"}, {"place": ""})
            == "địa điểm: trước là Phòng 2, nay không ghi"
        )
        assert change_words({"begins": None, "ends": None}, {"begins": "08:00", "ends": None}) == (
            "giờ: trước là cả ngày, nay là 8:00"
        )

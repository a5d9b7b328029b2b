"""What citizens read, and the desk's pages."""

from __future__ import annotations

import csv
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from editorial.public.queries.sections import portal_sections
from editorial.reception.models import ReceptionDay, ReceptionOffice, ReceptionRule
from portals.boards.enums import Position
from portals.models import Portal
from tests.editorial.reception.cast import Hall, at, rule, set_days
from tests.factories import make_member, make_portal, section_of
from tests.support.visiting import visit
from tests.walls import desk_client

HELD = {"what": "held", "sat": "head", "people": "4", "guided": "1"}


def told(portal: Portal, on: date, **values: Any) -> ReceptionDay:
    given = {
        "sits": "head", "post": "Chủ tịch xã Thử", "state": "held", "sat": "head", "people": 3,
        "told_at": at(1), **values,
    }  # fmt: skip
    return ReceptionDay.objects.create(portal=portal, planned_on=on, on=on, **given)


def seen(portal: Portal, path: str = "/tiep-cong-dan/", now: datetime | None = None) -> Any:
    with time_machine.travel(now or at(15, hour=8), tick=False):
        return visit(portal, path)


class TestPage:
    def test_names_the_next_day_first(self, hall: Hall) -> None:
        told(hall.commune, date(2026, 9, 15), taken_in=2)
        page = seen(hall.commune)
        found = page.context["reception"]
        assert (found.next.on, found.next.sits) == (date(2026, 10, 15), "head")
        html = page.content.decode()
        assert html.index("15/10/2026") < html.index("20/10/2026") < html.index("15/09/2026")
        for words in ("Phòng tiếp dân số 1", "Gọi trước", "Giấy tờ tùy thân", "Cán bộ tiếp dân"):
            assert words in html
        # The day is the next one until it ends, or was told.
        assert seen(hall.commune, now=at(16, hour=0)).context["reception"].next.on == date(
            2026, 10, 20
        )
        told(hall.commune, date(2026, 10, 15))
        assert seen(hall.commune).context["reception"].next.on == date(2026, 10, 20)

    def test_passes_over_a_cancelled_day_and_says_why(self, hall: Hall) -> None:
        told(hall.commune, date(2026, 10, 15), state="cancelled", sat="", people=0, why="Bão số 5")
        page = seen(hall.commune)
        assert page.context["reception"].next.on == date(2026, 10, 20)
        assert "Bão số 5" in page.content.decode()

    def test_is_there_only_where_days_were_set(self, hall: Hall) -> None:
        assert seen(hall.other).status_code == 404
        assert seen(hall.other, "/tiep-cong-dan/ket-qua.csv").status_code == 404
        for portal, has in ((hall.commune, True), (hall.other, False)):
            known = {
                one.section_type_id: one.has_content
                for one in portal_sections(portal, date(2026, 10, 15))
            }
            assert known["lich-lam-viec"] == known["phan-anh"] == has
        for slug in ("lich-lam-viec", "phan-anh"):
            path = f"/{section_of(hall.commune, slug).slug}/"
            assert "15/10/2026" in seen(hall.commune, path).content.decode()
        html = seen(
            hall.other, f"/{section_of(hall.other, 'lich-lam-viec').slug}/"
        ).content.decode()
        assert "/tiep-cong-dan/" not in html
        assert "/tiep-cong-dan/" in seen(hall.commune, "/so-do/").content.decode()

    def test_gives_what_passed_as_a_table(self, hall: Hall) -> None:
        told(hall.commune, date(2026, 9, 15), sat="deputy", why="=Đi họp", taken_in=2)
        response = seen(hall.commune, "/tiep-cong-dan/ket-qua.csv")
        rows = list(csv.reader(response.content.decode("utf-8-sig").splitlines()))
        line = next(row for row in rows if row[1] == "2026-09-15")
        assert line[4] == "held"
        assert line[6] == "'=Đi họp"
        assert line[7:] == ["3", "0", "2", "0", "0"]
        assert line[0] == "head-2026-09-15"
        assert all(row[2] < "2026-10-15" for row in rows[1:])

    def test_gives_what_is_to_come_as_a_calendar(self, hall: Hall) -> None:
        told(
            hall.commune,
            date(2026, 10, 20),
            state="cancelled",
            sat="",
            people=0,
            why="Bão",
            sits="deputy",
        )
        answer = seen(hall.commune, "/tiep-cong-dan/lich.ics")
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        found = [(f"{one.decoded('dtstart'):%d/%m %H:%M}", str(one["status"])) for one in events]
        assert found[:3] == [
            ("15/10 00:30", "CONFIRMED"),
            ("20/10 00:30", "CANCELLED"),
            ("30/10 00:30", "CONFIRMED"),
        ]
        assert f"{events[0].decoded('dtend'):%H:%M}" == "10:00"
        assert seen(hall.other, "/tiep-cong-dan/lich.ics").status_code == 404

    def test_takes_as_many_queries_for_any_number_of_days(self, hall: Hall) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                assert seen(hall.commune).status_code == 200
            return len(caught)

        seen(hall.commune)
        few = queries()
        for month in range(1, 10):
            for day in (15, 30 if month != 2 else 28):
                told(hall.commune, date(2026, month, day))
        assert queries() == few


def day_page(hall: Hall, key: str = "head-2026-10-15") -> str:
    return f"/tiep-cong-dan/{hall.commune.pk}/ngay/{key}/"


class TestDesk:
    def test_takes_a_day_and_shows_it_told(self, hall: Hall) -> None:
        with time_machine.travel(at(15, hour=17), tick=False):
            client = desk_client(hall.editor)
            month = client.get("/tiep-cong-dan/", follow=True)
            assert day_page(hall) in month.content.decode()
            response = client.post(day_page(hall), HELD)
            assert response["Location"].endswith(f"/tiep-cong-dan/{hall.commune.pk}/?thang=2026-10")
            assert ReceptionDay.objects.get().people == 4
            days = dict(client.get(response["Location"]).context["days"])
            assert [waits for day, waits in days.items() if day.planned_on.day == 15] == [False]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"what": ""}, "what"),
            ({"sat": ""}, "sat"),
            ({"people": ""}, "people"),
            ({"people": "-1"}, "people"),
            ({"sat": "deputy"}, "__all__"),
            ({"people": "0"}, "__all__"),
            ({"what": "cancelled"}, "why"),
            ({"what": "moved", "why": "Họp"}, "to"),
            ({"what": "moved", "to": "2026-10-16"}, "why"),
            ({"what": "moved", "to": "2026-10-17", "why": "Họp"}, "__all__"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(
        self, hall: Hall, wrong: dict[str, str], field: str
    ) -> None:
        with time_machine.travel(at(15, hour=17), tick=False):
            typed = HELD | {"sat_by": "Bà Trần Thị Mẫu"} | wrong
            response = desk_client(hall.editor).post(day_page(hall), typed)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert 'value="Bà Trần Thị Mẫu"' in response.content.decode()
        assert not ReceptionDay.objects.exists()

    def test_is_open_to_its_own_board(self, hall: Hall) -> None:
        with time_machine.travel(at(15, hour=17), tick=False):
            contributor = desk_client(hall.people[Position.CONTRIBUTOR])
            assert contributor.post(day_page(hall), HELD).status_code == 422
            stranger = desk_client(make_member(hall.other, Position.HEAD))
            for page in (day_page(hall), day_page(hall).partition("ngay")[0]):
                assert stranger.get(page).status_code == 404
            editor = desk_client(hall.editor)
            for key in (
                "head-2026-10-16",
                "officer-2026-10-15",
                "head-x",
                "head",
                "head-9999-12-31",
            ):
                assert editor.get(day_page(hall, key)).status_code == 404
        assert not ReceptionDay.objects.exists()

    def test_takes_the_rules(self, hall: Hall) -> None:
        page = f"/tiep-cong-dan/{hall.commune.pk}/lich/"
        client = desk_client(hall.people[Position.SECRETARY])
        with time_machine.travel(at(15, hour=17), tick=False):
            form = client.get(page).context["form"]
            assert form["head-monthdays"].value() == "15, 30"
            typed = {
                "place": "Phòng số 2", "head-post": "Chủ tịch", "head-repeats": "week",
                "head-weekdays": ["4"], "head-opens": "7h30", "head-closes": "11:30",
                **{f"{sits}-repeats": "month" for sits in ("deputy", "officer")},
                "deputy-opens": "7:30", "deputy-closes": "9:00",
            }  # fmt: skip
            for wrong, field in (
                ({"place": ""}, "place"),
                ({"head-post": ""}, "head-post"),
                ({"head-weekdays": []}, "head-weekdays"),
                ({"head-opens": "12:00"}, "head-opens"),
                ({"head-pause_from": "09:00"}, "head-pause_from"),
                ({"deputy-post": "Phó", "deputy-monthdays": "32"}, "deputy-monthdays"),
            ):  # fmt: skip
                response = client.post(page, typed | wrong)
                assert (response.status_code, list(response.context["form"].errors)) == (
                    422,
                    [field],
                )
            assert client.post(page, typed).status_code == 302
        assert ReceptionOffice.objects.get(portal=hall.commune).place == "Phòng số 2"
        now = ReceptionRule.objects.in_force(date(2026, 10, 15)).filter(portal=hall.commune)
        assert [(one.sits, one.days, one.repeats) for one in now] == [("head", [4], "week")]


class TestBelow:
    def test_names_the_heads_who_did_not_sit(self, hall: Hall) -> None:
        for day in (15, 30):
            told(hall.commune, date(2026, 9, day))
        idle = make_portal("commune", overseer=hall.district)
        set_days(idle, rule("head", 15, 30, 31))
        told(idle, date(2026, 9, 15), sat="deputy", why="Họp")
        stranger = make_portal("commune")
        client = desk_client(make_member(hall.district, Position.EDITOR))
        page = f"/tiep-cong-dan/{hall.district.pk}/cap-duoi/"
        with time_machine.travel(at(2), tick=False):
            response = client.get(page)
            lines = {one.portal: one for one in response.context["wanting"]}
            assert set(lines) == {idle, hall.other}
            line = lines[idle]
            assert (line.planned, line.sat, line.another, line.untold) == (2, 0, 1, 1)
            assert not lines[hall.other].planned
            assert response.context["in_order"] == 1
            assert stranger.name not in response.content.decode()
            with CaptureQueriesContext(connection) as few:
                client.get(page)
            for _ in range(3):
                set_days(make_portal("commune", overseer=hall.district), rule("head", 15))
            with CaptureQueriesContext(connection) as many:
                client.get(page)
            assert len(few) == len(many)

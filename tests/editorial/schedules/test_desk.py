"""The page on which a part-timer fills in a week: nothing typed is lost, last week and the sheet are a way in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from editorial.schedules.models import LeaderSchedule, ScheduleChange, ScheduleRow
from editorial.schedules.weeks import A_WEEK
from portals.duties.keeping import keep_duties
from portals.duties.models import Duty, Obligation
from tests.walls import desk_client

from .cast import CHAIR, MONDAY, at, change_week, public_week, told, write_week
from .conftest import Office

NOW = at(24, 9)
HEADINGS = "Thứ ngày,Thời gian,Lãnh đạo,Nội dung,Địa điểm,Thành phần,Ghi chú"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def address(office: Office, week: str = "2026-11-23") -> str:
    return f"/lich-lam-viec/{office.portal.pk}/?tuan={week}"


def filled(*rows: dict[str, Any], version: int = 0, **buttons: str) -> dict[str, str]:
    """What a browser sends."""
    sent = {"r-TOTAL_FORMS": str(len(rows)), "r-INITIAL_FORMS": "0", "ban": str(version), **buttons}
    for number, row in enumerate(rows):
        for name, value in {"weekday": 1, "leader": CHAIR, "content": "Họp", **row}.items():
            sent[f"r-{number}-{name}"] = str(value)
    return sent


def owes(office: Office, monday: date) -> Obligation:
    duty = Duty.objects.create(
        code="lich-tuan", tier=office.portal.tier, title="Lịch tuần", section="lich-lam-viec",
        fulfilled_by="schedule:week", frequency="week", due_from="start", due_days=0, minutes=5,
        period=DateRange(monday, monday + A_WEEK),
    )  # fmt: skip
    return Obligation.objects.create(
        portal=office.portal, duty=duty, starts_on=monday, ends_on=monday + A_WEEK,
        due_at=at(30, 8), told_at=at(30, 8),
    )  # fmt: skip


def parsed(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "lxml")


def _open_days(page: Any) -> list[str]:
    return [day.h3.get_text(" ", strip=True) for day in page.select("details.week-day[open]")]


EMPTY = {"leader": "", "content": ""}


class TestFillingIn:
    def test_keeps_what_was_written_and_no_empty_rows(self, office: Office) -> None:
        client = desk_client(office.editor)
        html = client.get(address(office)).content.decode()
        assert html.count("-content") >= 10
        sent = filled(
            {"begins": "8h", "ends": "9:30", "place": " Phòng  2 ", "participants": "Văn phòng"},
            EMPTY | {"weekday": 2}, {"weekday": 5, "content": "Tiếp công dân"}, luu="1",
        )  # fmt: skip
        assert client.post(address(office), sent).status_code == 302
        rows = ScheduleRow.objects.order_by("weekday")
        assert [(row.weekday, row.content, row.place) for row in rows] == [
            (1, "Họp", "Phòng 2"), (5, "Tiếp công dân", ""),
        ]  # fmt: skip
        assert f"{rows[0].begins:%H:%M}-{rows[0].ends:%H:%M}" == "08:00-09:30"
        assert LeaderSchedule.objects.get().published_at is None

    def test_publishes_by_one_button(self, office: Office) -> None:
        sent = filled({}, dang="1")
        assert desk_client(office.editor).post(address(office), sent).status_code == 422
        assert not LeaderSchedule.objects.exists()
        assert desk_client(office.secretary).post(address(office), sent).status_code == 302
        assert LeaderSchedule.objects.get().published_by == office.secretary

    def test_opens_the_week_that_is_owed_and_is_done_with_it_at_once(self, office: Office) -> None:
        """On a Tuesday, when by itself it would open the week that runs; a draft leads back to itself."""
        owed = owes(office, MONDAY + A_WEEK)
        client, page = desk_client(office.head), f"/lich-lam-viec/{office.portal.pk}/"
        assert client.get(page).context["monday"] == MONDAY
        opened = client.get(f"{page}?cho={owed.pk}&ve=/viec/")
        assert opened.context["monday"] == MONDAY + A_WEEK
        here = opened.context["here"]
        assert client.post(here, filled({}, luu="1")).url != "/viec/"
        owed.refresh_from_db()
        assert owed.met_at is None
        row = ScheduleRow.objects.get()
        assert client.post(here, filled({"pk": row.pk}, version=1, dang="1")).url == "/viec/"
        owed.refresh_from_db()
        assert owed.met_at == NOW
        # The round finds nothing to set right.
        address_noted = owed.address
        keep_duties(now=NOW)
        owed.refresh_from_db()
        assert (owed.met_at, owed.address) == (NOW, address_noted)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"leader": ""}, "leader"), ({"content": " "}, "content"), ({"begins": "sáng sớm"}, "begins"),
            ({"ends": "9:00"}, "begins"), ({"begins": "9:00", "ends": "8:00"}, "ends"),
            ({"weekday": "8"}, "weekday"), ({"place": "x" * 201}, "place"),
        ],
    )  # fmt: skip
    def test_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
        self, office: Office, wrong: dict[str, str], field: str
    ) -> None:
        sent = filled({"participants": "Đã gõ rồi"} | wrong, {"weekday": 3, "content": "Cũng thế"})
        response = desk_client(office.head).post(address(office), sent)
        assert response.status_code == 422
        assert list(response.context["rows"].forms[0].errors) == [field]
        html = response.content.decode()
        assert "Đã gõ rồi" in html
        assert "Cũng thế" in html
        assert not ScheduleRow.objects.exists()

    def test_gives_one_more_row_and_keeps_what_was_typed(self, office: Office) -> None:
        sent = filled({"begins": "chưa xong"}, them="6")
        response = desk_client(office.head).post(address(office), sent)
        html = response.content.decode()
        assert "chưa xong" in html
        assert [len(day.forms) for day in response.context["days"]] == [1, 0, 0, 0, 0, 1, 0]
        assert 'class="errorlist' not in html
        assert not ScheduleRow.objects.exists()

    def test_says_that_another_saved_and_lets_one_put_theirs_in_its_place(
        self, office: Office
    ) -> None:
        write_week(office.portal, office.editor, told("Của người khác"))
        client = desk_client(office.head)
        response = client.post(address(office), filled({"content": "Của tôi"}))
        assert response.status_code == 422
        assert "Của tôi" in response.content.decode()
        assert response.context["version"] == 1
        client.post(address(office), filled({"content": "Của tôi"}, version=1))
        assert ScheduleRow.objects.get().content == "Của tôi"

    def test_never_shows_again_what_another_took_from_citizens_meanwhile(
        self, office: Office
    ) -> None:
        schedule = public_week(office.portal, office.head, told("Họp kín"), told("Khác"))
        opened = [{"pk": row.pk, "content": row.content} for row in schedule.rows.order_by("pk")]
        change_week(schedule, office.secretary, at(24, 8), {"Họp kín": {"is_private": True}})
        client = desk_client(office.head)
        response = client.post(address(office), filled(*opened, version=1))
        assert response.status_code == 422
        forms = response.context["rows"].forms
        assert [bool(form["is_private"].value()) for form in forms] == [True, False]
        again = {**opened[0], "is_private": "on", "content": "Gõ lại"}
        client.post(address(office), filled(again, opened[1], version=2))
        assert ScheduleRow.objects.get(content="Gõ lại").public_since is None

    def test_folds_the_days_and_says_on_each_what_stands_there(self, office: Office) -> None:
        """On Tuesday the 24th: that day is open in its week, Monday in another."""
        write_week(office.portal, office.editor, told("Họp giao ban"), told("Tiếp công dân"))
        client = desk_client(office.head)
        page = parsed(client.get(address(office)))
        assert _open_days(page) == ["Thứ Ba, 24/11 (hôm nay)"]
        monday = page.select_one("details.week-day > summary").get_text(" ", strip=True)
        assert "2 mục:" in monday
        assert "Họp giao ban" in monday
        assert "Tiếp công dân" in monday
        assert page.select("details.week-day > summary")[2].get_text().strip().endswith("chưa có")
        assert len(page.select("details.week-day[data-fold]")) == 7
        following = parsed(client.get(address(office, "2026-11-30")))
        assert _open_days(following) == ["Thứ Hai, 30/11"]

    def test_opens_the_day_of_a_fault_and_of_a_row_that_was_asked_for(self, office: Office) -> None:
        client = desk_client(office.head)
        wrong = {"weekday": 4, "begins": "sáng sớm"}
        refused = client.post(address(office), filled({}, wrong, luu="1"))
        assert _open_days(parsed(refused)) == ["Thứ Năm, 26/11"]
        more = client.post(address(office), filled({}, them="6"))
        assert _open_days(parsed(more)) == ["Thứ Bảy, 28/11"]

    def test_is_for_ones_own_board(self, office: Office) -> None:
        client = desk_client(office.stranger)
        assert client.get(address(office)).status_code == 404
        assert client.post(address(office), filled({})).status_code == 404
        html = desk_client(office.contributor).get(address(office)).content.decode()
        assert 'name="luu"' not in html

    def test_begins_with_the_week_that_is_to_be_written(self, office: Office) -> None:
        client: Client = desk_client(office.head)
        for day, monday in (
            (23, "2026-11-23"),
            (25, "2026-11-23"),
            (26, "2026-11-30"),
            (29, "2026-11-30"),
        ):
            with time_machine.travel(at(day, 9), tick=False):
                page = client.get("/lich-lam-viec/", follow=True)
            assert page.context["monday"].isoformat() == monday


class TestLastWeek:
    def test_is_a_beginning(self, office: Office) -> None:
        client = desk_client(office.editor)
        public_week(
            office.portal, office.head,
            told("Họp giao ban", 2, "08:00"), told("Riêng", is_private=True), monday=MONDAY - A_WEEK,
        )  # fmt: skip
        ScheduleRow.objects.create(
            schedule=LeaderSchedule.objects.get(), weekday=4, leader="A", content="Đã thôi",
            state="cancelled", public_since=NOW,
        )  # fmt: skip
        assert "chep=1" in client.get(address(office)).content.decode()
        page = client.get(f"{address(office)}&chep=1")
        rows = [form.initial for form in page.context["rows"].forms if form.initial.get("content")]
        assert [(row["content"], row["weekday"], row["is_private"]) for row in rows] == [
            ("Riêng", 1, True), ("Họp giao ban", 2, False),
        ]  # fmt: skip
        assert "pk" not in rows[0]
        assert LeaderSchedule.objects.count() == 1
        # What stands is not mixed with it.
        write_week(office.portal, office.editor, told("Đã có"))
        page = client.get(f"{address(office)}&chep=1")
        assert "Họp giao ban" not in page.content.decode()


class TestTheSheet:
    def send(self, office: Office, *lines: str) -> Any:
        text = "\n".join(["LỊCH LÀM VIỆC TUẦN", HEADINGS, *lines])
        file = SimpleUploadedFile("tuan.csv", text.encode())
        return desk_client(office.head).post(address(office), {"doc": "1", "sheet": file})

    def test_fills_the_form_and_keeps_nothing(self, office: Office) -> None:
        write_week(office.portal, office.editor, told("Đã có", 4))
        page = self.send(
            office,
            f"Thứ Hai 23/11,8h - 9h30,{CHAIR},Họp giao ban,Phòng 2,Văn phòng,",
            f",Chiều,{CHAIR},Khám sức khỏe,,,Không công khai",
        )
        assert page.status_code == 200
        rows = [form.initial for form in page.context["rows"].forms if form.initial.get("content")]
        assert [
            (row["content"], row["begins"], row["ends"], row["is_private"]) for row in rows
        ] == [
            ("Họp giao ban", "8:00", "9:30", False),
            ("Buổi chiều: Khám sức khỏe", "", "", True),
            ("Đã có", "", "", False),
        ]
        assert page.context["version"] == 1
        assert ScheduleRow.objects.get().content == "Đã có"

    def test_names_faults_by_cell(self, office: Office) -> None:
        page = self.send(office, f"Thứ Hai 30/11,8h,{CHAIR},Họp,,,", "Thứ Ba,lúc nào,,Thăm,,,")
        assert page.status_code == 422
        assert [fault.cell for fault in page.context["faults"]] == ["A3", "B4", "C4"]
        assert "30/11" in page.content.decode()

    def test_is_no_other_file(self, office: Office) -> None:
        file = SimpleUploadedFile("tuan.exe", b"MZ\x90")
        page = desk_client(office.head).post(address(office), {"doc": "1", "sheet": file})
        assert page.status_code == 422
        assert page.context["sheet"].errors


class TestAPublicWeek:
    def test_is_changed_in_the_same_form(self, office: Office) -> None:
        schedule = public_week(office.portal, office.head, told("Họp"), told("Dự lễ", 2))
        first, second = schedule.rows.order_by("weekday")
        client = desk_client(office.head)
        html = client.get(address(office)).content.decode()
        assert f'name="r-{0}-cancelled"' in html
        assert "chep=1" not in html
        sent = filled(
            {"pk": first.pk, "begins": "9:30", "reason": "Trùng lịch"},
            {"pk": second.pk, "weekday": 2, "content": "Dự lễ", "cancelled": "on"}, version=1,
        )  # fmt: skip
        client.post(address(office), sent)
        assert sorted(ScheduleChange.objects.values_list("row", "reason")) == [
            (first.pk, "Trùng lịch"), (second.pk, ""),
        ]  # fmt: skip

    def test_does_not_lose_a_row_that_was_emptied(self, office: Office) -> None:
        schedule = public_week(office.portal, office.head, told("Họp"))
        sent = filled(EMPTY | {"pk": schedule.rows.get().pk}, version=1)
        response = desk_client(office.head).post(address(office), sent)
        assert response.status_code == 422
        assert ScheduleRow.objects.get().content == "Họp"

    def test_is_read_only_for_editors(self, office: Office) -> None:
        public_week(office.portal, office.head, told("Họp"))
        html = desk_client(office.editor).get(address(office)).content.decode()
        assert 'name="luu"' not in html


def test_takes_as_many_queries_for_any_number(office: Office) -> None:
    client = desk_client(office.head)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(office)).status_code == 200
        return len(caught)

    write_week(office.portal, office.head, told("Họp"))
    queries()
    few = queries()
    write_week(
        office.portal, office.head, *[told(f"Họp {n}", n % 7 + 1) for n in range(30)], version=1
    )
    assert queries() == few

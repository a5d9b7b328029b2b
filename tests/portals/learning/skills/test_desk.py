"""The pages of the training record: who sees whose, and what they cost as boards grow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.learning.skills.models import Attendance, PersonSkill, SkillLoss, TrainingSession
from portals.models import Oversight
from tests.factories import OPENED_ON, make_member, make_portal
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

from .cast import Trained, gathered

built, trained = once_a_file(gathered)
pytestmark = pytest.mark.django_db


def page(user: User, name: str, *args: object, **query: str) -> tuple[int, str]:
    answer = desk_client(user).get(reverse(name, args=args), query)
    return answer.status_code, body(answer).decode()


def held_today(trained: Trained) -> TrainingSession:
    TrainingSession.objects.update(day=local_date(timezone.now()))
    return TrainingSession.objects.get()


def has(user: User, skill: str, *, state: str = "has") -> PersonSkill:
    now = timezone.now()
    return PersonSkill.objects.create(
        user=user, skill=skill, state=state, times=2, first_at=now, since=now, last_at=now,
        mistaken_at=now, evidence="Tin có thật", kept_at=now,
    )  # fmt: skip


class TestMine:
    def test_says_what_i_have_and_where_the_rest_is_told(self, trained: Trained) -> None:
        has(trained.writer, "write")
        has(trained.writer, "pictures", state="refresh")
        held_today(trained)
        status, shown = page(trained.writer, "training_mine")
        assert status == 200
        assert "2 lần" in shown
        assert "Cần ôn lại: " in shown
        assert reverse("handbook_read", args=["anh-va-mo-ta"]) in shown
        assert reverse("handbook_read", args=["gui-duyet"]) not in shown
        assert "Viết tin" in shown
        # Another's, and a session to which others are invited.
        _status, other = page(trained.stranger, "training_mine")
        assert "Tin có thật" not in other
        assert "Hội trường" not in other


class TestTheReport:
    def test_shows_own_board_and_those_below(self, trained: Trained) -> None:
        has(trained.head, "approve")
        assert page(trained.secretary, "training_report")[1].count(str(trained.commune.name)) > 1
        _status, own = page(trained.head, "training_report")
        assert str(trained.writer) in own
        for stranger in (trained.stranger, trained.secretary):
            assert f">{stranger}" not in own
        assert page(trained.writer, "training_report")[0] == 404

    def test_is_narrowed_and_taken_away(self, trained: Trained) -> None:
        has(trained.head, "approve")
        _status, shown = page(trained.secretary, "training_report", lacks="approve")
        assert str(trained.stranger) in shown
        assert f"{trained.head}<br>" not in shown
        _status, idle = page(trained.secretary, "training_report", idle="1")
        assert f"{trained.head}<br>" not in idle
        assert f"{trained.stranger}<br>" in idle
        status, taken = page(trained.secretary, "training_report", export="csv")
        assert status == 200
        assert "Duyệt bài" in taken
        assert ModelLogEntry.objects.filter(action="journal.table").exists()

    def test_asks_no_more_of_more_boards(self, trained: Trained) -> None:
        counts = {"training_report": [], "training_visits": []}
        client = desk_client(trained.secretary)
        SkillLoss.objects.create(
            portal=trained.commune, skill="week", points=1, months=1, kept_at=timezone.now()
        )
        for _size in range(2):
            for name, told in counts.items():
                client.get(reverse(name))
                with CaptureQueriesContext(connection) as asked:
                    client.get(reverse(name))
                told.append(len(asked))
            for _more in range(3):
                below = make_portal("commune")
                Oversight.objects.create(
                    portal=below, overseer=trained.province, period=DateRange(OPENED_ON, None)
                )
                has(make_member(below, Position.HEAD), "approve")
                SkillLoss.objects.create(
                    portal=below, skill="week", points=1, months=1, kept_at=timezone.now()
                )
        assert all(few == many for few, many in counts.values()), counts


class TestSessions:
    def test_exist_for_trainers_and_who_gives_them_alone(self, trained: Trained) -> None:
        session = held_today(trained)
        for name in ("training_session", "training_code", "training_sheet"):
            for user in (trained.secretary, trained.trainer):
                assert page(user, name, session.pk)[0] == 200
            for user in (trained.editor_of_province, trained.head, trained.stranger):
                assert page(user, name, session.pk)[0] == 404
        assert page(trained.trainer, "training_call_off", session.pk)[0] == 404
        assert page(trained.head, "training_courses")[0] == 404

    def test_the_code_leads_to_being_noted(self, trained: Trained) -> None:
        session = held_today(trained)
        screen = desk_client(trained.trainer).get(reverse("training_code", args=[session.pk]))
        assert screen.headers["Refresh"]
        assert "<svg" in body(screen).decode()
        address = screen.context_data["address"].partition("/tap-huan/")[2]
        client = desk_client(trained.writer)
        assert "Tôi có mặt" in body(client.get(f"/tap-huan/{address}")).decode()
        assert not Attendance.objects.exists()
        client.post(f"/tap-huan/{address}")
        assert Attendance.objects.get().user == trained.writer

    def test_the_screen_is_of_its_day(self, trained: Trained) -> None:
        TrainingSession.objects.update(day=local_date(timezone.now()) + timedelta(days=1))
        session = TrainingSession.objects.get()
        assert page(trained.trainer, "training_code", session.pk)[0] == 404

    def test_marks_and_strikes_by_hand(self, trained: Trained) -> None:
        session, client = held_today(trained), desk_client(trained.trainer)
        client.post(reverse("training_session", args=[session.pk]), {"person": [trained.head.pk]})
        assert Attendance.objects.get().user == trained.head
        client.post(reverse("training_strike", args=[session.pk]), {"person": trained.head.pk})
        assert not Attendance.objects.exists()

    def test_plans_a_session_for_a_tier(self, trained: Trained) -> None:
        client = desk_client(trained.secretary)
        address = reverse("training_session_new", args=[trained.course.pk])
        typed = {
            "day": "2026-12-01",
            "begins": "08:00",
            "place": "",
            "trainers": "Ông Trần Văn Ví Dụ",
        }
        refused = body(client.post(address, typed)).decode()
        assert "Ông Trần Văn Ví Dụ" in refused
        assert TrainingSession.objects.count() == 1
        client.post(address, typed | {"place": "Phòng họp", "tiers": ["commune"]})
        new = TrainingSession.objects.latest("pk")
        assert {one.portal for one in new.boards.all()} == {trained.commune, trained.other}
        assert new.trainers.get().outside_name == "Ông Trần Văn Ví Dụ"
        assert desk_client(trained.head).get(address).status_code == 404


class TestVisits:
    def test_one_button_makes_a_session_of_a_loss(self, trained: Trained) -> None:
        SkillLoss.objects.create(
            portal=trained.commune, skill="write", points=3, months=2, kept_at=timezone.now()
        )
        status, shown = page(trained.secretary, "training_visits")
        assert status == 200
        assert str(trained.writer) in shown
        assert page(trained.head, "training_visits")[0] == 404
        client = desk_client(trained.secretary)
        asked = {"portal": trained.commune.pk, "skill": "write"}
        assert client.post(reverse("training_visits"), asked).status_code == 422
        day = local_date(timezone.now()) + timedelta(days=3)
        client.post(reverse("training_visits"), asked | {"day": day.isoformat()})
        visit = TrainingSession.objects.get(visit_for="write")
        assert (visit.day, visit.trainers.get().user) == (day, trained.secretary)
        assert "Đã hẹn đến ngày" in page(trained.secretary, "training_visits")[1]

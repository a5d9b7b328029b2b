"""A session is moved before it begins, by whom, and who is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.learning.skills.actions import (
    UnableToTrain,
    call_off_session,
    plan_session,
    plan_visit,
)
from portals.learning.skills.changing import SessionChange, change_session
from portals.learning.skills.inbox import TOLD_FOR, SessionsChanged
from portals.learning.skills.models import TrainingSession
from portals.refusals import NotYourOffice
from tests.factories import make_member
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

from .cast import NOW, TODAY, Trained, gathered, plan

built, trained = once_a_file(gathered)
pytestmark = pytest.mark.django_db

IN_A_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def coming(trained: Trained) -> TrainingSession:
    there = plan(trained.commune, trained.trainer, day=TODAY + timedelta(days=3))
    return plan_session(course=trained.course, plan=there, actor=trained.secretary, now=NOW)


def moved(trained: Trained, **fields: object) -> SessionChange:
    same = SessionChange(
        IN_A_WEEK, time(14), "Nhà văn hóa", trainers=[trained.trainer],
        outside=["Bà Nguyễn Thị Thử"],
    )  # fmt: skip
    return replace(same, **fields)


def test_its_trainers_and_those_who_give_it_change_it(trained: Trained, coming) -> None:
    for actor in (trained.trainer, trained.secretary):
        change = moved(trained, title=f"Buổi của {actor.pk}")
        changed = change_session(session=coming, change=change, actor=actor, now=NOW)
        assert (changed.day, changed.begins, changed.place) == (IN_A_WEEK, time(14), "Nhà văn hóa")
        assert changed.name == f"Buổi của {actor.pk}"
    for actor in (trained.editor_of_province, trained.head, trained.stranger):
        with pytest.raises(NotYourOffice):
            change_session(session=coming, change=moved(trained), actor=actor, now=NOW)
    noted = ModelLogEntry.objects.filter(action="skills.change").order_by("pk").first()
    assert noted.data["before"]["place"] == "Hội trường"
    assert noted.data["changed"] == ["begins", "day", "place", "title"]


def test_trainers_are_entered_anew_where_others_train(trained: Trained, coming) -> None:
    change = moved(trained, trainers=[trained.editor_of_province], outside=[])
    change_session(session=coming, change=change, actor=trained.secretary, now=NOW)
    assert [one.user for one in coming.trainers.all()] == [trained.editor_of_province]
    with pytest.raises(NotYourOffice):
        change_session(session=coming, change=moved(trained), actor=trained.trainer, now=NOW)


def test_what_has_begun_or_is_off_and_a_time_that_is_past_are_refused(
    trained: Trained, coming
) -> None:
    begins = datetime.combine(coming.day, coming.begins, tzinfo=LOCAL_ZONE)
    minute = timedelta(minutes=1)

    def change(now: datetime, **fields: object) -> TrainingSession:
        asked = moved(trained, **fields)
        return change_session(session=coming, change=asked, actor=trained.secretary, now=now)

    with pytest.raises(UnableToTrain):
        change(begins)
    with pytest.raises(UnableToTrain):
        change(NOW, day=TODAY - timedelta(days=1))
    with pytest.raises(UnableToTrain):
        change(NOW, place=" ")
    assert change(begins - minute).changed_at == begins - minute
    call_off_session(session=coming, reason="Bão", actor=trained.secretary, now=NOW)
    with pytest.raises(UnableToTrain):
        change(NOW, place="Nơi khác")


def test_what_does_not_differ_changes_nothing(trained: Trained, coming) -> None:
    same = SessionChange(
        coming.day, coming.begins, f" {coming.place} ", trainers=[trained.trainer],
        outside=["Bà Nguyễn Thị Thử"],
    )  # fmt: skip
    held = change_session(session=coming, change=same, actor=trained.secretary, now=NOW)
    assert held.changed_at is None
    assert not ModelLogEntry.objects.filter(action="skills.change").exists()


class TestTheInbox:
    def told(self, user, now: datetime = NOW) -> list[str]:
        return [one.title for one in items_of(InboxReader(user, now), [SessionsChanged()])]

    def test_tells_those_who_are_invited_and_nobody_else(self, trained: Trained, coming) -> None:
        assert self.told(trained.writer) == []
        change_session(session=coming, change=moved(trained), actor=trained.trainer, now=NOW)
        for reader in (trained.writer, trained.head):
            (line,) = self.told(reader)
            for word in ("Viết tin", "14:00", f"{IN_A_WEEK:%d/%m/%Y}", "Nhà văn hóa"):
                assert word in line
        assert self.told(trained.stranger) == []

    def test_tells_it_for_a_week_and_of_no_session_that_is_off_or_over(
        self, trained: Trained, coming
    ) -> None:
        far = moved(trained, day=TODAY + timedelta(days=30))
        change_session(session=coming, change=far, actor=trained.trainer, now=NOW)
        moment = timedelta(seconds=1)
        assert self.told(trained.writer, NOW + TOLD_FOR - moment)
        assert not self.told(trained.writer, NOW + TOLD_FOR)
        change_session(session=coming, change=moved(trained), actor=trained.trainer, now=NOW)
        last = datetime.combine(IN_A_WEEK, time(23, 59), tzinfo=LOCAL_ZONE)
        TrainingSession.objects.update(changed_at=last - timedelta(days=1))
        assert self.told(trained.writer, last)
        assert not self.told(trained.writer, last + timedelta(minutes=1))
        call_off_session(session=coming, reason="Bão", actor=trained.secretary, now=NOW)
        assert not self.told(trained.writer, last)

    def test_names_a_visit_by_its_skill_and_tells_each_change_anew(self, trained: Trained) -> None:
        there = plan(trained.commune, trained.trainer, day=TODAY + timedelta(days=3))
        visit = plan_visit(
            portal=trained.province, skill="week", plan=there, actor=trained.secretary, now=NOW
        )
        keys = set()
        for minute in (1, 2):
            change = moved(trained, place=f"Phòng {minute}")
            now = NOW + timedelta(minutes=minute)
            change_session(session=visit, change=change, actor=trained.trainer, now=now)
            (item,) = items_of(InboxReader(trained.writer, now), [SessionsChanged()])
            assert "lịch" in item.title
            assert item.only_tells
            keys.add(item.key)
        assert len(keys) == 2


class TestThePage:
    def test_keeps_what_is_not_changed(self, trained: Trained, coming) -> None:
        with time_machine.travel(NOW, tick=False):
            address = reverse("training_change", args=[coming.pk])
            client = desk_client(trained.trainer)
            form = client.get(address).context_data["form"]
            assert "boards" not in form.fields
            given = {name: form[name].value() or "" for name in form.fields}
            assert given["trainers"].splitlines() == [trained.trainer.username, "Bà Nguyễn Thị Thử"]
            client.post(address, {**given, "begins": "08:00", "day": date(2026, 12, 1).isoformat()})
        coming.refresh_from_db()
        assert (coming.day, coming.place) == (date(2026, 12, 1), "Hội trường")
        assert coming.trainers.count() == 2

    def test_says_why_where_it_has_begun_and_is_nobody_elses(self, trained: Trained) -> None:
        address = reverse("training_change", args=[trained.session.pk])
        with time_machine.travel(NOW, tick=False):
            page = desk_client(trained.trainer).get(address)
            assert "<form" not in body(page).decode().partition("<main")[2].partition("</main")[0]
            assert desk_client(trained.head).get(address).status_code == 404
            assert desk_client(trained.editor_of_province).get(address).status_code == 404

    def test_leads_elsewhere_whoever_keeps_it_no_longer(self, trained: Trained, coming) -> None:
        other = make_member(trained.province, Position.EDITOR)
        with time_machine.travel(NOW, tick=False):
            answer = desk_client(trained.trainer).post(
                reverse("training_change", args=[coming.pk]),
                {
                    "day": "2026-12-01", "begins": "09:00", "place": "Hội trường",
                    "trainers": other.username,
                },
            )  # fmt: skip
        assert answer.url == reverse("training_mine")

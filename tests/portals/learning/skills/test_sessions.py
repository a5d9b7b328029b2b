"""Who gives courses, whom they invite, and how it is noted who came."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.learning.skills.actions import (
    UnableToTrain,
    call_off_session,
    confirm_presence,
    enter_attendance,
    open_course,
    plan_session,
    plan_visit,
    session_shown,
    strike_attendance,
)
from portals.learning.skills.codes import TURNS_ACCEPTED, TURNS_EVERY, presence_code
from portals.learning.skills.enums import CameBy
from portals.learning.skills.models import Attendance
from portals.learning.skills.queries import sessions_open_to
from portals.learning.skills.sheet import enter_sheet, read_attendance_sheet
from portals.refusals import NotYourOffice
from tests.factories import make_member
from tests.support.kept import once_a_file

from .cast import NOW, TODAY, Trained, gathered, plan

built, trained = once_a_file(gathered)
pytestmark = pytest.mark.django_db


class TestGiving:
    def test_only_standing_editors_of_a_portal_above_others_give_courses(
        self, trained: Trained
    ) -> None:
        for portal, actor in (
            (trained.province, trained.editor_of_province),
            # At the head of a board that oversees nobody.
            (trained.commune, trained.head),
            (trained.commune, trained.secretary),
        ):
            with pytest.raises(NotYourOffice):
                open_course(portal=portal, name="X", for_skills=["write"], actor=actor, now=NOW)

    def test_a_course_has_a_name_and_skills(self, trained: Trained) -> None:
        for name, wanted in ((" ", ["write"]), ("X", []), ("X", ["lạ"])):
            with pytest.raises(UnableToTrain):
                open_course(
                    portal=trained.province, name=name, for_skills=wanted,
                    actor=trained.secretary, now=NOW,
                )  # fmt: skip

    def test_nobody_above_or_beside_is_invited(self, trained: Trained) -> None:
        make_member(trained.commune, Position.SECRETARY)
        with pytest.raises(NotYourOffice):
            plan_session(
                course=trained.course, plan=plan(trained.other, trained.trainer),
                actor=trained.head, now=NOW,
            )  # fmt: skip
        with pytest.raises(UnableToTrain):
            plan_session(
                course=trained.course, plan=plan(trained.other, trained.trainer, place=" "),
                actor=trained.secretary, now=NOW,
            )  # fmt: skip

    def test_a_visit_is_for_a_day_to_come(self, trained: Trained) -> None:
        for days, works in ((-1, False), (0, True)):
            there = plan(trained.other, trained.trainer, day=TODAY + timedelta(days=days))
            ask = {"portal": trained.province, "skill": "week", "plan": there}
            if works:
                visit = plan_visit(**ask, actor=trained.secretary, now=NOW)
                assert "lịch" in visit.name
                assert [one.pk for one in sessions_open_to(trained.stranger, NOW)] == [visit.pk]
            else:
                with pytest.raises(UnableToTrain):
                    plan_visit(**ask, actor=trained.secretary, now=NOW)

    def test_a_session_is_called_off_with_a_reason_unless_it_was_held(
        self, trained: Trained
    ) -> None:
        with pytest.raises(UnableToTrain):
            call_off_session(session=trained.session, reason=" ", actor=trained.secretary, now=NOW)
        confirm_presence(code=presence_code(trained.session, NOW), actor=trained.head, now=NOW)
        with pytest.raises(UnableToTrain):
            call_off_session(
                session=trained.session, reason="Bão", actor=trained.secretary, now=NOW
            )
        Attendance.objects.all().delete()
        call_off_session(session=trained.session, reason="Bão", actor=trained.secretary, now=NOW)
        assert sessions_open_to(trained.head, NOW) == []
        assert session_shown(presence_code(trained.session, NOW), NOW) is None


class TestTheCode:
    def test_whoever_is_invited_signs_in_once(self, trained: Trained) -> None:
        for _twice in range(2):
            confirm_presence(
                code=presence_code(trained.session, NOW), actor=trained.writer, now=NOW
            )
        came = Attendance.objects.get()
        assert (came.user, came.came_by, came.entered_by) == (
            trained.writer,
            CameBy.CODE,
            trained.writer,
        )
        assert ModelLogEntry.objects.filter(action="skills.came").count() == 1

    def test_others_do_not(self, trained: Trained) -> None:
        with pytest.raises(NotYourOffice):
            confirm_presence(
                code=presence_code(trained.session, NOW), actor=trained.stranger, now=NOW
            )

    def test_it_holds_for_some_minutes_of_its_day_and_not_before_it_was_shown(
        self, trained: Trained
    ) -> None:
        code = presence_code(trained.session, NOW)
        last = NOW + TURNS_EVERY * (TURNS_ACCEPTED - 1)
        assert session_shown(code, last) == trained.session
        assert session_shown(code, last + TURNS_EVERY) is None
        assert session_shown(code, NOW - TURNS_EVERY) is None
        for day in (-1, 1):
            then = NOW + timedelta(days=day)
            assert session_shown(presence_code(trained.session, then), then) is None

    def test_it_is_of_its_session_and_cannot_be_made_up(self, trained: Trained) -> None:
        code = presence_code(trained.session, NOW)
        _told, dot, signed = code.partition(".")
        assert session_shown(f"1-1{dot}{signed}", NOW) is None
        assert session_shown("x", NOW) is None


class TestEntering:
    def test_trainers_and_the_board_that_gives_it_enter_who_came(self, trained: Trained) -> None:
        for actor in (trained.trainer, trained.secretary):
            enter_attendance(session=trained.session, people=[trained.head], actor=actor, now=NOW)
        assert Attendance.objects.get().came_by == CameBy.HAND
        for actor in (trained.editor_of_province, trained.head, trained.stranger):
            with pytest.raises(NotYourOffice):
                enter_attendance(session=trained.session, people=[], actor=actor, now=NOW)

    def test_only_who_was_invited_and_from_the_day_on(self, trained: Trained) -> None:
        with pytest.raises(UnableToTrain):
            enter_attendance(
                session=trained.session, people=[trained.head, trained.stranger],
                actor=trained.trainer, now=NOW,
            )  # fmt: skip
        with pytest.raises(UnableToTrain):
            enter_attendance(
                session=trained.session, people=[trained.head], actor=trained.trainer,
                now=NOW - timedelta(days=1),
            )  # fmt: skip
        assert not Attendance.objects.exists()

    def test_what_was_entered_by_mistake_is_struck_and_stays_in_the_log(
        self, trained: Trained
    ) -> None:
        enter_attendance(
            session=trained.session, people=[trained.head], actor=trained.trainer, now=NOW
        )
        came = Attendance.objects.get()
        with pytest.raises(NotYourOffice):
            strike_attendance(attendance=came, actor=trained.head, now=NOW)
        strike_attendance(attendance=came, actor=trained.trainer, now=NOW)
        assert not Attendance.objects.exists()
        assert ModelLogEntry.objects.get(action="skills.strike").data["person"] == trained.head.pk


class TestTheSheet:
    def read(self, trained: Trained, *rows: str) -> object:
        text = "\n".join(["Họ tên;Tài khoản;Cổng", *rows])
        return read_attendance_sheet(
            io.BytesIO(text.encode()), "di-hoc.csv", session=trained.session, now=NOW
        )

    def test_names_and_accounts_are_known(self, trained: Trained) -> None:
        sheet = self.read(
            trained, f"{trained.head};;{trained.commune.code}", f";{trained.writer.username};"
        )
        assert sheet.bad == []
        assert (
            enter_sheet(sheet=sheet, session=trained.session, actor=trained.trainer, now=NOW) == 2
        )
        assert {one.came_by for one in Attendance.objects.all()} == {CameBy.SHEET}

    def test_every_bad_row_is_told_and_nothing_entered(self, trained: Trained) -> None:
        sheet = self.read(
            trained,
            f"{trained.head};;",
            f"{trained.head};;",
            f"{trained.stranger};;",
            f"Khác;{trained.writer.username};",
            ";la-ai;",
            ";;x",
        )
        assert [one.line for one in sheet.bad] == [3, 4, 5, 6, 7]
        with pytest.raises(ValueError, match="bad rows"):
            enter_sheet(sheet=sheet, session=trained.session, actor=trained.trainer, now=NOW)

    def test_two_of_one_name_are_told_apart_by_account(self, trained: Trained) -> None:
        trained.writer.first_name = trained.head.first_name
        trained.writer.save()
        assert len(self.read(trained, f"{trained.head};;").bad) == 1
        assert self.read(trained, f"{trained.head};{trained.head.username};").bad == []
        assert len(self.read(trained).bad) == 1

"""What boards say of days: who may, what contradicts itself, what meets the head's duty."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from editorial.reception.actions import (
    DayHeld,
    UnableToTell,
    cancel_day,
    hold_day,
    move_day,
)
from editorial.reception.enums import DayState, Sitter
from editorial.reception.fulfilment import Receptions
from editorial.reception.models import ReceptionDay, ReceptionMonth, ReceptionRule
from editorial.reception.reading import days_between
from portals.boards.enums import Position
from portals.calendar.working_days import load_calendar
from portals.models import EditionChange
from portals.refusals import NotYourOffice
from tests.editorial.reception.cast import Hall, at, rule, set_days
from tests.factories import make_member

# A Thursday and a Friday.
FIRST, SECOND = date(2026, 10, 15), date(2026, 10, 30)
DEPUTYS = date(2026, 10, 20)
SOME = {"people": 3, "crowds": 0, "taken_in": 1, "guided": 1, "handed_on": 1}


def hold(
    hall: Hall, day: date = FIRST, *, sat: Sitter = Sitter.HEAD, **options: Any
) -> ReceptionDay:
    told: dict[str, Any] = {
        "portal": hall.commune, "sits": Sitter.HEAD, "actor": hall.editor, "now": at(15, hour=17),
        "why": "", "outcome": SOME, **options,
    }  # fmt: skip
    held = DayHeld(sat=sat, why=told.pop("why"), outcome=told.pop("outcome"))
    return hold_day(planned_on=day, held=held, **told)


def shown(hall: Hall, day: date = FIRST) -> Any:
    found = days_between(hall.commune, load_calendar(), day, day)
    return next(one for one in found if one.sits == Sitter.HEAD)


class TestHolding:
    def test_is_told_by_an_editor_of_the_board_alone(self, hall: Hall) -> None:
        strangers = (
            hall.people[Position.CONTRIBUTOR],
            make_member(hall.other, Position.HEAD),
            make_member(hall.district, Position.HEAD),
        )
        for stranger in strangers:
            with pytest.raises(NotYourOffice):
                hold(hall, actor=stranger)
        assert not ReceptionDay.objects.exists()
        EditionChange.objects.all().delete()
        day = hold(hall)
        assert (day.state, day.sat, day.people, day.post) == ("held", "head", 3, "Chủ tịch xã Thử")
        assert EditionChange.objects.get().portal_ids == [hall.commune.pk]
        entry = ModelLogEntry.objects.get(action="reception.hold_day")
        assert (entry.user, entry.data["portal"], entry.data["people"]) == (
            hall.editor,
            hall.commune.pk,
            "3",
        )

    def test_begins_with_its_day(self, hall: Hall) -> None:
        with pytest.raises(UnableToTell, match="15/10/2026"):
            hold(hall, now=at(14, hour=23))
        assert hold(hall, now=at(15, hour=0)).state == DayState.HELD

    def test_of_a_day_that_nobody_planned_is_refused(self, hall: Hall) -> None:
        for options in (
            {"day": date(2026, 10, 16)},
            {"sits": Sitter.OFFICER},
            {"portal": hall.other},
        ):
            with pytest.raises((UnableToTell, NotYourOffice)):
                hold(hall, **{"now": at(31), **options})

    def test_by_a_deputy_says_why_and_is_shown_as_such(self, hall: Hall) -> None:
        with pytest.raises(UnableToTell, match="người khác tiếp thay"):
            hold(hall, sat=Sitter.DEPUTY, why=" ")
        hold(hall, sat=Sitter.DEPUTY, why="Đi họp tỉnh")
        day = shown(hall)
        assert day.another_sat
        assert "Đi họp tỉnh" in day.sat_words
        # A reason that is not needed is not kept.
        hold(hall, why="Đi họp tỉnh")
        assert not shown(hall).another_sat
        assert shown(hall).told.why == ""

    @pytest.mark.parametrize(
        "strange",
        [{"people": 0, "guided": 1}, {"people": 2, "crowds": 3}, {"people": 0, "crowds": 1}],
    )
    def test_with_strange_numbers_is_refused(self, hall: Hall, strange: dict[str, int]) -> None:
        with pytest.raises(UnableToTell, match=r"Ghi số lượt người|Số đoàn"):
            hold(hall, outcome=strange)
        hold(hall, outcome={})

    def test_keeps_the_hour_at_which_it_was_told_first(self, hall: Hall) -> None:
        hold(hall)
        day = hold(hall, outcome={**SOME, "people": 4}, now=at(17))
        assert (day.people, day.told_at) == (4, at(15, hour=17))


class TestMoving:
    def move(self, hall: Hall, to: date, **options: Any) -> ReceptionDay:
        told: dict[str, Any] = {
            "portal": hall.commune, "sits": Sitter.HEAD, "planned_on": FIRST, "why": "Họp HĐND",
            "actor": hall.editor, "now": at(15, hour=8), **options,
        }  # fmt: skip
        return move_day(to=to, **told)

    def test_is_to_a_working_day_of_the_month_around_it(self, hall: Hall) -> None:
        for wrong in (date(2026, 10, 17), date(2026, 10, 14), date(2026, 11, 16)):
            with pytest.raises(UnableToTell):
                self.move(hall, wrong)
        with pytest.raises(UnableToTell):
            self.move(hall, date(2026, 10, 16), why="  ")
        with pytest.raises(NotYourOffice):
            self.move(hall, date(2026, 10, 16), actor=hall.people[Position.CONTRIBUTOR])
        self.move(hall, date(2026, 10, 16))
        day = shown(hall)
        assert (day.on, day.state) == (date(2026, 10, 16), DayState.PLANNED)
        assert "Họp HĐND" in day.move_words
        self.move(hall, FIRST)
        assert shown(hall).move_words == ""
        self.move(hall, date(2026, 10, 16))
        # It is held on the other day, and stays the one that was planned.
        with pytest.raises(UnableToTell):
            hold(hall, now=at(15, hour=18))
        hold(hall, now=at(16, hour=18))
        assert (shown(hall).on, shown(hall).is_held) == (date(2026, 10, 16), True)

    def test_is_to_no_day_on_which_the_same_person_sits(self, hall: Hall) -> None:
        # Two days on one would count as two; the deputy's day is another's.
        with pytest.raises(UnableToTell, match="30/10/2026"):
            self.move(hall, SECOND)
        self.move(hall, DEPUTYS)
        self.move(hall, DEPUTYS, why="Họp Đảng ủy")
        with pytest.raises(UnableToTell, match="20/10/2026"):
            self.move(hall, DEPUTYS, planned_on=SECOND)
        cancel_day(
            portal=hall.commune, sits=Sitter.HEAD, planned_on=SECOND, why="Bão", actor=hall.editor,
            now=at(15),
        )  # fmt: skip
        assert self.move(hall, SECOND).on == SECOND

    def test_ends_with_the_day(self, hall: Hall) -> None:
        with pytest.raises(UnableToTell):
            self.move(hall, date(2026, 10, 20), now=at(16, hour=0))
        hold(hall)
        with pytest.raises(UnableToTell):
            self.move(hall, date(2026, 10, 20), now=at(15, hour=20))


class TestCancelling:
    def test_says_why_and_forgets_what_came_of_it(self, hall: Hall) -> None:
        hold(hall)
        told: dict[str, Any] = {
            "portal": hall.commune, "sits": Sitter.HEAD, "planned_on": FIRST, "now": at(15, hour=18),
        }  # fmt: skip
        with pytest.raises(UnableToTell):
            cancel_day(why="", actor=hall.editor, **told)
        with pytest.raises(NotYourOffice):
            cancel_day(why="Bão", actor=hall.people[Position.CONTRIBUTOR], **told)
        day = cancel_day(why="Bão số 5", actor=hall.editor, **told)
        assert (day.state, day.sat, day.people) == ("cancelled", "", 0)
        assert "Bão số 5" in shown(hall).sat_words


def met(*whats: str, since: date = date(2026, 10, 1)) -> set[tuple[str, int]]:
    return {(one.what, one.on.month) for one in Receptions().deliveries(whats, since)}


class TestDuty:
    def test_of_a_month_is_met_when_every_day_was_told(self, hall: Hall) -> None:
        hold(hall)
        hold(hall, SECOND, now=at(30))
        assert met("told") == set()
        hold(hall, DEPUTYS, sits=Sitter.DEPUTY, sat=Sitter.DEPUTY, now=at(31))
        assert met("told") == {("told", 10)}
        assert ReceptionMonth.objects.get().whole_at == at(31)
        assert met("told", since=date(2026, 11, 1)) == set()
        # A further day of the month is owed again.
        set_days(
            hall.commune,
            rule(Sitter.HEAD, 15, 30, 31, post="Chủ tịch xã Thử"),
            since=date(2026, 10, 31),
        )
        assert met("told") == set()

    def test_of_a_month_to_come_is_owed_again_with_a_further_day(self, hall: Hall) -> None:
        for sits, day in ((Sitter.HEAD, 16), (Sitter.HEAD, 30), (Sitter.DEPUTY, 20)):
            planned_on = date(2026, 11, 15 if day == 16 else day)
            cancel_day(
                portal=hall.commune, sits=sits, planned_on=planned_on, why="Bão", actor=hall.editor,
                now=at(15),
            )  # fmt: skip
        assert met("told") == {("told", 11)}
        set_days(hall.commune, rule(Sitter.HEAD, 15, 25, 30, post="Chủ tịch xã Thử"), since=FIRST)
        assert met("told") == set()

    def test_of_the_head_is_met_by_the_head_alone(self, hall: Hall) -> None:
        hold(hall)
        assert met("head-1", "head-2") == {("head-1", 10)}
        hold(hall, SECOND, sat=Sitter.DEPUTY, why="Đi họp", now=at(30))
        hold(hall, DEPUTYS, sits=Sitter.DEPUTY, sat=Sitter.HEAD, why="Thay", now=at(31))
        assert met("head-2") == set()
        hold(hall, SECOND, now=at(31))
        assert met("head-2") == {("head-2", 10)}
        (found,) = Receptions().deliveries(["head-2"], date(2026, 10, 20))
        assert (found.portal_id, found.at) == (hall.commune.pk, at(30))

    def test_of_a_cancelled_day_is_told_and_not_met(self, hall: Hall) -> None:
        hold(hall)
        cancel_day(
            portal=hall.commune, sits=Sitter.HEAD, planned_on=SECOND, why="Bão", actor=hall.editor,
            now=at(30),
        )  # fmt: skip
        hold(hall, DEPUTYS, sits=Sitter.DEPUTY, sat=Sitter.DEPUTY, now=at(31))
        assert met("told", "head-1", "head-2") == {("told", 10), ("head-1", 10)}

    def test_is_named_as_the_list_names_it(self) -> None:
        known = [
            one
            for one in ("told", "head-1", "head-29", "head-0", "head", "x")
            if Receptions().knows(one)
        ]
        assert known == ["told", "head-1", "head-29"]


class TestRules:
    def test_are_set_by_the_standing_editors_of_the_board(self, hall: Hall) -> None:
        strangers = (hall.editor, make_member(hall.district, Position.HEAD))
        for stranger in strangers:
            with pytest.raises(NotYourOffice):
                set_days(hall.commune, rule(Sitter.HEAD, 1), actor=stranger)
        set_days(hall.commune, rule(Sitter.HEAD, 1), actor=hall.people[Position.SECRETARY])

    def test_hold_from_a_day_on_and_leave_the_past(self, hall: Hall) -> None:
        same = rule(Sitter.DEPUTY, 20)
        set_days(
            hall.commune, rule(Sitter.HEAD, 16, post="Chủ tịch"), same, since=date(2026, 10, 16)
        )
        found = days_between(hall.commune, load_calendar(), date(2026, 10, 1), date(2026, 11, 30))
        assert [(one.planned_on.month, one.planned_on.day, one.sits) for one in found] == [
            (10, 15, "head"),
            (10, 16, "head"),
            (10, 20, "deputy"),
            (11, 16, "head"),
            (11, 20, "deputy"),
        ]
        # What stayed as it was is the same row; the officer receives no more.
        rows = ReceptionRule.objects.filter(portal=hall.commune)
        assert rows.get(sits="deputy").period.lower == date(2026, 1, 1)
        assert rows.get(sits="officer").period.upper == date(2026, 10, 16)
        # Set again on the same day it leaves nothing that never held.
        set_days(
            hall.commune, rule(Sitter.HEAD, 17, post="Chủ tịch"), same, since=date(2026, 10, 16)
        )
        assert rows.filter(sits="head").count() == 2

    def test_that_went_leave_what_was_told(self, hall: Hall) -> None:
        hold(hall)
        set_days(hall.commune, rule(Sitter.HEAD, 1), since=date(2026, 1, 1))
        assert shown(hall).told.people == 3

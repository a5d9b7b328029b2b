"""The days of the steps: set by the province for months to come, kept as history, read by all boards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from scoring.course.actions import UnableToTakeStep, set_schedule
from scoring.course.schedule import StepDays, schedule_of
from scoring.models import RoundSchedule
from scoring.periods import Month
from tests.factories import make_member, make_portal
from tests.scoring.cast import local, make_province
from tests.scoring.course.test_pages import press, see
from tests.walls import body

pytestmark = pytest.mark.django_db
NOW = local(2026, 11, 20, 9)
NEXT = Month(2026, 12)
DAYS = StepDays(4, 8, 3, 14)


@pytest.fixture
def province():
    return make_province()


def set_by(actor, starts: Month = NEXT, days: StepDays = DAYS, now: datetime = NOW, **changes):
    given = {"decision_number": "7/QĐ-UBND", "reason": "Bão số 9"} | changes
    return set_schedule(starts=starts, days=days, actor=actor, now=now, **given)


def days_of(month: Month) -> list[int]:
    row = schedule_of(month)
    return [
        row.self_assessment_days, row.verification_days, row.appeal_days, row.publication_days,
    ]  # fmt: skip


class TestTheVerb:
    def test_sets_the_days_from_a_month_on(self, province) -> None:
        _portal, head, _deputy = province
        made = set_by(head)
        assert days_of(Month(2026, 11)) == [3, 7, 3, 12]
        assert days_of(NEXT) == days_of(Month(2030, 1)) == [4, 8, 3, 14]
        assert (made.set_by, made.set_at, made.reason) == (head, NOW, "Bão số 9")
        [line] = ModelLogEntry.objects.filter(action="scoring.set_schedule")
        assert line.data["days"] == "4-8-3-14"

    def test_leaves_months_before_the_next_one_as_they_were(self, province) -> None:
        _portal, head, deputy = province
        set_by(head)
        set_by(deputy, Month(2027, 3), StepDays(5, 9, 4, 15))
        assert days_of(Month(2027, 2)) == [4, 8, 3, 14]
        assert days_of(Month(2027, 3)) == [5, 9, 4, 15]

    def test_replaces_what_was_to_come_and_keeps_it_as_history(self, province) -> None:
        _portal, head, _deputy = province
        later = set_by(head, Month(2027, 3))
        set_by(head, Month(2027, 1), StepDays(2, 5, 3, 10))
        later.refresh_from_db()
        assert later.period.isempty
        assert days_of(Month(2027, 6)) == [2, 5, 3, 10]

    @pytest.mark.parametrize("starts", [Month(2026, 11), Month(2026, 10)])
    def test_never_touches_a_month_that_has_begun(self, province, starts) -> None:
        with pytest.raises(UnableToTakeStep):
            set_by(province[1], starts)
        assert not RoundSchedule.objects.exists()

    def test_not_even_on_its_first_day(self, province) -> None:
        with pytest.raises(UnableToTakeStep):
            set_by(province[1], now=local(2026, 12, 1, 0, 1))
        set_by(province[1], now=local(2026, 11, 30, 23, 59))

    @pytest.mark.parametrize(
        "changes",
        [
            {"self_assessment": 0}, {"verification": 4}, {"appeal": 0}, {"publication": 10},
        ],
    )  # fmt: skip
    def test_keeps_the_steps_in_their_order(self, province, changes) -> None:
        with pytest.raises(UnableToTakeStep):
            set_by(province[1], days=replace(DAYS, **changes))

    @pytest.mark.parametrize("changes", [{"reason": " "}, {"decision_number": " "}])
    def test_says_why_and_by_which_decision(self, province, changes) -> None:
        with pytest.raises(UnableToTakeStep):
            set_by(province[1], **changes)

    def test_is_the_provinces(self, province) -> None:
        portal, _head, _deputy = province
        district = make_portal("district", overseer=portal)
        for stranger in (
            make_member(district, Position.HEAD), make_member(portal, Position.SECRETARY),
        ):  # fmt: skip
            with pytest.raises(NotYourOffice):
                set_by(stranger)


class TestThePage:
    def given(self) -> dict[str, str]:
        return {
            "starts": "2026-12", "self_assessment": "4", "verification": "8", "appeal": "3",
            "publication": "14", "decision_number": "7/QĐ-UBND", "reason": "Bão số 9",
        }  # fmt: skip

    def test_sets_and_shows_what_is_to_come(self, province) -> None:
        portal, head, _deputy = province
        press(head, "schedules", now=NOW, **self.given())
        assert days_of(NEXT) == [4, 8, 3, 14]
        reader = make_member(make_portal("district", overseer=portal), Position.EDITOR)
        page = BeautifulSoup(body(see(reader, "schedules", now=NOW)), "html.parser")
        told = page.get_text(" ", strip=True)
        assert "12/2026" in told
        assert "sắp áp dụng" in told
        assert "Bão số 9" in told
        assert not page.select("form.score-form")

    def test_refuses_others(self, province) -> None:
        portal, _head, _deputy = province
        reader = make_member(make_portal("district", overseer=portal), Position.HEAD)
        assert press(reader, "schedules", now=NOW, **self.given()).status_code == 404
        assert not RoundSchedule.objects.exists()

    def test_says_what_is_wrong(self, province) -> None:
        given = self.given() | {"verification": "3"}
        answer = press(province[1], "schedules", now=NOW, **given)
        assert answer.status_code == 200
        assert not RoundSchedule.objects.exists()

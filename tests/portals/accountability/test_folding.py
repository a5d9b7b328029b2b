"""The rules of the clock, each by a small life whose due moment was counted on paper."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from portals.accountability.clock.events import (
    Announced,
    Arrival,
    ClockEvent,
    ClockVerdict,
    Extended,
    HandedOver,
    Joined,
    PeriodUnit,
    PersonAnswered,
    PersonAsked,
    RequestTakenBack,
    Resolved,
)
from portals.accountability.clock.folding import ClockState, first_clock, fold_life
from portals.accountability.clock.sessions import OfficeDay, local_minute, moment_of
from portals.calendar.working_days import WorkingCalendar

# In November 2026 the 2nd, 9th, 16th, 23rd and 30th are Mondays.
NOVEMBER = WorkingCalendar(
    off=frozenset({date(2026, 11, 24)}), worked=frozenset({date(2026, 11, 28)})
)
OFFICE = OfficeDay()
EARLY = OfficeDay(((time(7), time(11)), (time(12, 30), time(16, 30))))


def at(day: int, clock: str = "10:00") -> datetime:
    return datetime.combine(date(2026, 11, 1), time.fromisoformat(clock)) + timedelta(days=day - 1)


def arrived(day: int, clock: str = "10:00", *, days: int = 5, **fields: Any) -> Arrival:
    return Arrival(
        at(day, clock),
        **{"office": OFFICE, "unit": PeriodUnit.WORKING_DAYS, "days": days, **fields},
    )


def due(arrival: Arrival, *events: ClockEvent) -> datetime | None:
    clock, _verdicts = fold_life(arrival, events, NOVEMBER)
    return clock.due.at if clock.due else None


def verdicts(arrival: Arrival, *events: ClockEvent) -> list[ClockVerdict]:
    return [verdict for _event, verdict in fold_life(arrival, events, NOVEMBER)[1]]


def state(asked: datetime, arrival: Arrival, *events: ClockEvent) -> tuple[ClockState, int]:
    return fold_life(arrival, events, NOVEMBER)[0].state(asked)


class TestAPeriod:
    @pytest.mark.parametrize(
        ("day", "clock", "falls_on"),
        [
            (2, "06:00", 9), (2, "12:15", 9), (2, "17:00", 9), (2, "17:01", 10),
            (7, "09:00", 16), (8, "23:59", 16),
            # A day off and a swap day lie between: 24 and 28 November.
            (20, "10:00", 28), (24, "10:00", 31),
        ],
    )  # fmt: skip
    def test_of_working_days_counts_from_day_zero(
        self, day: int, clock: str, falls_on: int
    ) -> None:
        assert due(arrived(day, clock)) == at(falls_on, "17:00")

    @pytest.mark.parametrize(
        ("day", "days", "falls_on"),
        # From day zero, not from the Saturday; a Saturday moves to Monday, a worked one does not; 24 November is off.
        [(2, 3, 5), (7, 3, 12), (2, 5, 9), (20, 8, 28), (20, 4, 25), (2, 15, 17)],
    )
    def test_of_calendar_days_moves_off_days_off(self, day: int, days: int, falls_on: int) -> None:
        arrival = arrived(day, days=days, unit=PeriodUnit.CALENDAR_DAYS)
        assert due(arrival) == at(falls_on, "17:00")

    def test_ends_at_the_close_of_an_office_with_hours_of_its_own(self) -> None:
        assert due(arrived(2, "16:30", office=EARLY)) == at(9, "16:30")
        assert due(arrived(2, "16:31", office=EARLY)) == at(10, "16:30")


class TestAPause:
    def test_keeps_the_minutes_that_are_left(self) -> None:
        # On Wednesday at 10:00 150 minutes are over: 330 of it and three days are left.
        life = (arrived(2), PersonAsked(at(4, "10:00")))
        assert due(*life) is None
        assert state(at(30), *life) == (ClockState.PAUSED, 0)
        # Counted on from Monday 9:00: 90 over, so that the 420th minute of Thursday is the last.
        assert due(*life, PersonAnswered(at(9, "09:00"))) == at(12, "16:00")
        # On a day off, in the night and at lunch it goes on with the next session.
        assert due(*life, PersonAnswered(at(8, "09:00"))) == at(12, "14:30")
        assert due(*life, PersonAnswered(at(9, "18:00"))) == at(13, "14:30")
        assert due(*life, PersonAnswered(at(9, "12:10"))) == at(13, "09:00")

    def test_that_ends_with_a_session_ends_before_lunch(self) -> None:
        assert due(arrived(2), PersonAsked(at(4, "13:00")), PersonAnswered(at(9, "07:00"))) == at(
            12, "11:30"
        )

    def test_on_day_zero_keeps_what_is_left_of_it(self) -> None:
        life = (arrived(2, days=1), PersonAsked(at(2, "11:30")))
        assert due(*life, PersonAnswered(at(4, "07:30"))) == at(5, "11:30")

    def test_begins_before_the_due_minute_or_not_at_all(self) -> None:
        life = arrived(2)
        assert verdicts(life, PersonAsked(at(9, "16:59"))) == [ClockVerdict.ACCEPTED]
        assert verdicts(life, PersonAsked(at(9, "17:00"))) == [ClockVerdict.REFUSED]
        assert due(life, PersonAsked(at(9, "17:00"))) == at(9, "17:00")
        assert due(life, PersonAsked(at(9, "16:59")), PersonAnswered(at(20, "07:30"))) == at(
            20, "07:31"
        )

    def test_is_one_at_a_time(self) -> None:
        life = (
            arrived(2),
            PersonAsked(at(4)),
            PersonAsked(at(5)),
            PersonAnswered(at(9)),
            PersonAnswered(at(10)),
        )
        accepted, ignored = ClockVerdict.ACCEPTED, ClockVerdict.IGNORED
        assert verdicts(*life) == [accepted, ignored, accepted, ignored]
        assert due(*life) == due(arrived(2), PersonAsked(at(4)), PersonAnswered(at(9)))


class TestAnExtension:
    def test_moves_the_same_minute_to_a_later_day(self) -> None:
        assert due(arrived(2), Extended(at(9, "16:59"), 3, 3)) == at(12, "17:00")
        paused = (arrived(2), PersonAsked(at(4)))
        assert due(*paused, Extended(at(20), 2, 3), PersonAnswered(at(30, "07:30"))) == at(
            37, "14:30"
        )
        answered = (*paused, PersonAnswered(at(9, "09:00")))
        assert due(*answered, Extended(at(9), 1, 1)) == at(13, "16:00")

    def test_is_one_in_time_and_within_the_law(self) -> None:
        life = arrived(2)
        assert verdicts(life, Extended(at(9, "17:00"), 1, 3)) == [ClockVerdict.REFUSED]
        assert verdicts(life, Extended(at(3), 0, 3)) == [ClockVerdict.REFUSED]
        events = (Extended(at(3), 4, 3), Extended(at(4), 3, 3), Extended(at(5), 1, 3))
        refused, accepted = ClockVerdict.REFUSED, ClockVerdict.ACCEPTED
        assert verdicts(life, *events) == [refused, accepted, refused]
        assert due(life, *events) == at(12, "17:00")


class TestAnotherOffice:
    def test_reads_the_same_minute_on_its_hours(self) -> None:
        assert due(arrived(2), HandedOver(at(4), EARLY)) == at(9, "16:30")
        life = (
            arrived(2),
            PersonAsked(at(4)),
            PersonAnswered(at(9, "09:00")),
            HandedOver(at(10), EARLY),
        )
        assert due(*life) == at(12, "15:30")

    def test_revives_nothing(self) -> None:
        late = arrived(2, office=EARLY)
        assert due(late, HandedOver(at(9, "16:31"), OFFICE)) == at(9, "16:30")
        assert due(late, HandedOver(at(9, "16:30"), OFFICE)) == at(9, "17:00")

    def test_may_find_it_overdue(self) -> None:
        life = (arrived(2), HandedOver(at(9, "16:45"), EARLY))
        assert due(*life) == at(9, "16:30")
        assert state(at(9, "16:45"), *life) == (ClockState.OVERDUE, 0)

    def test_counts_on_with_its_own_hours_after_a_pause(self) -> None:
        life = (arrived(2), PersonAsked(at(4)), HandedOver(at(5), EARLY))
        assert due(*life, PersonAnswered(at(9, "09:00"))) == at(12, "16:00")


class TestOneWithAnother:
    def test_keeps_the_clock_of_the_first(self) -> None:
        life = arrived(4)
        earlier, same = arrived(2, days=9), arrived(4, days=1)
        assert due(life, Joined(at(5), earlier)) == at(13, "17:00")
        assert due(life, Joined(at(5), same)) == at(11, "17:00")
        assert due(life, Joined(at(5), arrived(5, "09:00", days=1))) == at(11, "17:00")
        assert due(life, Joined(at(5), earlier), Joined(at(5), arrived(3))) == at(13, "17:00")

    def test_runs_though_it_was_stopped_and_may_be_extended_once_more(self) -> None:
        life = (arrived(4), Extended(at(4), 1, 3), PersonAsked(at(5)), Joined(at(6), arrived(2)))
        assert due(*life) == at(9, "17:00")
        events = (PersonAnswered(at(6)), Extended(at(6), 1, 3))
        assert verdicts(*life, *events)[-2:] == [ClockVerdict.IGNORED, ClockVerdict.ACCEPTED]
        assert due(*life, *events) == at(10, "17:00")

    def test_comes_over_to_the_office_in_charge(self) -> None:
        early = arrived(2, office=EARLY)
        assert due(arrived(4), Joined(at(5), early)) == at(9, "17:00")
        # What had passed there stays passed.
        assert due(arrived(4), Joined(at(9, "16:45"), early)) == at(9, "16:30")


class TestADayThatIsAnnounced:
    OFF = Announced(at(10), off=frozenset({date(2026, 11, 6)}))

    def test_moves_what_is_open_even_if_it_is_overdue(self) -> None:
        assert due(arrived(2), self.OFF) == at(10, "17:00")
        assert state(at(10, "17:00"), arrived(2), self.OFF) == (ClockState.ON_TIME, 0)

    def test_leaves_what_is_over(self) -> None:
        for end in (Resolved(at(9)), RequestTakenBack(at(9))):
            assert due(arrived(2), end, self.OFF) == at(9, "17:00")
            assert verdicts(arrived(2), end, self.OFF) == [
                ClockVerdict.ACCEPTED,
                ClockVerdict.IGNORED,
            ]

    def test_counts_again_from_the_last_answer(self) -> None:
        life = (arrived(2), PersonAsked(at(4)), PersonAnswered(at(9, "09:00")))
        before = Announced(at(10), off=frozenset({date(2026, 11, 3)}))
        assert due(*life, before) == at(12, "16:00")
        that_day = Announced(at(10), off=frozenset({date(2026, 11, 9)}))
        assert due(*life, that_day) == at(13, "14:30")
        assert due(*life, Extended(at(9), 1, 1), that_day) == at(16, "14:30")

    def test_keeps_what_was_granted(self) -> None:
        assert due(arrived(2), Extended(at(3), 1, 1), self.OFF) == at(11, "17:00")

    def test_may_be_worked(self) -> None:
        worked = Announced(at(3), worked=frozenset({date(2026, 11, 7)}))
        assert due(arrived(2), worked) == at(7, "17:00")

    def test_leaves_the_minute_alone_that_stays_the_same(self) -> None:
        passed = (arrived(2, office=EARLY), HandedOver(at(9, "16:40"), OFFICE))
        elsewhere = Announced(at(9, "16:50"), off=frozenset({date(2026, 11, 20)}))
        assert due(*passed, elsewhere) == at(9, "16:30")

    def test_counts_after_a_pause_and_stands_first_in_its_minute(self) -> None:
        life = (arrived(2), PersonAsked(at(4)))
        off = Announced(at(9, "09:00"), off=frozenset({date(2026, 11, 9)}))
        assert due(*life, PersonAnswered(at(9, "09:00")), off) == at(13, "14:30")
        assert due(*life, off) is None


class TestTheEnd:
    def test_is_late_after_the_due_minute_only(self) -> None:
        for minute, ended in (
            ("17:00", ClockState.CLOSED_ON_TIME),
            ("17:01", ClockState.CLOSED_LATE),
        ):
            assert state(at(30), arrived(2), Resolved(at(9, minute))) == (ended, 0)
        paused = (arrived(2), PersonAsked(at(4)), Resolved(at(30)))
        assert state(at(31), *paused) == (ClockState.CLOSED_ON_TIME, 0)
        assert due(*paused) is None

    def test_leaves_nothing_to_happen(self) -> None:
        over = (arrived(2), RequestTakenBack(at(3)))
        events = (
            PersonAsked(at(4)),
            Extended(at(4), 1, 1),
            HandedOver(at(4), EARLY),
            Resolved(at(5)),
        )
        assert verdicts(*over, *events)[1:] == [ClockVerdict.IGNORED] * 4
        assert state(at(30), *over, *events) == (ClockState.WITHDRAWN, 0)
        assert due(*over, *events) == at(9, "17:00")

    @pytest.mark.parametrize(
        ("day", "clock", "late"),
        [(9, "17:01", 0), (10, "00:00", 1), (13, "23:00", 4), (15, "10:00", 4), (25, "10:00", 11)],
    )
    def test_that_does_not_come_is_counted_in_working_days(
        self, day: int, clock: str, late: int
    ) -> None:
        assert state(at(day, clock), arrived(2)) == (ClockState.OVERDUE, late)


class TestAnOfficesDay:
    @pytest.mark.parametrize(
        "sessions",
        [
            ((time(8), time(12)), (time(13), time(16, 59))),
            ((time(8), time(12)), (time(11), time(15))),
            ((time(13), time(17)), (time(7), time(11))),
        ],
    )
    def test_has_eight_hours_in_their_order(self, sessions: Any) -> None:
        with pytest.raises(ValueError, match="office"):
            OfficeDay(sessions)

    def test_has_no_minute_after_its_last(self) -> None:
        with pytest.raises(ValueError, match="481"):
            OFFICE.end_of(481)

    def test_is_told_in_local_minutes(self) -> None:
        moment = datetime.fromisoformat("2026-11-01T17:30:59.9+00:00")
        assert local_minute(moment) == at(2, "00:30")
        assert moment_of(at(2, "00:30")) == moment.replace(second=0, microsecond=0)

    def test_begins_a_clock(self) -> None:
        clock = first_clock(arrived(2), NOVEMBER)
        assert clock.state(at(9, "17:00")) == (ClockState.ON_TIME, 0)

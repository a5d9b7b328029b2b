"""For which periods something is owed, when it is asked, and until when it is in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from datetime import datetime as at

import pytest

from portals.calendar.working_days import WorkingCalendar
from portals.clock import LOCAL_ZONE
from portals.duties.spans import Span, asked_on, due_at, span_of, spans, told_at
from portals.duties.words import period_words

# 2 September and the day after are off; Saturday the 5th is worked for them.
CALENDAR = WorkingCalendar(
    off=frozenset({date(2026, 9, 2), date(2026, 9, 3)}),
    worked=frozenset({date(2026, 9, 5)}),
    hours={},
)


@dataclass
class Terms:
    frequency: str = "quarter"
    due_from: str = "end"
    due_days: int = 15
    in_working_days: bool = False
    due_time: time | None = None
    told_after: int = 5


def day_of(moment: datetime) -> date:
    assert moment.astimezone(LOCAL_ZONE).time() == time.max
    return moment.astimezone(LOCAL_ZONE).date()


@pytest.mark.parametrize(
    ("frequency", "day", "start", "end"),
    [
        ("week", "2026-11-29", "2026-11-23", "2026-11-30"),
        ("week", "2026-11-30", "2026-11-30", "2026-12-07"),
        ("month", "2026-12-31", "2026-12-01", "2027-01-01"),
        ("quarter", "2026-09-30", "2026-07-01", "2026-10-01"),
        ("quarter", "2026-10-01", "2026-10-01", "2027-01-01"),
        ("year", "2028-02-29", "2028-01-01", "2029-01-01"),
    ],
)
def test_a_day_lies_in_one_span(frequency: str, day: str, start: str, end: str) -> None:
    assert span_of(frequency, date.fromisoformat(day)) == Span(
        date.fromisoformat(start), date.fromisoformat(end)
    )


class TestSpans:
    def test_begin_on_the_first_day_or_later(self) -> None:
        found = list(spans("month", date(2026, 1, 1), date(2026, 3, 1)))
        assert [one.start.month for one in found] == [1, 2, 3]

    def test_leave_out_one_that_began_before(self) -> None:
        found = list(spans("month", date(2026, 1, 2), date(2026, 2, 28)))
        assert [one.start.month for one in found] == [2]

    def test_are_none_between_two_beginnings(self) -> None:
        assert list(spans("year", date(2026, 2, 1), date(2026, 12, 31))) == []


class TestDue:
    def test_so_many_days_after_the_last(self) -> None:
        assert day_of(due_at(Terms(), span_of("quarter", date(2026, 9, 1)), CALENDAR)) == date(
            2026, 10, 15
        )

    def test_from_the_first_day_on(self) -> None:
        terms = Terms(frequency="year", due_from="start", due_days=30)
        # 31 January 2026 is a Saturday: the next working day counts.
        assert day_of(due_at(terms, span_of("year", date(2026, 5, 1)), CALENDAR)) == date(
            2026, 2, 2
        )

    def test_moves_over_a_holiday_to_an_exchanged_saturday(self) -> None:
        terms = Terms(frequency="month", due_days=3)
        off = WorkingCalendar(
            off=CALENDAR.off | {date(2026, 9, 4)}, worked=CALENDAR.worked, hours={}
        )
        assert day_of(due_at(terms, span_of("month", date(2026, 8, 9)), off)) == date(2026, 9, 5)

    def test_in_working_days(self) -> None:
        terms = Terms(frequency="month", due_days=2, in_working_days=True)
        # After 31 August: the 1st is worked, then the 4th.
        assert day_of(due_at(terms, span_of("month", date(2026, 8, 9)), CALENDAR)) == date(
            2026, 9, 4
        )

    def test_an_hour_stays_on_its_day(self) -> None:
        terms = Terms(frequency="week", due_from="start", due_days=0, due_time=time(8))
        sunday = Terms(frequency="month", due_from="start", due_days=0, due_time=time(8))
        assert due_at(terms, span_of("week", date(2026, 11, 27)), CALENDAR) == at.fromisoformat(
            "2026-11-23T08:00:00+07:00"
        )
        assert due_at(sunday, span_of("month", date(2026, 11, 27)), CALENDAR) == at.fromisoformat(
            "2026-11-01T08:00:00+07:00"
        )


class TestAsked:
    def test_once_the_period_is_over(self) -> None:
        assert asked_on(Terms(), span_of("quarter", date(2026, 9, 1))) == date(2026, 10, 1)

    def test_a_week_before_it_begins(self) -> None:
        terms = Terms(frequency="week", due_from="start")
        assert asked_on(terms, span_of("week", date(2026, 11, 23))) == date(2026, 11, 16)


class TestTold:
    def test_working_days_after_it_was_due(self) -> None:
        due = at.fromisoformat("2026-08-31T08:00:00+07:00")
        assert day_of(told_at(Terms(told_after=2), due, CALENDAR)) == date(2026, 9, 4)

    def test_the_same_day_at_its_end(self) -> None:
        due = at.fromisoformat("2026-08-31T08:00:00+07:00")
        assert day_of(told_at(Terms(told_after=0), due, CALENDAR)) == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("frequency", "words"),
    [
        ("week", "week of 28/09/2026"),
        ("month", "month 9/2026"),
        ("quarter", "quarter III/2026"),
        ("year", "year 2026"),
    ],
)
def test_a_period_has_words(frequency: str, words: str) -> None:
    assert period_words(frequency, span_of(frequency, date(2026, 9, 30))) == words

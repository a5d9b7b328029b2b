"""Which days a rule names, and where days off move them. Nothing here asks the database."""

from __future__ import annotations

from datetime import date

from psycopg.types.range import DateRange

from editorial.reception.days import planned_days
from editorial.reception.enums import Sitter
from portals.calendar.working_days import WorkingCalendar
from tests.editorial.reception.cast import LONG_AGO, rule

# The days around 2 September 2026, which is a Wednesday: off with the day after; and a Saturday that is worked.
CALENDAR = WorkingCalendar(
    off=frozenset({date(2026, 9, 2), date(2026, 9, 3)}), worked=frozenset({date(2026, 9, 5)})
)


def days(*rules: object, first: date, last: date) -> list[tuple[int, int]]:
    found = planned_days(rules, CALENDAR, first, last)
    return [(one.planned_on.day, one.on.day) for one in found]


def september(*rules: object) -> list[tuple[int, int]]:
    return days(*rules, first=date(2026, 9, 1), last=date(2026, 9, 30))


class TestDays:
    def test_of_the_month_move_to_the_next_working_day(self) -> None:
        assert september(rule(Sitter.HEAD, 2, 15, 20)) == [(2, 4), (15, 15), (20, 21)]

    def test_on_a_worked_saturday_stay(self) -> None:
        assert september(rule(Sitter.HEAD, 5, 12)) == [(5, 5), (12, 14)]

    def test_of_the_week(self) -> None:
        found = september(rule(Sitter.HEAD, 3, by_week=True))
        assert found == [(2, 4), (9, 9), (16, 16), (23, 23), (30, 30)]

    def test_that_would_fall_on_another_of_the_rule_are_one(self) -> None:
        assert september(rule(Sitter.HEAD, 2, 3, 4)) == [(4, 4)]
        # Both are off and move to the same day: it is the later one's.
        assert september(rule(Sitter.HEAD, 19, 20)) == [(20, 21)]
        assert september(rule(Sitter.HEAD, 2), rule(Sitter.DEPUTY, 4)) == [(2, 4), (4, 4)]

    def test_are_the_same_whatever_is_looked_at(self) -> None:
        whole = september(rule(Sitter.HEAD, 2, 3, 4, 30))
        halves = [
            *days(rule(Sitter.HEAD, 2, 3, 4, 30), first=date(2026, 9, 1), last=date(2026, 9, 3)),
            *days(rule(Sitter.HEAD, 2, 3, 4, 30), first=date(2026, 9, 4), last=date(2026, 9, 30)),
        ]
        assert whole == halves == [(4, 4), (30, 30)]

    def test_at_the_end_of_a_month_that_is_shorter(self) -> None:
        assert september(rule(Sitter.HEAD, 31)) == [(30, 30)]
        assert september(rule(Sitter.HEAD, 30, 31)) == [(30, 30)]

    def test_keep_within_the_time_of_their_rule(self) -> None:
        until = DateRange(LONG_AGO, date(2026, 9, 15))
        since = DateRange(date(2026, 9, 15), None)
        assert september(rule(Sitter.HEAD, 14, 15, 16, period=until)) == [(14, 14)]
        assert september(rule(Sitter.HEAD, 14, 15, 16, period=since)) == [(15, 15), (16, 16)]
        # The day on which it would meet another one is no longer of the rule.
        ended = DateRange(LONG_AGO, date(2026, 9, 21))
        assert september(rule(Sitter.HEAD, 20, 21, period=ended)) == [(20, 21)]

"""What a station was to air, what of it is owed, and which bulletin answers what. No database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from psycopg.types.range import DateRange

from editorial.stations.airings import (
    PlannedAiring,
    PostedBulletin,
    answered_airings,
    planned_airings,
)
from portals.clock import LOCAL_ZONE

# A Monday.
MONDAY = date(2026, 11, 2)
SUNDAY = date(2026, 11, 8)
WHOLE_YEAR = DateRange(date(2026, 1, 1), None)


@dataclass
class ASlot:
    weekday: int = 1
    begins: time = time(17)
    content: str = "own"
    source: str = ""
    period: DateRange = field(default_factory=lambda: WHOLE_YEAR)
    minutes: int = 15
    station_id: int = 1


@dataclass
class Said:
    on: date
    kind: str = "off"
    begins: time = time(17)
    entered_at: datetime = datetime(2026, 10, 1, tzinfo=LOCAL_ZONE)
    minutes: int | None = None
    reason: str = "Mất điện"
    station_id: int = 1


def at(day: int, hour: int = 17, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL_ZONE)


def posted(story_id: int, aired: datetime, when: datetime) -> PostedBulletin:
    return PostedBulletin(1, story_id, f"Bản tin {story_id}", aired, when)


def owed_airings(*terms: object) -> list[PlannedAiring]:
    return [one for one in planned_airings(*terms) if one.is_owed]


def hours(airings: list[PlannedAiring]) -> list[str]:
    return [f"{one.begins_at:%d/%m %H:%M}" for one in airings]


class TestWhatIsOwed:
    def test_only_what_the_station_makes_itself(self) -> None:
        slots = [
            ASlot(begins=time(5), content="relayed", source="Đài Tiếng nói Việt Nam"),
            ASlot(begins=time(17)),
            ASlot(begins=time(19), content="repeat"),
        ]
        assert hours(owed_airings(slots, [], MONDAY, SUNDAY)) == ["02/11 17:00"]
        assert len(planned_airings(slots, [], MONDAY, SUNDAY)) == 3

    @pytest.mark.parametrize(
        ("first", "last", "found"),
        [
            (MONDAY, MONDAY, ["02/11 17:00"]),
            (MONDAY + timedelta(days=1), SUNDAY, []),
            (MONDAY, date(2026, 11, 9), ["02/11 17:00", "09/11 17:00"]),
        ],
    )
    def test_both_ends_are_asked_for(self, first: date, last: date, found: list[str]) -> None:
        assert hours(owed_airings([ASlot()], [], first, last)) == found

    def test_the_schedule_that_was_in_force_on_the_day(self) -> None:
        until, since = DateRange(None, date(2026, 11, 9)), DateRange(date(2026, 11, 9), None)
        slots = [ASlot(begins=time(17), period=until), ASlot(begins=time(18), period=since)]
        found = owed_airings(slots, [], MONDAY, date(2026, 11, 16))
        assert hours(found) == ["02/11 17:00", "09/11 18:00", "16/11 18:00"]

    def test_what_was_called_off_before_its_hour(self) -> None:
        off = Said(MONDAY, entered_at=at(2, 16, 59))
        assert owed_airings([ASlot()], [off], MONDAY, SUNDAY) == []
        (told,) = planned_airings([ASlot()], [off], MONDAY, SUNDAY)
        assert (told.off_reason, told.is_off) == ("Mất điện", True)

    def test_what_was_called_off_at_its_hour_stays_owed_and_is_told(self) -> None:
        off = Said(MONDAY, entered_at=at(2))
        (owed,) = owed_airings([ASlot()], [off], MONDAY, SUNDAY)
        assert owed.off_reason == "Mất điện"

    def test_another_station_s_day_off(self) -> None:
        assert owed_airings([ASlot()], [Said(MONDAY, station_id=2)], MONDAY, SUNDAY)

    def test_an_extra_airing(self) -> None:
        extra = Said(date(2026, 11, 4), "extra", time(9), minutes=10)
        (owed,) = owed_airings([], [extra], MONDAY, SUNDAY)
        assert (owed.is_extra, owed.minutes, owed.begins_at) == (True, 10, at(4, 9))
        assert owed_airings([], [extra], date(2026, 11, 5), SUNDAY) == []


class TestWhatAnswers:
    def airings(self, *hours: datetime) -> list[PlannedAiring]:
        return [PlannedAiring(1, hour, 15, "own") for hour in hours]

    def test_within_a_day_is_in_time(self) -> None:
        (found,) = answered_airings(self.airings(at(2)), [posted(1, at(2), at(3))])
        assert found.is_posted_in_time

    def test_a_minute_more_is_late(self) -> None:
        (found,) = answered_airings(self.airings(at(2)), [posted(1, at(2), at(3, 17, 1))])
        assert (found.is_late, found.is_posted_in_time) == (True, False)

    def test_one_bulletin_answers_one_airing(self) -> None:
        three = self.airings(at(2, 16), at(2, 17), at(2, 18))
        found = answered_airings(three, [posted(1, at(2), at(2, 20))])
        assert sum(one.bulletin is not None for one in found) == 1

    def test_each_its_own(self) -> None:
        three = self.airings(at(2, 16), at(2, 17), at(2, 18))
        found = answered_airings(
            three, [posted(hour, at(2, hour), at(2, 20)) for hour in (16, 17, 18)]
        )
        assert [one.bulletin and one.bulletin.story_id for one in found] == [16, 17, 18]

    def test_far_from_the_hour(self) -> None:
        for minutes, is_answered in ((90, True), (91, False)):
            bulletin = posted(1, at(2) + timedelta(minutes=minutes), at(2, 20))
            (found,) = answered_airings(self.airings(at(2)), [bulletin])
            assert (found.bulletin is not None) is is_answered

    def test_what_was_posted_long_before_was_made_for_another_hour(self) -> None:
        for early, is_answered in (
            (timedelta(days=2), True),
            (timedelta(days=2, minutes=1), False),
        ):
            (found,) = answered_airings(self.airings(at(9)), [posted(1, at(9), at(9) - early)])
            assert (found.bulletin is not None) is is_answered

    def test_what_is_in_time_comes_before_what_is_late(self) -> None:
        bulletins = [posted(1, at(2, 16, 50), at(4)), posted(2, at(2), at(2, 18))]
        (found,) = answered_airings(self.airings(at(2)), bulletins)
        assert found.bulletin == bulletins[1]

    def test_missing_once_its_day_has_passed(self) -> None:
        (found,) = answered_airings(self.airings(at(2)), [])
        assert (found.is_missing(at(3, 16, 59)), found.is_missing(at(3))) == (False, True)

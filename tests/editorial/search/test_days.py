"""A day is found however it is written, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from editorial.search.asking import read_asked
from editorial.search.days import days_said_otherwise
from editorial.search.finding import SearchScope, find_things
from tests.factories import make_portal, published_story


@pytest.mark.django_db
class TestADay:
    @pytest.mark.parametrize("written", ["27/7", "27/07", "27 tháng 7", "ngày 27 tháng 07"])
    @pytest.mark.parametrize("typed", ["quà 27/7", "quà 27/07", "quà 27 tháng 7", "qua 27 thang 7"])
    def test_is_found_however_it_is_written(self, written: str, typed: str) -> None:
        portal = make_portal()
        wanted = published_story(portal, title=f"Quà {written} cho người có công")
        published_story(portal, title="Quà 27/8 cho học sinh")
        published_story(portal, title="Quà 7/27 cho học sinh")
        found = find_things(SearchScope(portal), typed)
        assert [one.title for one in found.things] == [wanted.title]


class TestNoDay:
    @pytest.mark.parametrize(
        "typed",
        ["32/7", "0/7", "27/13", "27/0", "27 7", "1.001193", "27/7/2024", "27 năm 7"],
    )
    def test_is_said_otherwise(self, typed: str) -> None:
        assert days_said_otherwise(read_asked(typed)) == {}

    def test_is_what_is_left_of_a_day_at_the_end_of_a_long_question(self) -> None:
        for before in (22, 23, 24):
            days = days_said_otherwise(read_asked("học " * before + "27/7"))
            assert bool(days) is (before == 22)

    @pytest.mark.parametrize("typed", ["31/12", "1/1", "31 tháng 12"])
    def test_but_the_first_and_the_last_are_days(self, typed: str) -> None:
        assert days_said_otherwise(read_asked(typed))

    def test_a_phrase_is_not_said_otherwise(self) -> None:
        for typed in ('"sổ đỏ"', '"20 10"', '"20/10"'):
            assert days_said_otherwise(read_asked(typed)) == {}

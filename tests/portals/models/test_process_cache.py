"""What a process knows of the portals is never older than the page that is made of it."""

from datetime import date

import pytest
from django.test import RequestFactory

from portals import process_cache as module
from portals.process_cache import EDITIONS, ProcessCache


@pytest.fixture(autouse=True)
def kept_for_30_seconds(settings):
    settings.PORTALS_KNOWN_SECONDS = 30


@pytest.fixture
def known():
    return ProcessCache()


def request(*editions: str):
    made = RequestFactory().get("/")
    if editions:
        made.META[EDITIONS] = editions
    return made


class TestKnown:
    def test_asks_once_under_the_same_editions(self, known):
        assert known.get("a", request=request("p", "all"), read=lambda _day: 1) == 1
        assert known.get("a", request=request("p", "all"), read=lambda _day: 2) == 1

    @pytest.mark.parametrize("editions", [("p2", "all"), ("p", "all2")])
    def test_asks_again_for_a_page_of_another_edition(self, known, editions):
        known.get("a", request=request("p", "all"), read=lambda _day: 1)
        assert known.get("a", request=request(*editions), read=lambda _day: 2) == 2

    def test_asks_again_for_a_page_that_is_stored_where_it_knew_no_edition(self, known):
        known.get("a", request=request(), read=lambda _day: 1)
        assert known.get("a", request=request("p", "all"), read=lambda _day: 2) == 2

    def test_may_be_some_seconds_old_where_nothing_is_stored(self, known, monkeypatch):
        now = [100.0]
        monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
        known.get("a", request=request(), read=lambda _day: 1)
        now[0] += 29
        assert known.get("a", request=request(), read=lambda _day: 2) == 1
        now[0] += 2
        assert known.get("a", request=request(), read=lambda _day: 2) == 2

    def test_asks_again_on_the_next_day(self, known, monkeypatch):
        for day in (date(2025, 6, 30), date(2025, 7, 1)):
            monkeypatch.setattr(module, "local_date", lambda _now, day=day: day)
            assert known.get("a", request=request("p", "all"), read=lambda day: day) == day

    def test_does_not_keep_that_there_is_nothing(self, known):
        assert known.get("a", request=request(), read=lambda _day: None) is None
        assert known.get("a", request=request(), read=lambda _day: 1) == 1

    def test_keeps_so_many_and_no_more(self, known, monkeypatch):
        monkeypatch.setattr(module, "MOST_KEPT", 2)
        for key in "abc":
            known.get(key, request=request(), read=lambda _day, key=key: key)
        assert known.get("a", request=request(), read=lambda _day: "again") == "again"
        assert known.get("c", request=request(), read=lambda _day: "again") == "c"

    def test_is_told_how_long_what_changes_by_itself_may_be_kept(self, known, monkeypatch):
        now = [100.0]
        monkeypatch.setattr(module.time, "monotonic", lambda: now[0])

        def asked(value: int, *editions: str, seconds: float | None = 20) -> int | None:
            return known.get(
                "a", request=request(*editions), read=lambda _day: value, seconds=seconds
            )

        # The same page, still the same edition.
        assert asked(1, "p", "all") == 1
        now[0] += 19
        assert asked(2, "p", "all") == 1
        now[0] += 1
        assert asked(2, "p", "all") == 2
        # It is never older than what stands around it.
        assert asked(3, "p2", "all") == 3
        now[0] += 1000
        assert asked(4, "p2", "all", seconds=None) == 3
        assert asked(5) == 5
        now[0] += 21
        assert asked(6) == 6

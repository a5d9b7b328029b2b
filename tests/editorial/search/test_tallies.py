"""What is counted of searches: never what may be somebody's, never without end, and nobody waits for it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import django_rq
import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.utils import timezone

from editorial.models import SearchedWords
from editorial.search import tallies
from editorial.search.finding import SearchScope, find_things
from editorial.search.tallies import (
    DAYS_SHOWN,
    KEPT_UNWRITTEN,
    KEY,
    forget_searches,
    note_search,
    searched,
    write_searches_down,
)
from editorial.search.vocabulary import count_words
from portals.breaker import Breaker
from portals.clock import local_date
from portals.database.cloned import left_out
from portals.jobs import queueing
from portals.models import Portal
from portals.services import address
from tests.factories import make_portal, published_story
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


class TestCounting:
    def count(self, portal: Portal, text: str, times: int = 1) -> None:
        for _time in range(times):
            note_search(
                portal=portal, found=find_things(SearchScope(portal), text), now=timezone.now()
            )

    @pytest.fixture(autouse=True)
    def nothing_counted(self) -> None:
        django_rq.get_connection().delete(KEY)

    def test_is_forgotten_after_the_days_that_are_shown(self, portal: Portal) -> None:
        today = local_date(timezone.now())
        kept, gone = (today - timedelta(days=days) for days in (DAYS_SHOWN, DAYS_SHOWN + 1))
        for day in (kept, gone):
            SearchedWords.objects.create(portal=portal, day=day, words="hộ nghèo", asked=1)

        assert forget_searches(today) == 1

        assert SearchedWords.objects.get().day == kept

    def test_adds_to_the_day_and_tells_what_was_in_vain(self, portal: Portal) -> None:
        published_story(portal, title="Lễ hội Lim")
        self.count(portal, "Lễ hội", 3)
        self.count(portal, "tàu vũ trụ", 3)
        self.count(portal, "hai người", 2)
        assert write_searches_down() == 3
        assert write_searches_down() == 0
        self.count(portal, "tàu vũ trụ")
        write_searches_down()
        today = local_date(timezone.now())
        told = searched([portal.pk], today, in_vain=True)
        assert [(one["words"], one["number"]) for one in told] == [("tàu vũ trụ", 4)]
        told = searched([portal.pk], today, in_vain=False)
        assert [one["words"] for one in told] == ["tàu vũ trụ", "lễ hội"]
        assert searched([portal.pk], today + timedelta(days=1), in_vain=True) == []
        assert searched([make_portal().pk], today, in_vain=True) == []

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "0912 345 678",
                "ai@example.vn",
                "001099012345",
                "Nguyễn Văn An 0912345678",
                "an 0912.345.678",
            ),
            *(
                "an 0912-345-678",
                "an 0912 – 345 – 678",
                "an 0912_345_678",
                "an +84 (912) 345 678",
                "sinh 12/03/1985",
            ),
            *(
                "cccd 001 099 012 345 an",
                "0912 345 678/abc",
                "stk 123456",
                "an ０９１２３４５６７８",
                "an 2021 0912 345",
            ),
            "12/2024/QĐ-UBND an 0912345678",
            "một hai ba bốn năm sáu bảy tám chín",
            "",
        ],
    )
    def test_leaves_out_what_may_be_somebodys(self, portal: Portal, text: str) -> None:
        self.count(portal, text)
        write_searches_down()
        assert not SearchedWords.objects.exists()

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "12/2024/QĐ-UBND",
                "quyết định 123456/2024/qđ-ubnd",
                "123/nq-hđnd",
                "quy hoạch 2021-2030",
            ),
            *(
                "quy hoạch 2021 – 2030",
                "covid 19",
                "quốc lộ 18",
                "lịch cắt điện 28/11",
                "mẫu 12345",
            ),
        ],
    )
    def test_keeps_days_years_and_documents(self, portal: Portal, text: str) -> None:
        self.count(portal, text)
        write_searches_down()
        assert SearchedWords.objects.get().words == text.lower()

    @pytest.mark.parametrize(
        "query",
        [
            {"pham-vi": "tat-ca"},
            {"sap-xep": "moi-nhat"},
            {"trang": "2"},
            {"loai": "tin"},
            {"cong": "1"},
        ],
    )
    def test_counts_how_words_are_asked_for_first(
        self, portal: Portal, query: dict[str, str]
    ) -> None:
        visit(portal, "/tim-kiem/", data={"q": "tàu vũ trụ", **query})
        assert write_searches_down() == 0

    def test_is_done_by_the_page(self, portal: Portal) -> None:
        visit(portal, "/tim-kiem/", data={"q": "tàu vũ trụ"})
        write_searches_down()
        assert SearchedWords.objects.get().in_vain == 1

    def test_keeps_so_many_words_of_a_portals_day(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tallies, "MOST_A_DAY", 3)
        other = make_portal()
        for text, times in (("một", 1), ("hai", 2), ("ba", 3)):
            self.count(portal, text, times)
        assert write_searches_down() == 3
        for text, times in (("bốn", 9), ("một", 2)):
            self.count(portal, text, times)
        self.count(other, "bốn")
        assert write_searches_down() == 2
        told = SearchedWords.objects.filter(portal=portal).values_list("words", "asked")
        assert dict(told) == {"một": 3, "hai": 2, "ba": 3}
        assert SearchedWords.objects.get(portal=other).words == "bốn"

    def test_keeps_the_most_frequent_of_too_many(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tallies, "MOST_A_DAY", 1)
        for text, times in (("ba", 1), ("một", 3), ("hai", 2)):
            self.count(portal, text, times)
        assert write_searches_down() == 1
        assert SearchedWords.objects.get().words == "một"

    def test_is_forgotten_where_nobody_writes_it_down(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        valkey = django_rq.get_connection()
        longest = KEPT_UNWRITTEN.total_seconds()
        self.count(portal, "lễ hội")
        assert 0 < valkey.ttl(KEY) <= longest
        valkey.expire(KEY, 60)
        self.count(portal, "lễ hội")
        assert 0 < valkey.ttl(KEY) <= 60

        monkeypatch.setattr(tallies, "_ADD", "SELECT nothing_of_the_kind")
        with pytest.raises(ProgrammingError), transaction.atomic():
            write_searches_down()
        (taken,) = valkey.keys(f"{KEY}:*")
        assert 60 < valkey.ttl(taken) <= longest
        valkey.delete(taken)

    def test_waits_for_whoever_writes_too(self, portal: Portal) -> None:
        self.count(portal, "lễ hội")
        with (
            _held("editorial.search.tallies"),
            pytest.raises(OperationalError, match="lock timeout"),
        ):
            _hurried(write_searches_down)


def _held(name: str) -> AbstractContextManager[psycopg.Connection]:
    """Hold the lock of that name in another session, until it is closed."""
    own = psycopg.connect(address("postgres", database=connection.settings_dict["NAME"]))
    own.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
    return own


def _hurried(act: Callable[[], object]) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
        act()


def test_words_are_counted_by_one_at_a_time() -> None:
    with (
        _held("editorial.search.vocabulary"),
        pytest.raises(OperationalError, match="lock timeout"),
    ):
        _hurried(count_words)


def test_nothing_of_it_goes_into_practice() -> None:
    assert SearchedWords._meta.db_table in left_out()


class TestWhereTheQueueIsAway:
    def test_the_page_answers_without_waiting(
        self, portal: Portal, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A server that takes a connection and never says a word."""
        monkeypatch.setattr(queueing, "LONGEST_WAIT_SECONDS", 0.05)
        monkeypatch.setattr(queueing, "breaker", Breaker())
        real = django_rq.get_connection()
        real.delete(KEY)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
            settings.RQ_QUEUES = {**settings.RQ_QUEUES, "default": {"URL": url}}
            answers = [
                visit(portal, "/tim-kiem/", data={"q": f"tàu vũ trụ {number}"}) for number in "abcd"
            ]
        assert [one.status_code for one in answers] == [200] * 4
        assert queueing.breaker.is_broken
        assert not real.exists(KEY)

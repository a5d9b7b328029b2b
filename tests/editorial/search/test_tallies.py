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
from django.test import Client
from django.utils import timezone

from editorial.models import SearchedWords
from editorial.search import tallies
from editorial.search.finding import SearchScope, find_things
from editorial.search.tallies import (
    DAYS_SHOWN,
    KEPT_UNWRITTEN,
    KEY,
    SearchedList,
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
        told = searched([portal.pk], today, SearchedList.IN_VAIN)
        assert [(one["words"], one["number"]) for one in told] == [("tàu vũ trụ", 4)]
        told = searched([portal.pk], today, SearchedList.MOST)
        assert [one["words"] for one in told] == ["tàu vũ trụ", "lễ hội"]
        assert not searched([portal.pk], today + timedelta(days=1), SearchedList.IN_VAIN)
        assert not searched([make_portal().pk], today, SearchedList.IN_VAIN)

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


class TestOpening:
    @pytest.fixture(autouse=True)
    def nothing_counted(self) -> None:
        django_rq.get_connection().delete(KEY)

    def asked(self, portal: Portal, words: str, times: int = 3, **numbers: int) -> SearchedWords:
        today = local_date(timezone.now())
        return SearchedWords.objects.create(
            portal=portal, day=today, words=words, asked=times, **numbers
        )

    def opened(self, portal: Portal, words: str, **headers: str) -> int:
        answer = Client().post(
            "/tim-kiem/da-mo/",
            {"q": words},
            headers={"host": portal.site.hostname, **headers},
        )
        return answer.status_code

    def test_is_counted_beside_what_was_asked(self, portal: Portal) -> None:
        row = self.asked(portal, "hội chợ")
        other = self.asked(make_portal(), "hội chợ")
        assert self.opened(portal, " Hội  Chợ ") == 204
        assert self.opened(portal, "hội chợ", **{"sec-fetch-site": "same-origin"}) == 204
        write_searches_down()
        row.refresh_from_db()
        other.refresh_from_db()
        assert (row.asked, row.in_vain, row.opened, other.opened) == (3, 0, 2, 0)

    def test_of_yesterday_stays(self, portal: Portal) -> None:
        row = self.asked(portal, "hội chợ")
        SearchedWords.objects.update(day=row.day - timedelta(days=1))
        self.opened(portal, "hội chợ")
        write_searches_down()
        row.refresh_from_db()
        assert row.opened == 0

    def test_is_never_more_than_was_asked(self, portal: Portal) -> None:
        row = self.asked(portal, "hội chợ", opened=2)
        for _time in range(5):
            self.opened(portal, "hội chợ")
        write_searches_down()
        row.refresh_from_db()
        assert row.opened == 3

    def test_makes_no_words(self, portal: Portal) -> None:
        self.opened(portal, "bịa ra")
        write_searches_down()
        assert not SearchedWords.objects.exists()

    def test_goes_with_asking_in_one_round(self, portal: Portal) -> None:
        visit(portal, "/tim-kiem/", data={"q": "tàu vũ trụ"})
        self.opened(portal, "tàu vũ trụ")
        write_searches_down()
        row = SearchedWords.objects.get()
        assert (row.asked, row.opened) == (1, 1)

    def test_made_up_leaves_room_for_searches(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tallies, "OF_OPENINGS", 2)
        monkeypatch.setattr(tallies, "MOST_FIELDS", 3)
        for number in "abcd":
            self.opened(portal, f"bịa {number}")
        for number in "ab":
            visit(portal, "/tim-kiem/", data={"q": f"tàu vũ trụ {number}"})
        assert django_rq.get_connection().hlen(KEY) == 3
        write_searches_down()
        assert SearchedWords.objects.get().words == "tàu vũ trụ a"

    @pytest.mark.parametrize("text", ["an 0912 345 678", "ai@example.vn", "", "-chợ"])
    def test_what_may_be_somebodys_is_not_even_noted(self, portal: Portal, text: str) -> None:
        assert self.opened(portal, text) == 204
        assert not django_rq.get_connection().exists(KEY)

    def test_another_site_adds_nothing(self, portal: Portal) -> None:
        self.opened(portal, "hội chợ", **{"sec-fetch-site": "cross-site"})
        assert not django_rq.get_connection().exists(KEY)

    def test_is_no_page(self, portal: Portal) -> None:
        assert visit(portal, "/tim-kiem/da-mo/").status_code == 405

    def test_the_page_says_which_words_are_counted(self, portal: Portal) -> None:
        published_story(portal, title="Hội chợ")
        page = visit(portal, "/tim-kiem/", data={"q": "Hội chợ"}).content.decode()
        assert 'data-opened="/tim-kiem/da-mo/" data-words="hội chợ"' in page
        page = visit(portal, "/tim-kiem/", data={"q": "an 0912 345 678"}).content.decode()
        assert "data-opened" not in page

    def test_lists_what_was_found_and_never_opened(self, portal: Portal) -> None:
        self.asked(portal, "không ai mở", 4)
        self.asked(portal, "có người mở", 9, opened=1)
        self.asked(portal, "không thấy gì", 9, in_vain=7)
        self.asked(portal, "ít người tìm", 2)
        today = local_date(timezone.now())
        told = searched([portal.pk], today, SearchedList.UNOPENED)
        assert [(one["words"], one["number"]) for one in told] == [("không ai mở", 4)]


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
            opened = Client().post(
                "/tim-kiem/da-mo/",
                {"q": "tàu vũ trụ"},
                headers={"host": portal.site.hostname},
            )
        assert [one.status_code for one in answers] == [200] * 4
        assert opened.status_code == 204
        assert queueing.breaker.is_broken
        assert not real.exists(KEY)

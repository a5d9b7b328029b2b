"""The layer before Django, on a real cache server; pages are a test's own."""

import asyncio
import secrets
import socket
import threading
import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from random import Random
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone

from portals.models import EditionChange
from portals.operations.mending import mended
from portals.pagecache import cache_invalidation, layer
from portals.pagecache.cache_connection import CacheConnection, CacheSession
from portals.pagecache.cache_invalidation import (
    change_editions,
    change_province_edition,
    replay_outbox,
)
from portals.pagecache.hosts import KnownHosts
from portals.pagecache.layer import PageCache
from portals.pagecache.outbox_watch import OutboxWatch
from portals.pagecache.page_store import REDIRECT_SECONDS, PageStore
from portals.pagecache.pages import LARGEST_UNPACKED_AT_ONCE, made_of
from portals.pagecache.rendering import LARGEST_STORED
from portals.pagecache.request_key import PageRequest
from portals.pagecache.valkey import Unreachable, Valkey

from .visiting import (
    PATIENCE,
    Origin,
    on_the_loop,
    request,
    served,
    visit,
    visit_elsewhere,
)

HERE, THERE = "vu-ninh.bacninh.localhost", "kinh-bac.bacninh.localhost"
PORTALS = {HERE: 1, THERE: 2}
LONG = "Tin tức của phường. " * 100


class Switch(Valkey):
    """A way to the cache server that a test can cut."""

    down = False

    def run(self, work):
        if self.down:
            raise Unreachable("cut by the test")
        return super().run(work)


class SwitchedLine(CacheConnection):
    """The event loop's way to it, which a test can cut, too."""

    down = False

    async def run(self, work):
        if self.down:
            raise Unreachable("cut by the test")
        return await super().run(work)


@pytest.fixture
def valkey():
    return Switch(seconds=1)


@pytest.fixture
def connection():
    return SwitchedLine(seconds=1)


@pytest.fixture
def origin():
    return Origin(lambda environ: LONG)


@pytest.fixture
def cache(transactional_db, valkey, connection, origin):
    return PageCache(
        served(origin),
        store=PageStore(connection),
        valkey=valkey,
        patience=PATIENCE,
        hosts=KnownHosts(lambda day: PORTALS),
        watch=OutboxWatch(every=0),
    )


class TestAPublicPage:
    def test_is_rendered_once(self, cache, origin):
        assert visit(cache, HERE).origin == "made"
        assert visit(cache, HERE).origin == "hit"
        assert len(origin.asked) == 1

    def test_is_another_on_each_host_path_and_known_query(self, cache, origin):
        for host, path in [(HERE, "/"), (THERE, "/"), (HERE, "/a/"), (HERE, "/a/?sau=2")]:
            assert visit(cache, host, path).origin == "made"

    @pytest.mark.parametrize("path", ["/", "/tin-tuc/", "/tin-tuc/nuoc-1/", "/lien-he/", "/x/y"])
    def test_is_the_same_with_queries_that_only_another_page_reads(self, cache, origin, path):
        visit(cache, HERE, path)
        assert visit(cache, HERE, f"{path}?xep=bay&pham-vi=7&muc=1").origin == "hit"
        assert [environ["QUERY_STRING"] for environ in origin.asked] == [""]

    def test_keeps_what_a_search_asks(self, cache, origin):
        visit(cache, HERE, "/tim-kiem/?q=n%C6%B0%E1%BB%9Bc&trang=2&sau=3")
        (environ,) = origin.asked
        assert parse_qs(environ["QUERY_STRING"]) == {"q": ["nước"], "trang": ["2"]}

    @pytest.mark.asvs("15.3.7")
    def test_is_the_same_whatever_else_is_asked(self, cache, origin):
        visit(cache, HERE, "/tim-kiem/?trang=2&q=nước")
        again = visit(
            cache,
            f"{HERE}:8000",
            "/tim-kiem/?fbclid=1&q=nước&trang=2",
            COOKIE="a=b",
            ACCEPT_LANGUAGE="en",
        )
        assert again.origin == "hit"

    def test_is_rendered_without_knowledge_of_the_visitor(self, cache, origin):
        visit(cache, f"{HERE}:666", "/?utm=x", COOKIE="a=b", X_FORWARDED_HOST="evil.example")
        (environ,) = origin.asked
        assert environ["QUERY_STRING"] == ""
        assert {name for name in environ if name.startswith("HTTP_")} == {"HTTP_HOST"}
        assert "666" not in environ["HTTP_HOST"]

    def test_is_rendered_knowing_the_editions_it_is_stored_under(self, cache, origin):
        visit(cache, HERE)
        change_editions(portal_ids=[PORTALS[HERE]])
        visit(cache, HERE), visit(cache, HERE, "/a/")
        first, second, third = (environ["portals.editions"] for environ in origin.asked)
        assert first[0] != second[0]
        assert first[1] == second[1]
        assert second == third

    def test_comes_compressed_to_whoever_takes_it(self, cache):
        for _round in ("made", "hit"):
            packed = visit(cache, HERE, ACCEPT_ENCODING="br, gzip;q=0.8")
            plain = visit(cache, HERE, ACCEPT_ENCODING="gzip;q=0, br")
            assert packed.headers["Content-Encoding"] == "gzip"
            assert len(packed.raw) < len(plain.raw)
            assert packed.text == plain.text == LONG
            assert packed.headers["Vary"] == "Accept-Encoding"
            assert int(packed.headers["Content-Length"]) == len(packed.raw)

    @pytest.mark.parametrize(
        ("content_type", "packed"),
        [
            ("application/ld+json; charset=utf-8", True),
            ("text/turtle", True),
            ("image/webp", False),
        ],
    )
    def test_comes_compressed_where_it_is_text(self, content_type, packed):
        page = made_of("200 OK", [("Content-Type", content_type)], LONG.encode())
        assert page.compressed is packed

    def test_is_unpacked_beside_the_event_loop_where_it_is_large(self):
        large = Random(1).randbytes(2 * LARGEST_UNPACKED_AT_ONCE).hex().encode()
        page = made_of("200 OK", [("Content-Type", "text/xml")], large)
        answer = page.answer(request(HERE), "hit")
        assert not isinstance(answer.content, bytes)
        assert answer.header("Content-Length") == str(len(large))
        assert answer.content.read() == large
        assert page.answer(request(HERE, method="HEAD"), "hit").content == b""

    def test_is_not_sent_again_to_whoever_has_it(self, cache):
        first = visit(cache, HERE)
        again = visit(cache, HERE, IF_NONE_MATCH=f'"x", {first.headers["ETag"].removeprefix("W/")}')
        assert (again.status, again.raw) == (304, b"")
        assert "Content-Length" not in again.headers

    def test_answers_head_by_the_page_without_its_body(self, cache, origin):
        head = visit(cache, HERE, method="HEAD")
        assert (head.raw, int(head.headers["Content-Length"])) == (b"", len(LONG.encode()))
        assert visit(cache, HERE).origin == "hit"

    def test_tells_a_proxy_how_long_it_holds(self, cache):
        policy = visit(cache, HERE).headers["Cache-Control"]
        assert policy == "public, max-age=0, s-maxage=1, stale-if-error=300"

    def test_is_rendered_again_after_a_minute(self, cache, origin):
        visit(cache, HERE)
        cache._clock = lambda: timezone.now().timestamp() + 61
        assert visit(cache, HERE).origin == "made"

    def test_is_rendered_again_at_the_moment_it_named(self, cache, origin):
        moment = timezone.now() + timedelta(seconds=5)
        origin.headers = [("X-Fresh-Until", str(moment.timestamp()))]
        assert "X-Fresh-Until" not in visit(cache, HERE).headers
        cache._clock = lambda: timezone.now().timestamp() + 6
        assert visit(cache, HERE).origin == "made"

    @pytest.mark.parametrize(
        "moment",
        ["2026-03-02T09:00:01+07:00", "2026-03-03T00:00:00+07:00"],
        ids=["of its own", "midnight"],
    )
    def test_is_rendered_again_when_its_moment_passed_while_it_was_rendered(
        self, cache, origin, moment
    ):
        passes = datetime.fromisoformat(moment).timestamp()
        clock = [passes - 0.5]
        cache._clock = lambda: clock[0]
        if "T00:00" not in moment:
            origin.headers = [("X-Fresh-Until", str(passes))]

        def page(environ):
            clock[0] = passes + 0.5
            return LONG

        origin.page = page
        assert [visit(cache, HERE).origin for _time in range(3)] == ["made", "made", "hit"]

    @pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "302 Found"])
    def test_is_not_kept_when_it_is_none(self, cache, origin, status):
        origin.status = status
        visit(cache, HERE)
        assert visit(cache, HERE).origin == "direct"

    @pytest.mark.asvs("14.2.2")
    @pytest.mark.parametrize(
        "header",
        [("Set-Cookie", "a=b"), ("Cache-Control", "no-store"), ("Cache-Control", "private")],
    )
    def test_is_not_kept_when_it_is_for_one_visitor(self, cache, origin, header):
        origin.headers = [header]
        visit(cache, HERE)
        answer = visit(cache, HERE)
        assert (answer.origin, answer.headers[header[0]]) == ("direct", header[1])

    def test_is_kept_for_seconds_when_it_leads_elsewhere(self, cache, origin, valkey):
        origin.status = "301 Moved Permanently"
        visit(cache, HERE)
        assert visit(cache, HERE).origin == "hit"

        def left(session):
            ((name,),) = session.call(("KEYS", f"{session.namespace}:page:*"))
            return session.call(("TTL", name))[0]

        assert 0 < valkey.run(left) <= REDIRECT_SECONDS

    def test_is_not_kept_when_it_is_very_large(self, cache, origin):
        large = secrets.token_hex(LARGEST_STORED + 50_000)
        origin.page = lambda environ: large
        visit(cache, HERE)
        assert visit(cache, HERE).origin == "direct"

    def test_is_another_for_who_comes_encrypted(self, cache, settings):
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        visit(cache, HERE)
        assert visit(cache, HERE, X_FORWARDED_PROTO="https").origin == "made"

    def test_is_kept_when_it_says_that_the_story_is_gone(self, cache, origin):
        origin.status = "410 Gone"
        visit(cache, HERE)
        assert (visit(cache, HERE).origin, visit(cache, HERE).status) == ("hit", 410)

    def test_that_streams_passes_through(self, cache, transactional_db):
        def stream(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return StreamingHttpResponse([b"a", b"b"])

        cache._django = served(stream)
        assert visit(cache, HERE).raw == b"ab"
        assert visit(cache, HERE).origin == ""


def test_a_page_is_made_without_the_charset_that_a_visitor_names():
    """Django would read the query by it, and everybody be shown the page of another question."""
    asked = {"CONTENT_TYPE": "text/plain; charset=utf-16", "CONTENT_LENGTH": "0"}
    made = PageRequest(HERE, "/", "", False).environ({"REQUEST_METHOD": "GET", **asked})
    assert not asked.keys() & made.keys()


class TestWhatIsNoPublicPage:
    def test_goes_to_django_untouched(self, cache, origin):
        for host, path, method in [
            ("quantri.bacninh.localhost", "/", "GET"),
            (HERE, "/tep/1/a.pdf", "GET"),
            (HERE, "/static/a.css", "GET"),
            (HERE, "/gop-y/", "POST"),
        ]:
            visit(cache, host, path, method, COOKIE="a=b")
            assert origin.asked[-1]["HTTP_COOKIE"] == "a=b"

    def test_is_refused_cheaply_where_the_host_is_unknown(self, cache, origin):
        origin.status = "404 Not Found"
        for _time in range(3):
            assert visit(cache, "khong-co.bacninh.localhost").status == 404
        assert visit(cache, "other.example").status == 400
        assert len(origin.asked) == 1

    def test_becomes_one_when_a_portal_opens(self, cache, origin, monkeypatch):
        visit(cache, HERE)
        visit(cache, "moi.bacninh.localhost")
        monkeypatch.setitem(PORTALS, "moi.bacninh.localhost", 3)
        change_province_edition()
        assert visit(cache, "moi.bacninh.localhost").origin == "made"


@pytest.mark.django_db
class TestTheHosts:
    def test_are_read_again_on_a_new_day(self, monkeypatch):
        """A portal closes at midnight, and nobody says so to this process."""
        closing = date(2025, 7, 1)
        today = [closing - timedelta(days=1)]
        monkeypatch.setattr("portals.pagecache.hosts.local_date", lambda _now: today[0])
        hosts = KnownHosts(lambda day: PORTALS if day < closing else {})
        assert hosts.portal_of(HERE) == PORTALS[HERE]
        today[0] = closing
        assert hosts.portal_of(HERE) is None


class TestAChange:
    def test_reaches_the_portals_it_names(self, cache):
        visit(cache, HERE), visit(cache, THERE)
        change_editions(portal_ids=[1])
        assert (visit(cache, HERE).origin, visit(cache, THERE).origin) == ("made", "hit")

    def test_reaches_every_portal_when_it_is_the_province_s(self, cache):
        visit(cache, HERE), visit(cache, THERE)
        change_province_edition()
        assert (visit(cache, HERE).origin, visit(cache, THERE).origin) == ("made", "made")

    def test_that_is_rolled_back_reaches_nobody(self, cache):
        visit(cache, HERE)
        with transaction.atomic():
            change_editions(portal_ids=[1])
            transaction.set_rollback(True)
        assert visit(cache, HERE).origin == "hit"

    def test_leaves_no_row_once_the_cache_knows(self, cache):
        change_editions(portal_ids=[1, 2])
        assert not EditionChange.objects.exists()

    def test_of_thousands_of_portals_is_one_row(
        self, cache, django_assert_num_queries, monkeypatch
    ):
        with django_assert_num_queries(3), transaction.atomic():
            monkeypatch.setattr(cache_invalidation, "_apply", lambda *_, **__: None)
            change_editions(portal_ids=range(1, 5001))
        assert EditionChange.objects.get().portal_ids == list(range(1, 5001))

    def test_shows_the_last_copy_while_one_renders(self, cache, origin):
        visit(cache, HERE)
        change_editions(portal_ids=[1])
        seen = []
        origin.page = lambda environ: seen.append(visit(cache, HERE).origin) or "mới"
        assert visit(cache, HERE).text == "mới"
        assert seen == ["last"]

    def test_shows_no_last_copy_a_second_later(self, cache, origin, monkeypatch):
        monkeypatch.setattr(layer, "WAIT_SECONDS", 0.02)
        visit(cache, HERE)
        change_editions(portal_ids=[1])
        cache._clock = lambda: timezone.now().timestamp() + 1.1
        asked_within = []

        def page(environ):
            if not asked_within:
                asked_within.append(True)
                asked_within.append(visit(cache, HERE).origin)
            return "mới"

        origin.page = page
        visit(cache, HERE)
        assert asked_within[1] == "direct"

    def test_during_a_render_makes_its_page_useless(self, cache, origin):
        origin.page = lambda environ: change_editions(portal_ids=[1]) or "cũ"
        visit(cache, HERE)
        origin.page = lambda environ: "mới"
        assert visit(cache, HERE).text == "mới"

    def test_that_nobody_told_the_cache_is_found_in_the_outbox(self, cache, monkeypatch):
        visit(cache, HERE)
        with monkeypatch.context() as patch:
            patch.setattr(cache_invalidation, "_apply", lambda *_, **__: None)
            change_editions(portal_ids=[1])
        assert visit(cache, HERE).origin == "made"
        assert not EditionChange.objects.exists()

    def test_that_was_found_in_the_outbox_allows_no_last_copy(self, cache, origin, monkeypatch):
        monkeypatch.setattr(layer, "WAIT_SECONDS", 0.02)
        visit(cache, HERE), visit(cache, THERE)
        with monkeypatch.context() as patch:
            patch.setattr(cache_invalidation, "_apply", lambda *_, **__: None)
            change_editions(portal_ids=[1])
        seen = []

        def page(environ):
            if not seen:
                seen.append("")
                seen[0] = visit(cache, HERE).text
            return "mới"

        origin.page = page
        assert visit(cache, HERE).text == "mới"
        assert seen == ["mới"]
        assert visit(cache, THERE).origin == "hit"

    def test_that_is_noted_while_the_outbox_is_replayed_stays_in_it(self, cache, monkeypatch):
        """Another writer commits between the look into the outbox and its emptying."""
        monkeypatch.setattr(cache_invalidation, "_apply", lambda *_, **__: None)
        change_editions(portal_ids=[1])

        class Overtaken(Valkey):
            def run(self, work):
                change_editions(portal_ids=[2])
                return super().run(work)

        assert replay_outbox(now=timezone.now(), valkey=Overtaken(seconds=1)) == 1

        assert [row.portal_ids for row in EditionChange.objects.all()] == [[2]]

    def test_counts_as_mended_only_where_its_writer_had_time_to_tell(self, cache, monkeypatch):
        monkeypatch.setattr(cache_invalidation, "_apply", lambda *_, **__: None)
        now = timezone.now()
        for seconds in (0.1, 1.9, 2.1):
            change_editions(portal_ids=[1])
            EditionChange.objects.filter(pk=EditionChange.objects.latest("pk").pk).update(
                made_at=now - timedelta(seconds=seconds)
            )
        before = mended().get("changes of pages", 0)
        assert replay_outbox(now=now) == 3
        assert mended()["changes of pages"] == before + 1
        assert not EditionChange.objects.exists()

    def test_stays_in_the_outbox_while_the_cache_is_away(self, cache, valkey, monkeypatch):
        writers = Switch(seconds=1)
        monkeypatch.setattr(cache_invalidation, "writers", writers)
        writers.down = True
        change_editions(portal_ids=[1])
        with pytest.raises(Unreachable):
            replay_outbox(now=timezone.now(), valkey=writers)
        assert EditionChange.objects.exists()
        writers.down = False
        assert replay_outbox(now=timezone.now(), valkey=writers) == 1


class TestAWithdrawal:
    def test_allows_no_last_copy(self, cache, origin, monkeypatch):
        monkeypatch.setattr(layer, "WAIT_SECONDS", 0.02)
        origin.page = lambda environ: "tin bị thu hồi"
        visit(cache, HERE)
        change_editions(portal_ids=[1], forbid_stale=True)
        seen = []

        def page(environ):
            if not seen:
                seen.append("")
                seen[0] = visit(cache, HERE).text
            return "thông báo"

        origin.page = page
        visit(cache, HERE)
        assert seen == ["thông báo"]

    def test_holds_the_portal_s_pages_until_the_commit(self, cache):
        visit(cache, HERE), visit(cache, THERE)
        with transaction.atomic():
            change_editions(portal_ids=[1], forbid_stale=True)
            seen = [visit_elsewhere(cache, host).origin for host in (HERE, THERE)]
            assert seen == ["direct", "hit"]
        assert [visit(cache, HERE).origin for _time in range(2)] == ["made", "hit"]

    def test_is_held_as_long_as_another_is_being_committed(self, cache, valkey):
        visit(cache, HERE)
        with transaction.atomic():
            change_editions(portal_ids=[1], forbid_stale=True)
            change_editions(portal_ids=[1], forbid_stale=True)
            valkey.run(
                lambda session: cache_invalidation._tell(
                    valkey, [1], forbid_stale=True, release=True
                )
            )
            assert visit_elsewhere(cache, HERE).origin == "direct"
        assert [visit(cache, HERE).origin for _time in range(2)] == ["made", "hit"]


class TestALock:
    def test_that_was_lost_in_a_long_render_is_the_next_one_s(self, cache, origin, valkey):
        """The lock ends by its time while a page is rendered, and another process takes it."""
        names = []

        def page(environ):
            names.append(valkey.run(_lost_lock))
            return LONG

        origin.page = page
        for path, status in (("/lau/", "200 OK"), ("/lau-404/", "404 Not Found")):
            origin.status = status
            visit(cache, HERE, path)
            assert valkey.run(lambda session: session.call(("GET", names[-1]))) == [b"next"]

    def test_is_freed_by_whoever_holds_it_in_the_round_trip_that_stores(
        self, cache, connection, monkeypatch
    ):
        store = PageStore(connection)
        calls = []
        call = CacheSession.call
        monkeypatch.setattr(
            CacheSession, "call", lambda self, *all: calls.append(all) or call(self, *all)
        )
        lock = on_the_loop(store.claim("khoa"))
        assert on_the_loop(store.claim("khoa")) is None
        calls.clear()
        on_the_loop(store.put("khoa", made_of("200 OK", [], b"trang"), lock))
        assert len(calls) == 1
        again = on_the_loop(store.claim("khoa"))
        assert again not in (None, lock)
        on_the_loop(store.give_up("khoa", again))
        assert on_the_loop(store.claim("khoa"))


class TestWithoutTheCache:
    def test_pages_come_from_django(self, cache, connection, origin):
        connection.down = True
        for _time in range(5):
            answer = visit(cache, HERE, ACCEPT_ENCODING="gzip")
            assert (answer.status, answer.origin, answer.text) == (200, "direct", LONG)
            assert answer.headers["ETag"]

    def test_requests_stop_trying_after_three_failures(self, cache, connection, monkeypatch):
        tried = []
        monkeypatch.setattr(connection, "run", lambda work: tried.append(1) or _unreachable())
        for _time in range(10):
            visit(cache, HERE)
        assert len(tried) == 3

    def test_the_last_copy_takes_the_place_of_an_error(self, cache, origin):
        visit(cache, HERE)
        cache._clock = lambda: timezone.now().timestamp() + 61
        origin.status = "500 Oops"
        answer = visit(cache, HERE)
        assert (answer.status, answer.origin) == (200, "last")

    def test_no_last_copy_takes_the_place_of_an_error_after_a_withdrawal(self, cache, origin):
        visit(cache, HERE)
        change_editions(portal_ids=[1], forbid_stale=True)
        origin.status = "500 Oops"
        assert visit(cache, HERE).status == 500

    def test_a_restarted_server_is_not_believed(self, cache, connection):
        visit(cache, HERE)
        connection._session.namespace += "x"
        assert visit(cache, HERE).origin == "made"


class Stalling:
    """Passes bytes between clients and the cache server, until it is told to keep them."""

    def __init__(self, url: str) -> None:
        self.stalls = False
        self._url = url
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._ends: list[socket.socket] = [self._server]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._server.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(unquote(urlsplit(self._url).path))
                self._ends += [client, server]
                for here, there in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=(here, there), daemon=True).start()

    def _pass(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while text := here.recv(65536):
                if not self.stalls:
                    there.sendall(text)

    def close(self) -> None:
        for end in self._ends:
            end.close()


@pytest.fixture
def stalling(settings):
    """The way to the cache server leads through something that a test can make stall."""
    of_django = settings.CACHES["default"]
    made = Stalling(of_django["LOCATION"])
    number = parse_qs(urlsplit(of_django["LOCATION"]).query)["db"][0]
    address = f"redis://127.0.0.1:{made.port}/{number}"
    settings.CACHES = {"default": of_django | {"LOCATION": address}}
    yield made
    made.close()


class TestASlowCache:
    @pytest.fixture
    def slow(self, transactional_db, stalling, origin):
        return PageCache(
            served(origin),
            # Long enough that a busy machine does not pass for a slow cache.
            store=PageStore(CacheConnection(seconds=0.5)),
            valkey=Valkey(seconds=5),
            patience=PATIENCE,
            hosts=KnownHosts(lambda day: PORTALS),
            watch=OutboxWatch(every=0),
        )

    def test_holds_up_three_visitors_and_then_nobody(self, slow, stalling, origin):
        assert [visit(slow, HERE).origin for _time in range(2)] == ["made", "hit"]
        stalling.stalls = True
        answers = [visit(slow, HERE) for _time in range(6)]
        assert {(answer.status, answer.origin) for answer in answers} == {(200, "direct")}
        assert slow._breaker.lets_through() is False

    def test_that_is_cut_off_failed_once_however_many_were_waiting(self, slow, stalling):
        """Else a moment's silence would send everybody to Django for seconds."""
        assert visit(slow, HERE).origin == "made"
        stalling.stalls = True

        async def all_at_once():
            return await asyncio.gather(*(slow(request(HERE)) for _visitor in range(5)))

        answers = on_the_loop(all_at_once())
        assert {answer.header("X-Page-Cache") for answer in answers} == {"direct"}
        assert slow._breaker.lets_through()

    def test_is_used_again_when_it_answers(self, slow, stalling):
        stalling.stalls = True
        for _time in range(3):
            visit(slow, HERE)
        stalling.stalls = False
        slow._breaker._clock = lambda: time.monotonic() + 60
        assert [visit(slow, HERE).origin for _time in range(2)] == ["made", "hit"]

    def test_that_held_a_write_back_is_told_by_the_outbox(self, slow, stalling, monkeypatch):
        monkeypatch.setattr(cache_invalidation, "writers", Valkey(seconds=0.05))
        visit(slow, HERE)
        stalling.stalls = True
        change_editions(portal_ids=[1])
        assert EditionChange.objects.exists()
        stalling.stalls = False
        assert visit(slow, HERE).origin == "made"
        assert not EditionChange.objects.exists()


def _lost_lock(session):
    (names,) = session.call(("KEYS", f"{session.namespace}:lock:*"))
    (name,) = (name for name in names if session.call(("GET", name)) != [b"next"])
    session.call(("SET", name, "next", "PX", 5000))
    return name


def _unreachable():
    raise Unreachable("cut by the test")

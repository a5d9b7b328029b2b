"""A database that does not answer holds up the one who asks it, not all who read stored pages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError

from portals.pagecache.cache_connection import CacheConnection
from portals.pagecache.hosts import KnownHosts
from portals.pagecache.layer import PageCache
from portals.pagecache.outbox_watch import OutboxWatch
from portals.pagecache.page_store import PageStore

from .visiting import Origin, served, visit

PATIENCE = 30
HOST = "a.bacninh.localhost"


class SilentDatabase:
    """Is asked, and gives no answer before it fails, which is when the test says so."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.fails = threading.Event()
        self.is_silent = True

    def __call__(self, *_args: object, **_kwargs: object) -> int:
        self.asked.set()
        self.fails.wait(PATIENCE)
        self.is_silent = False
        raise OperationalError("away")

    @contextmanager
    def holding_up(self, asker: Callable[[], object]) -> Iterator[None]:
        """Another thread waits for this database as long as the block lasts."""
        first = threading.Thread(target=asker)
        first.start()
        try:
            assert self.asked.wait(PATIENCE)
            yield
        finally:
            self.fails.set()
            first.join()


class TestTheEyeOnTheOutbox:
    def test_lets_others_pass_while_one_waits_for_the_database(self) -> None:
        database = SilentDatabase()
        watch = OutboxWatch(replay=database)

        with database.holding_up(lambda: watch.look(None)):
            assert watch.look(None) is False
            assert database.is_silent

    @pytest.mark.django_db
    def test_does_not_ask_again_at_once_after_a_slow_failure(self) -> None:
        seconds, asked = [100.0], []

        def fail(**_: object) -> int:
            asked.append(seconds[0])
            seconds[0] += 1.5
            raise OperationalError("away")

        watch = OutboxWatch(every=1.0, replay=fail, clock=lambda: seconds[0])
        watch.look(None)
        watch.look(None)
        assert asked == [100.0]

        seconds[0] += 1.0
        watch.look(None)
        assert asked == [100.0, 102.5]


class TestAVisitor:
    def test_of_a_stored_page_waits_for_no_database(self, transactional_db) -> None:
        silent, away = SilentDatabase(), threading.Event()
        cache = PageCache(
            served(Origin()),
            store=PageStore(CacheConnection(seconds=5)),
            hosts=KnownHosts(lambda _day: {HOST: 1}),
            watch=OutboxWatch(every=0, replay=lambda **_: silent() if away.is_set() else 0),
        )
        visit(cache, HOST)
        away.set()
        assert visit(cache, HOST).origin == "hit"
        assert silent.is_silent
        silent.fails.set()


class TestKnownHosts:
    @pytest.mark.django_db
    def test_go_on_with_what_they_knew(self, monkeypatch) -> None:
        hosts, database = KnownHosts(), SilentDatabase()
        monkeypatch.setattr(hosts, "_load", lambda _day: {"a.example.vn": 1})
        assert hosts.portal_of("a.example.vn") == 1
        monkeypatch.setattr(hosts, "_load", database)

        with database.holding_up(lambda: hosts.portal_of("a.example.vn", edition="new")):
            assert hosts.portal_of("a.example.vn", edition="new") == 1
            assert database.is_silent

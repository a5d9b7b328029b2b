"""A database that does not answer holds up the one who asks it, not all who read stored pages."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from django.db import OperationalError

from portals.pagecache.hosts import KnownHosts
from portals.pagecache.watch import OutboxWatch

WAIT = 1.5


def slow_failure(**_kwargs: object) -> int:
    time.sleep(WAIT)
    raise OperationalError("away")


class TestTheEyeOnTheOutbox:
    def test_lets_others_pass_while_one_waits_for_the_database(self) -> None:
        watch = OutboxWatch(replay=slow_failure)
        first = threading.Thread(target=lambda: watch.look(None))
        first.start()
        time.sleep(0.1)
        started = time.monotonic()
        assert watch.look(None) is False
        assert time.monotonic() - started < WAIT / 2
        first.join()

    @pytest.mark.django_db
    def test_does_not_ask_again_at_once_after_a_slow_failure(self) -> None:
        asked = []

        def fail(**kwargs: object) -> int:
            asked.append(1)
            return slow_failure(**kwargs)

        watch = OutboxWatch(replay=fail)
        watch.look(None)
        watch.look(None)
        assert len(asked) == 1


class TestKnownHosts:
    @pytest.mark.django_db
    def test_go_on_with_what_they_knew(self, monkeypatch) -> None:
        hosts = KnownHosts()
        monkeypatch.setattr(hosts, "_load", lambda _day: {"a.example.vn": 1})
        assert hosts.portal_of("a.example.vn") == 1

        def slow(_day: date) -> dict[str, int]:
            return slow_failure()

        monkeypatch.setattr(hosts, "_load", slow)
        first = threading.Thread(target=lambda: hosts.portal_of("a.example.vn", edition="new"))
        first.start()
        time.sleep(0.1)
        started = time.monotonic()
        assert hosts.portal_of("a.example.vn", edition="new") == 1
        assert time.monotonic() - started < WAIT / 2
        first.join()

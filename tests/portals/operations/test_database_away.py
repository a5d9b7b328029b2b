"""PostgreSQL goes away, or hangs, under a running web server: readers read on, and nobody waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.conf import settings

from portals.services.daemons import wait_until
from portals.services.shares import Databases
from tests.factories import make_portal, published_story
from tests.support.lines import Line, line_to
from tests.support.processes import WebServer, web_server

# Behaviour, not speed: without the gate each of these takes five seconds and more, or never ends. A machine that others
# use takes two for what it has in store.
AT_ONCE = 4.0
# Until the watch has seen it: a second between questions, a second for an answer, two for a new connection.
NOTICED = 15.0


@pytest.fixture
def line(transactional_db: None) -> Iterator[Line]:
    folder = settings.DATABASES["default"]["HOST"]
    with line_to(f"{folder}/.s.PGSQL.5432") as found:
        yield found


@pytest.fixture
def served(line: Line, own_databases: Databases) -> Iterator[WebServer]:
    url = f"postgresql://portals_app@127.0.0.1:{line.port}/{own_databases.name}"
    with web_server(replace(own_databases, database_url=url), PORTALS_UNDER_TEST_POOL="4") as found:
        yield found


def timed[T](ask: Callable[[], T]) -> tuple[T, float]:
    began = time.monotonic()
    return ask(), time.monotonic() - began


@pytest.mark.parametrize("away", ["hang", "cut"])
def test_readers_read_on_and_operators_are_told(
    line: Line, served: WebServer, away: str, record_property
) -> None:
    portal = make_portal()
    published_story(portal)
    host, client = portal.site.hostname, served.http
    assert client.get(host).status == 200
    assert client.get("127.0.0.1", "/-/ready").status == 200

    getattr(line, away)()

    noticed, seconds = timed(
        lambda: wait_until(
            lambda: client.get("127.0.0.1", "/-/ready").status == 503, seconds=NOTICED
        )
    )
    assert noticed
    record_property("noticed", round(seconds, 2))
    for _ in range(10):
        page, seconds = timed(lambda: client.get(host))
        assert (page.status, page.headers["X-Page-Cache"]) in {(200, "hit"), (200, "last")}
        assert seconds < AT_ONCE
        record_property("stored page", round(seconds, 4))
    for path in ("/tim-kiem/?q=gi-do", "/lien-he/"):
        missed, seconds = timed(lambda path=path: client.get(host, path))
        assert missed.status == 503
        assert seconds < AT_ONCE
        record_property("missed page", round(seconds, 4))
    metrics, seconds = timed(lambda: client.get("127.0.0.1", "/metrics"))
    assert metrics.status == 200
    assert seconds < AT_ONCE
    record_property("metrics", round(seconds, 4))

    line.mend()

    assert wait_until(lambda: client.get("127.0.0.1", "/-/ready").status == 200, seconds=NOTICED)
    assert wait_until(lambda: client.get(host, "/tim-kiem/?q=gi-do").status == 200, seconds=NOTICED)

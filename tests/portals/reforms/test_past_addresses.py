"""An old address answers by itself or by one redirect, and no more; those of the ending portals alone are asked."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote, unquote

import pytest
from django.utils import timezone

from editorial.integrity_watch.old_addresses import some_addresses_of
from portals.reforms.old_addresses import what_is_wrong_at
from tests.factories import make_portal, published_story

LEADS = {
    "/một-bước/": "http://moi.example.vn/ở-đây/",
    "/hai-bước/": "/m%E1%BB%99t-b%C6%B0%E1%BB%9Bc/",
}


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0])
        if path in LEADS:
            self.send_response(301)
            self.send_header("Location", quote(LEADS[path], safe="/:%"))
        else:
            right = path == "/ở-đây/" and self.headers["Host"] in {
                "moi.example.vn",
                "cu.example.vn",
            }
            self.send_response(200 if right else 404)
        self.end_headers()

    def log_message(self, *_given: object) -> None:
        """What is asked here is nobody's to read."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_one_hop_and_no_more(port: int) -> None:
    assert what_is_wrong_at(("cu.example.vn", "/ở-đây/"), port) == ""
    assert what_is_wrong_at(("cu.example.vn", "/một-bước/"), port) == ""
    assert what_is_wrong_at(("cu.example.vn", "/hai-bước/"), port) == "cu.example.vn/hai-bước/: 301"
    assert what_is_wrong_at(("khac.example.vn", "/ở-đây/"), port).endswith(": 404")


def test_where_nothing_listens_is_wrong(port: int) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        free = server.server_port
    assert what_is_wrong_at(("cu.example.vn", "/"), free) == "cu.example.vn/: 0"


@pytest.mark.django_db
def test_addresses_are_of_these_portals_and_spread_over_them() -> None:
    one, other, third = make_portal(), make_portal(), make_portal()
    for portal in (one, other, third):
        published_story(portal)

    found = some_addresses_of([one.pk, other.pk], 10, timezone.now())

    hosts = [host for host, _path in found]
    assert sorted(hosts) == sorted([one.site.hostname, other.site.hostname] * 5)
    assert len(set(found)) == 10
    every = some_addresses_of([one.pk], 1000, timezone.now())
    assert {"/", "/robots.txt", "/rss.xml"} <= {path for _host, path in every}
    assert not [path for _host, path in every if path.endswith(".pdf")]

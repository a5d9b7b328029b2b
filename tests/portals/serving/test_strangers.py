"""Strangers who are slow or hasty, 64 of each kind: whoever reads a stored page is answered all the same.

The bound is generous, for it says that nobody is shut out; `manage.py bench attacks` has the times.
"""

import os
import time

import pytest

from portals.operations.bench.proxies import behind_caddy, behind_nginx, caddy, nginx
from portals.operations.bench.strangers import ALL_HERE
from portals.services.daemons import wait_until
from tests.factories import make_document, make_portal, published_story
from tests.support.http import HostClient
from tests.support.processes import running, web_server

STRANGERS = 64
WITHIN_SECONDS = 5
VISITS = 5
LARGE = 30 * 1024 * 1024
PROXIES = {"nginx": (nginx, behind_nginx), "caddy": (caddy, behind_caddy)}


@pytest.fixture(scope="module", params=["direct", *PROXIES])
def way(request):
    """How visitors come: straight to the application, or through one of the samples."""
    if request.param == "direct":
        return None
    program, behind = PROXIES[request.param]
    found = program()
    if found is None:
        message = f"NO {request.param.upper()}: its sample configuration was not attacked."
        if os.environ.get(f"REQUIRE_{request.param.upper()}") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return found, behind


@pytest.fixture
def served(transactional_db, own_databases, tmp_path, settings, way):
    """Two portals behind the door: its port, the one that is read, the one that is attacked, and its large file."""
    settings.MEDIA_ROOT = str(tmp_path)
    portal, other = make_portal(), make_portal()
    published_story(portal)
    document = make_document(other, content=os.urandom(LARGE), name="lon.pdf")
    published_story(other, body=[("file", {"document": document, "title": "Tệp lớn"})])
    with web_server(own_databases, MEDIA_ROOT=str(tmp_path)) as application:
        if way is None:
            yield application.port, portal, other, document
        else:
            program, behind = way
            with behind(program, application.port) as port:
                yield port, portal, other, document


KINDS = [
    ("half_sent_headers", "/"),
    ("bodies_that_never_come", "/-/csp"),
    ("bodies_that_never_come", "/huu-ich/{story}/"),
    ("slow_readers", "{file}"),
    ("pipelined", "/tim-kiem/"),
    ("misses", "/tim-kiem/"),
]


def test_readers_are_answered_while_strangers_hold_their_connections(served, tmp_path):
    port, portal, other, document = served
    host = portal.site.hostname
    client = HostClient(f"127.0.0.1:{port}", timeout=60)
    assert client.get(host).status == 200
    whole = client.get(other.site.hostname, document.url)
    assert (whole.status, len(whole.body)) == (200, LARGE)
    late = {}
    for kind, path in KINDS:
        address = path.format(story=1, file=document.url)
        command = [
            "-m", "portals.operations.bench.strangers", kind, str(port), other.site.hostname, address,
            str(STRANGERS),
        ]  # fmt: skip
        log = tmp_path / f"{kind}.log"
        with running(*command, env=os.environ, log=log):
            assert wait_until(lambda log=log: ALL_HERE in log.read_text(), seconds=30)
            for _visit in range(VISITS):
                started = time.monotonic()
                status = client.get(host).status
                seconds = time.monotonic() - started
                if status != 200 or seconds > WITHIN_SECONDS:
                    late[kind, path] = (status, seconds)
    assert late == {}

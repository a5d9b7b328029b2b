"""A burst of requests at the web server with the settings of an install: nobody gets an error."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from portals.operations.demo.processes import commands
from portals.services.daemons import wait_until
from tests.factories import make_portal, published_story
from tests.support.http import HostClient
from tests.support.processes import environment, free_port, running

REQUESTS = 300


@pytest.mark.asvs("15.2.2")
def test_300_requests_at_once_are_all_answered(transactional_db, own_databases, tmp_path):
    portal = make_portal()
    published_story(portal)
    host = portal.site.hostname
    port = free_port()
    env = environment(
        own_databases,
        PORTALS_PORT=str(port),
        PORTALS_FRONT_ADDRESS=f"127.0.0.1:{port}",
        PORTALS_UNDER_TEST_POOL="4",
    )
    client = HostClient(f"127.0.0.1:{port}", timeout=60)
    with running(*commands(port)["web"], env=env, log=tmp_path / "web.log") as web:
        assert wait_until(lambda: web.poll() is not None or _is_live(client), seconds=60)

        def ask(number: int) -> int:
            # Pages of Django's: the query makes each another one, and search is never the same.
            return client.get(host, f"/tim-kiem/?q=tin{number}").status

        with ThreadPoolExecutor(REQUESTS) as people:
            statuses = Counter(people.map(ask, range(REQUESTS)))
    assert statuses == {200: REQUESTS}


def _is_live(client: HostClient) -> bool:
    try:
        return client.get("127.0.0.1", "/-/live").status == 200
    except OSError:
        return False

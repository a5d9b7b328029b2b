"""A web server that is told to stop answers whoever it has let in, and takes nobody more."""

import signal
import threading
import time

from portals.operations.demo.processes import commands
from portals.services.daemons import wait_until
from tests.support.http import HostClient
from tests.support.processes import environment, free_port, running
from tests.support.slow_page import SECONDS


def test_a_page_under_way_is_answered_before_the_end(own_databases, tmp_path):
    port = free_port()
    *options, _application = commands(port)["web"]
    client = HostClient(f"127.0.0.1:{port}", timeout=30)
    statuses: list[int] = []
    with running(
        *options,
        "tests.support.slow_page:application",
        env=environment(own_databases),
        log=tmp_path / "web.log",
    ) as web:
        assert wait_until(lambda: web.poll() is not None or _answers(client), seconds=60)
        visitor = threading.Thread(
            target=lambda: statuses.append(client.get("a.example.vn", "/slow/").status)
        )
        visitor.start()
        time.sleep(SECONDS / 4)

        web.send_signal(signal.SIGTERM)
        visitor.join()

        assert statuses == [200]
        assert web.wait(30) == 0
        assert not _answers(client)


def _answers(client: HostClient) -> bool:
    try:
        return client.get("a.example.vn", "/").status == 200
    except OSError:
        return False

"""Two web nodes, workers apart, two clocks, PgBouncer and a bucket: one install, whichever of its parts is away."""

from __future__ import annotations

import os
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django_rq
import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import StoryPage
from editorial.placements.actions import withdraw_story
from portals.models import Portal
from portals.operations.bench.proxies import behind_nginx, nginx
from portals.operations.clockwork import LEASE
from portals.services.daemons import wait_until
from portals.services.shares import Databases
from portals.serving.command import granian
from tests.factories import make_image, published_story
from tests.support.bucket import bucket_server, kept_in
from tests.support.http import HostClient
from tests.support.patience import come_true
from tests.support.pgbouncer import pooled_databases
from tests.support.processes import environment, free_port, listens, running
from tests.support.visiting import visit
from tests.syndication.casts import make_cast, send

PICTURE = re.compile(r'<img[^>]* src="([^"]+/renditions/[^"]+)"')
WORKER = ("--worker-class", "portals.jobs.workers.SteadyWorker")
# The first may be away: whatever waits for a person or a deadline has another.
WORKERS = (("default",), ("default", "mail", "routine", "wagtail"))


@dataclass
class Reading:
    """Visitors before the front, one request after another until the block ends."""

    port: int
    asked: list[tuple[str, str]]
    answers: Counter[int | str] = field(default_factory=Counter)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        over = threading.Event()
        thread = threading.Thread(target=self._read, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def more(self) -> None:
        """Wait until each address was asked for again."""
        wanted = self.answers.total() + 2 * len(self.asked)
        assert come_true(lambda: self.answers.total() >= wanted, progress=self.answers.total)

    def _read(self, over: threading.Event) -> None:
        client = HostClient(f"127.0.0.1:{self.port}", timeout=30)
        while not over.is_set():
            for host, path in self.asked:
                try:
                    self.answers[client.get(host, path).status] += 1
                except OSError as error:
                    self.answers[type(error).__name__] += 1
                over.wait(0.05)


@dataclass
class Nodes:
    """The install's web nodes, each at a port of its own."""

    env: dict[str, str]
    folder: Path
    ports: tuple[int, int]
    _up: dict[int, ExitStack] = field(default_factory=dict)

    def start(self, port: int) -> None:
        stack = self._up[port] = ExitStack()
        log = self.folder / f"web-{port}.log"
        process = stack.enter_context(running(*granian(port, workers=1), env=self.env, log=log))
        up = come_true(lambda: listens(port) or process.poll() is not None, progress=log.read_text)
        assert up, log.read_text()
        assert process.poll() is None, log.read_text()
        assert soon(lambda: self.ask(port, "127.0.0.1", "/-/ready").status == 200)

    def stop(self, port: int) -> None:
        self._up.pop(port).close()

    def close(self) -> None:
        for port in list(self._up):
            self.stop(port)

    def ask(self, port: int, host: str, path: str) -> Any:
        return HostClient(f"127.0.0.1:{port}").get(host, path)

    def all_show(self, portal: Portal, story: StoryPage) -> bool:
        pages = [self.ask(port, portal.site.hostname, "/tin-tuc/").text for port in self._up]
        return all(story.title in page for page in pages)

    def none_shows(self, portal: Portal, story: StoryPage) -> bool:
        host, path = portal.site.hostname, story.public_path()
        return all(self.ask(port, host, path).status == 410 for port in self._up)


def soon(true: Callable[[], bool]) -> bool:
    """Wait as long as a process may take to start on a machine that others use."""
    return wait_until(true, seconds=120)


def leader() -> bytes | None:
    found: bytes | None = django_rq.get_connection("default").get(LEASE)
    return found


def test_parts_of_one_install_come_and_go_while_it_is_read(
    transactional_db: None, own_databases: Databases, settings: Any, tmp_path: Path
) -> None:
    program = nginx()
    if program is None:
        assert os.environ.get("REQUIRE_NGINX") != "1"
        pytest.skip("NO NGINX: several nodes were not tried.")
    with ExitStack() as stack:
        bucket = stack.enter_context(bucket_server())
        settings.STORAGES = kept_in(bucket)
        pooled = stack.enter_context(pooled_databases(own_databases))
        cast = make_cast()
        commune = cast.communes[0]
        shown = published_story(
            cast.portal, lead_image=make_image(cast.portal), lead_image_alt="Cầu"
        )
        html = visit(cast.portal, shown.public_path()).content.decode()
        picture = PICTURE.findall(html)[0]

        ports = free_port(), free_port()
        env = environment(
            pooled, DATABASE_POOLER="transaction", STORAGE_URL=bucket, PORTALS_SCHEME="http",
            PORTALS_FRONT_ADDRESS=f"127.0.0.1:{ports[0]}",
        )  # fmt: skip
        workers = [ExitStack() for _ in WORKERS]
        for number, queues in enumerate(WORKERS):
            stack.enter_context(workers[number])
            workers[number].enter_context(
                running(
                    "manage.py", "rqworker", *queues, *WORKER, env=env, log=tmp_path / f"w{number}"
                )
            )
        clocks = [ExitStack() for _ in range(2)]
        for number, clock in enumerate(clocks):
            stack.enter_context(clock)
            clock.enter_context(
                running(
                    *("manage.py", "rqcron", "portals.jobs.rqcron"),
                    env=env,
                    log=tmp_path / f"c{number}",
                )
            )
            # Whoever comes first leads.
            assert soon(lambda: leader() is not None)
        nodes = Nodes(env, tmp_path, ports)
        stack.callback(nodes.close)
        for port in ports:
            nodes.start(port)

        def both(sample: str) -> str:
            servers = " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in ports)
            return sample.replace(f"server 127.0.0.1:{ports[0]};", servers)

        front = stack.enter_context(behind_nginx(program, ports[0], both))
        pages = [(portal.site.hostname, "/") for portal in (cast.portal, commune)]
        reading = Reading(front, [*pages, (cast.portal.site.hostname, picture)])
        with reading.going_on():
            reading.more()
            for node, worker in zip(ports, workers, strict=True):
                story = published_story(cast.portal, title=f"Tin gửi khi thiếu một nút {node}")
                nodes.stop(node)
                if worker is workers[0]:
                    worker.close()
                    first = leader()
                    clocks[0].close()
                send(story, cast.head)
                assert soon(lambda story=story: nodes.all_show(commune, story))
                reading.more()
                nodes.start(node)
                assert nodes.all_show(commune, story), "the node that came back"
            assert soon(lambda: leader() not in {None, first}), "the other clock leads"
            withdraw_story(
                story=story,
                kind=RemovalKind.WITHDRAWN,
                reason="Nhầm",
                actor=cast.head,
                now=timezone.now(),
            )
            assert soon(lambda: nodes.none_shows(cast.portal, story))
            reading.more()
        assert set(reading.answers) == {200}, reading.answers
        served = nodes.ask(ports[1], cast.portal.site.hostname, picture)
        assert served.headers["Content-Type"].startswith("image/")

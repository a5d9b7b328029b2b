"""How fast pages come, rendered and stored, and how fast a search answers."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test import Client
from tqdm import tqdm

from editorial.models import Placement
from editorial.search.stories import Order, find_stories
from portals.addresses import main_hostname
from portals.services import ServicesRefused
from portals.services.daemons import wait_until

from .measure import Cast, Measured, counted, median_seconds
from .scratch import free_port, listens, web_command
from .stories import COMMON_WORD, RARE_WORD

CONNECTIONS = 8
START_SECONDS = 60.0
RUNS = 20
FULL, BARE = "portals.wsgi:application", "scoring.bench.uncached:application"
# The same rows without their order of lists, their marks or their count.
_BARE_SEARCH = """
    SELECT p.id FROM editorial_placement p JOIN editorial_storytext t ON t.story_id = p.story_id
    WHERE p.portal_id = %s AND p.removed_at IS NULL
      AND t.document @@ websearch_to_tsquery('vi', %s)
    ORDER BY p.placed_at DESC LIMIT 20
"""


def measure_pages(cast: Cast) -> list[Measured]:
    """Seconds a page of a busy server: home and story, rendered (baseline: none) and stored (baseline: rendered)."""
    host = main_hostname(cast.province)
    newest = Placement.objects.standing().on(cast.province).newest_first().for_lists()[0]
    paths = {"home": "/", "story": newest.path}
    rates: dict[tuple[str, str], float] = {}
    bar = tqdm(total=2 * len(paths), desc="pages", disable=None)
    for kind, application in (("uncached", BARE), ("cached", FULL)):
        with _served(application) as port:
            for name, path in paths.items():
                rates[name, kind] = _rate(port, host, path, cast.seconds)
                bar.update()
    bar.close()
    found = []
    for (name, kind), rate in rates.items():
        found.append(
            Measured(
                name=f"pages.{name}.{kind}",
                ours_seconds=1 / rate,
                baseline_seconds=1 / rates[name, "uncached"] if kind == "cached" else None,
                queries=_queries(host, paths[name]) if kind == "uncached" else 0,
                more={"requests_a_second": rate, "client": "wrk" if _wrk() else "python"},
            )
        )
    return found


def measure_search(cast: Cast) -> list[Measured]:
    """One portal's search: a rare word, one that every story has, and that one by rank."""
    asked = {
        "rare": (RARE_WORD, Order.NEWEST),
        "common": (COMMON_WORD, Order.NEWEST),
        "common_by_rank": (COMMON_WORD, Order.RANK),
    }
    found = []
    for name, (text, order) in tqdm(asked.items(), desc="search", disable=None):
        with counted() as count:
            total = find_stories(cast.province, text, order=order).total

        def ours(text: str = text, order: Order = order) -> None:
            find_stories(cast.province, text, order=order)

        def bare(text: str = text) -> None:
            with connection.cursor() as cursor:
                cursor.execute(_BARE_SEARCH, [cast.province.pk, text])
                cursor.fetchall()

        found.append(
            Measured(
                name=f"search.{name}",
                ours_seconds=median_seconds(ours, times=RUNS),
                baseline_seconds=median_seconds(bare, times=RUNS),
                queries=count.queries,
                more={"found": total},
            )
        )
    return found


@contextmanager
def _served(application: str) -> Iterator[int]:
    port = free_port()
    web = subprocess.Popen(
        web_command(port, application),
        cwd=settings.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        if not wait_until(lambda: listens(port), seconds=START_SECONDS):
            raise ServicesRefused("The web server did not answer.")
        yield port
    finally:
        web.terminate()
        web.wait()


def _wrk() -> str | None:
    return shutil.which("wrk")


def _rate(port: int, host: str, path: str, seconds: int) -> float:
    """Requests a second; only answers of 200 count."""
    for _ in range(2 * CONNECTIONS):
        _get(port, host, path)
    program = _wrk()
    return (
        _rate_of_wrk(program, port, host, path, seconds)
        if program
        else _rate_of_python(port, host, path, seconds)
    )


def _rate_of_wrk(program: str, port: int, host: str, path: str, seconds: int) -> float:
    done = subprocess.run(
        [
            program, "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", f"Host: {host}",
            f"http://127.0.0.1:{port}{path}",
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    if "Non-2xx" in done.stdout:
        raise ServicesRefused(f"{host}{path} did not always answer 200:\n{done.stdout}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if rate is None:
        raise ServicesRefused(f"wrk did not say its rate:\n{done.stdout}")
    return float(rate[1])


def _rate_of_python(port: int, host: str, path: str, seconds: int) -> float:
    deadline = time.monotonic() + seconds

    def visit(_number: int) -> int:
        count = 0
        while time.monotonic() < deadline:
            _get(port, host, path)
            count += 1
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(visit, range(CONNECTIONS))) / seconds


def _get(port: int, host: str, path: str) -> None:
    connected = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connected.request("GET", path, headers={"Host": host})
        answer = connected.getresponse()
        answer.read()
    finally:
        connected.close()
    if answer.status != http.client.OK:
        raise ServicesRefused(f"{host}{path} answered {answer.status}.")


def _queries(host: str, path: str) -> int:
    client = Client(headers={"host": host})
    client.get(path)
    with counted() as count:
        client.get(path)
    return count.queries

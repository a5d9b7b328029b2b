"""What a reader of stored pages notices while strangers hold or flood the door: before, and during each attack."""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from tqdm import tqdm

from editorial.models import Placement, PortalDocument, PublishedFile
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.bench.measure import Cast, Measured
from portals.operations.bench.proxies import behind_caddy, behind_nginx, caddy, nginx
from portals.operations.bench.serving import served
from portals.operations.bench.table import BenchResult, TableRow, ms

READERS = 2
PAUSE_SECONDS = 0.02
# Where a reader gives up, and what is then counted for the visit.
LONGEST_SECONDS = 10.0
SETTLE_SECONDS = 2.0
LARGE = 30 * 1024 * 1024
# 99 of 100 visits while strangers hold or flood the door.
MOST_SECONDS_DIRECT, MOST_SECONDS_BEHIND = 2.0, 0.2
LARGE_FILE = "documents/bench-large.pdf"


@dataclass(frozen=True, slots=True)
class Attack:
    """Strangers of one kind, how many, and what they ask for."""

    kind: str
    count: int
    path: str

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.path}"


ATTACKS = (
    Attack("half_sent_headers", 300, "/"),
    Attack("bodies_that_never_come", 64, "/-/csp"),
    Attack("bodies_that_never_come", 64, "/huu-ich/{story}/"),
    Attack("slow_readers", 64, "{file}"),
    Attack("pipelined", 64, "/tim-kiem/"),
    Attack("misses", 64, "/tim-kiem/"),
    Attack("misses", 64, "/"),
)


@dataclass(frozen=True, slots=True)
class ReadersWait:
    """What readers waited, in order, and how many visits brought no page."""

    waited: list[float]
    failed: int

    def part(self, of_hundred: int) -> float:
        return statistics.quantiles(self.waited, n=100, method="inclusive")[of_hundred - 1]


def measure_attacks(cast: Cast) -> list[Measured]:
    """Seconds of a stored page (99 of 100 visits) during each attack, beside those before it.

    Straight at the application, and through the samples of those proxies that are installed.
    """
    host = main_hostname(Portal.objects.exclude(pk=cast.province.pk).order_by("pk")[0])
    attacked = main_hostname(cast.province)
    story = Placement.objects.standing().on(cast.province).newest_first().for_lists()[0].story_id
    paths = {"story": story, "file": _large_file(cast.province, story)}
    found = []
    with ExitStack() as stack:
        media = Path(stack.enter_context(TemporaryDirectory(prefix="bench-media-")))
        (media / LARGE_FILE).parent.mkdir()
        (media / LARGE_FILE).write_bytes(os.urandom(LARGE))
        server = stack.enter_context(served(workers=cast.workers, env={"MEDIA_ROOT": str(media)}))
        server.warm_up(host, "/")
        ways = {"direct": server.port}
        if program := nginx():
            ways["nginx"] = stack.enter_context(behind_nginx(program, server.port))
        if program := caddy():
            ways["caddy"] = stack.enter_context(behind_caddy(program, server.port))
        bar = tqdm(total=len(ways) * len(ATTACKS), desc="attacks", disable=None)
        for way, port in ways.items():
            for attack in ATTACKS:
                before = _read(port, host, cast.seconds)
                with _strangers(attack, port, attacked, attack.path.format(**paths)):
                    during = _read(port, host, cast.seconds)
                found.append(_measured(way, attack, before, during))
                bar.update()
        bar.close()
    return found


def _large_file(portal: Portal, story_id: int) -> str:
    """Publish the large file with a story; return its address."""
    document = PortalDocument.objects.create(
        title="bench", file=LARGE_FILE, file_size=LARGE, collection=portal.collection
    )
    PublishedFile.objects.create(page_id=story_id, document=document)
    return str(document.url)


def _measured(way: str, attack: Attack, before: ReadersWait, during: ReadersWait) -> Measured:
    return Measured(
        name=f"attacks.{way}.{attack.name}",
        ours_seconds=during.part(99),
        baseline_seconds=before.part(99),
        more={
            "strangers": attack.count,
            "median_seconds": during.part(50),
            "baseline_median_seconds": before.part(50),
            "visits": len(during.waited),
            "failed": during.failed,
        },
    )


@contextmanager
def _strangers(attack: Attack, port: int, host: str, path: str) -> Iterator[None]:
    command = [
        sys.executable, "-m", "portals.operations.bench.strangers", attack.kind, str(port), host,
        path, str(attack.count),
    ]  # fmt: skip
    # The bench's own output may be JSON.
    process = subprocess.Popen(
        command, cwd=settings.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        time.sleep(SETTLE_SECONDS)
        yield
    finally:
        process.kill()
        process.wait()


def _read(port: int, host: str, seconds: float) -> ReadersWait:
    """Visit the home page again and again, by a new connection each time."""
    deadline = time.monotonic() + seconds

    def visit(_reader: int) -> list[tuple[float, bool]]:
        visits = []
        while time.monotonic() < deadline:
            started = time.perf_counter()
            came = _comes(port, host)
            visits.append((min(time.perf_counter() - started, LONGEST_SECONDS), came))
            time.sleep(PAUSE_SECONDS)
        return visits

    with ThreadPoolExecutor(READERS) as readers:
        visits = [one for some in readers.map(visit, range(READERS)) for one in some]
    waited = sorted(seconds for seconds, _came in visits)
    # A single visit that never ended is all there is to say.
    return ReadersWait(
        waited if len(waited) > 1 else waited * 2, sum(not came for _, came in visits)
    )


def _comes(port: int, host: str) -> bool:
    connected = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_SECONDS)
    try:
        connected.request("GET", "/", headers={"Host": host, "Accept-Encoding": "gzip"})
        answer = connected.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connected.close()
    return answer.status == http.client.OK


def attack_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    way, _dot, attack = name.partition(".")
    kind, _colon, path = attack.partition(":")
    most = MOST_SECONDS_DIRECT if way == "direct" else MOST_SECONDS_BEHIND
    before = f"{ms(one['baseline_median_seconds'])} / {ms(one['baseline_seconds'])}"
    failed = f", {one['failed']} of {one['visits']} failed" if one["failed"] else ""
    yield TableRow(
        what=f"Stored page, {way}: {one['strangers']} {kind.replace('_', ' ')} ({path})",
        limit=f"{before} before",
        ours=f"{ms(one['median_seconds'])} / {ms(one['ours_seconds'])}{failed}",
        target=ms(most),
        met=one["ours_seconds"] <= most and not one["failed"],
    )

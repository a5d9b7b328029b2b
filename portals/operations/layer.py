"""The outermost layer: gives each request its id, counts and logs it, and answers what operators ask.

`/-/live` and `/-/ready` answer on every host, also on a bare IP address, before anything asks which host that is.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
import logging
import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import structlog
from django import db
from django.conf import settings

from portals.pagecache.hosts import KnownHosts
from portals.pagecache.request_key import is_never_stored
from portals.serving.answers import Answer, Environ, Handler, refusal
from portals.serving.aside import Aside
from portals.serving.bodies import BODY, Body, BodyBounds, Refused, WentAway
from portals.visits import VISITS
from portals.visits.counting import VisitCounter
from portals.visits.files import FilesSeen

from . import POLICY_REPORTS, without_secret
from .health import Readiness
from .metrics import ProcessTotal, RequestCounts, text
from .policy_reports import LARGEST, PolicyReports

logger = structlog.get_logger(__name__)
access_log = logging.getLogger("portals.access")

SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
LIVE, READY, METRICS = "/-/live", "/-/ready", "/metrics"
# Whether a certificate may be had for a host: a proxy on this machine asks, before it asks an authority.
ASK = "/-/ask"
# A proxy asks while somebody waits for their connection.
ASK_SECONDS = 5
REPORTS = BodyBounds(most=LARGEST, seconds=2, pause=2)
FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)
# A picture of one dot that cannot be seen: how browsers without script say that they show a page.
DOT = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "[::1]", "localhost"})


class Operations:
    """Wraps what answers visitors. What asks a server that may not answer is done aside, in threads of its own."""

    def __init__(
        self,
        handler: Handler,
        *,
        readiness: Readiness | None = None,
        visits: VisitCounter | None = None,
        hosts: KnownHosts | None = None,
    ) -> None:
        self._handler = handler
        self._readiness = readiness or Readiness()
        self._counts = RequestCounts()
        # Whether it was said that counting fails; once for each process.
        self._uncounted = False
        self._policy_reports = PolicyReports()
        self._visits = visits or VisitCounter()
        self._asking = Aside[tuple[bool, dict[str, Any]]]("readiness")
        self._counting = Aside[str]("metrics")
        self._seeing = ThreadPoolExecutor(1, thread_name_prefix="visits")
        self._hosts = hosts or KnownHosts()
        self._reading_hosts = Aside[bool]("hosts")
        self._files = FilesSeen(self._visits)

    async def __call__(self, environ: Environ) -> Answer:
        started = time.perf_counter()
        request_id = id_of(environ)
        environ["HTTP_X_REQUEST_ID"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status, page = "500", None
        try:
            answer = await self._answer(environ)
            status, page = answer.status[:3], answer.header("X-Page-Cache")
            answer.headers.append(("X-Request-ID", request_id))
            return answer
        except WentAway:
            # As nginx has it.
            status = "499"
            raise
        finally:
            seconds = time.perf_counter() - started
            self._count(environ, status, seconds, page)
            if settings.PORTALS_ACCESS_LOG:
                log_access(environ, status, seconds, page, request_id)

    def _count(self, environ: Environ, status: str, seconds: float, page: str | None) -> None:
        """Count an answer. Where that fails, as without the folder of the counts, the answer is given all the same."""
        try:
            self._counts.add(kind=request_kind(environ), status=status, seconds=seconds, page=page)
        except Exception:
            if not self._uncounted:
                self._uncounted = True
                logger.exception("operations.uncounted")

    async def _answer(self, environ: Environ) -> Answer:
        path = environ.get("PATH_INFO", "")
        if path == LIVE:
            return _say("200 OK", json.dumps({"live": True}))
        if path == READY:
            return await self._is_ready()
        if path == POLICY_REPORTS:
            return await self._report(environ)
        if path == ASK and is_this_machine(environ):
            return await self._may_have_certificate(environ)
        if path.startswith(VISITS):
            loop = asyncio.get_running_loop()
            status = await loop.run_in_executor(self._seeing, self._visits.take, environ)
            return _dot() if status.startswith("200") else _nothing(status)
        if path == METRICS and is_operator(environ):
            numbers = await self._counting.run(
                lambda: text(self._counts, self._others()), patience=None
            )
            return _say("200 OK", numbers or "", "text/plain; version=0.0.4; charset=utf-8")
        answer = await self._handler(environ)
        self._files.see(environ, answer.status)
        return answer

    async def _may_have_certificate(self, environ: Environ) -> Answer:
        """Say for `?domain=` whether the install answers to that host: 200, 404, or 503 where nothing is decided.

        Any stranger who connects makes a proxy ask, by a name of their own making: hosts are read
        once a minute for all.
        """
        (hostname, *_more) = parse_qs(environ.get("QUERY_STRING", "")).get("domain", [""])
        hostname = hostname.lower()
        if hostname == settings.PORTALS_ADMIN_HOST:
            return _nothing("200 OK")
        if self._hosts.is_old(None):
            with suppress(db.Error):
                await self._reading_hosts.run(self._read_hosts, patience=ASK_SECONDS)
        if not self._hosts.knows_some:
            # Who asks comes again.
            return _nothing("503 Service Unavailable")
        is_ours = self._hosts.last_known(hostname) is not None
        return _nothing("200 OK" if is_ours else "404 Not Found")

    def _read_hosts(self) -> bool:
        return self._hosts.portal_of("") is None

    async def _is_ready(self) -> Answer:
        report = await self._asking.run(self._readiness.report, patience=None)
        ready, told = report or (False, {})
        return _say("200 OK" if ready else "503 Service Unavailable", json.dumps(told))

    async def _report(self, environ: Environ) -> Answer:
        """Take in what a browser tells, if all of it comes at once."""
        body: Body | None = environ.get(BODY)
        if body is not None and environ["REQUEST_METHOD"] == "POST":
            try:
                environ["wsgi.input"] = await body.taken(environ, REPORTS)
            except Refused as refused:
                return refusal(refused.status, ("Connection", "close"))
        return _nothing(self._policy_reports.take(environ))

    def _others(self) -> list[ProcessTotal]:
        return [
            ProcessTotal(
                "portals_csp_reports_total",
                "What browsers kept from loading.",
                self._policy_reports.count,
            ),
            ProcessTotal("portals_views_lost_total", "Page views not counted.", self._visits.lost),
        ]


def id_of(environ: Environ) -> str:
    """Return the id that a proxy gave the request, if it looks like one, else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if SANE_ID.fullmatch(given) else secrets.token_hex(8)


def request_kind(environ: Environ) -> str:
    path = environ.get("PATH_INFO", "")
    if path in {LIVE, READY, METRICS, ASK, POLICY_REPORTS}:
        return "operations"
    if path.startswith(VISITS):
        return "visit"
    if is_never_stored(path):
        return "file"
    hostname = environ.get("HTTP_HOST", "").partition(":")[0].lower()
    return "admin" if hostname == settings.PORTALS_ADMIN_HOST else "public"


def is_operator(environ: Environ) -> bool:
    """Whether the one who asks may know the numbers: by the token of the environment, or on this machine itself.

    A proxy on this machine comes from loopback too, so what was passed on, or names a portal, is not local.
    """
    token = settings.PORTALS_METRICS_TOKEN
    given = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    return is_this_machine(environ)


def is_this_machine(environ: Environ) -> bool:
    """Whether a program of this machine asks by a loopback address, and passes on nothing that somebody else asked."""
    host = environ.get("HTTP_HOST", "").lower()
    host = host if host.endswith("]") else host.rpartition(":")[0] or host
    passed_on = any(name in environ for name in FORWARDED)
    return host in LOOPBACK_HOSTS and not passed_on and _is_loopback(environ.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def log_access(
    environ: Environ, status: str, seconds: float, page: str | None, request_id: str
) -> None:
    """Write one line: nothing of who asked, and nothing of a query, which holds what people look for."""
    access_log.info(
        json.dumps(
            {
                "event": "request",
                "method": environ.get("REQUEST_METHOD", ""),
                "host": environ.get("HTTP_HOST", ""),
                "path": without_secret(environ.get("PATH_INFO", "")),
                "status": int(status),
                "ms": round(seconds * 1000, 2),
                "page": page,
                "request_id": request_id,
                "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            },
            ensure_ascii=False,
        )
    )


def _say(status: str, body: str, kind: str = "application/json") -> Answer:
    content = body.encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
    ]
    return Answer(status, headers, content)


def _dot() -> Answer:
    headers = [
        ("Content-Type", "image/gif"),
        ("Content-Length", str(len(DOT))),
        ("Cache-Control", "no-store"),
    ]
    return Answer("200 OK", headers, DOT)


def _nothing(status: str) -> Answer:
    return Answer(status, [("Content-Length", "0")])

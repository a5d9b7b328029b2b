"""The outermost WSGI layer: gives each request its id, counts and logs it, and answers what operators ask.

`/-/live` and `/-/ready` answer on every host, also on a bare IP address, before anything asks which host that is.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.conf import settings

from portals.visits import VISITS
from portals.visits.counting import VisitCounter

from . import POLICY_REPORTS, SECRET_PATHS
from .health import Readiness
from .metrics import Counts, Total, text
from .policy_reports import PolicyReports

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]

access_log = logging.getLogger("portals.access")

SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
LIVE, READY, METRICS = "/-/live", "/-/ready", "/metrics"
FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "[::1]", "localhost"})


class Operations:
    """Wraps the application of the portals."""

    def __init__(
        self,
        application: Application,
        *,
        readiness: Readiness | None = None,
        visits: VisitCounter | None = None,
    ) -> None:
        self._application = application
        self._readiness = readiness or Readiness()
        self._counts = Counts()
        self._policy_reports = PolicyReports()
        self._visits = visits or VisitCounter()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request_id = id_of(environ)
        environ["HTTP_X_REQUEST_ID"] = request_id
        # Threads are used again; the id of the request before must not stand in this one's lines.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        told = ["500", None]

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            told[0] = status[:3]
            told[1] = next((value for name, value in headers if name == "X-Page-Cache"), None)
            return start_response(status, [*headers, ("X-Request-ID", request_id)], *rest)

        try:
            return self._answer(environ, start)
        finally:
            seconds = time.perf_counter() - started
            self._counts.add(
                kind=kind_of(environ), status=str(told[0]), seconds=seconds, page=told[1]
            )
            if settings.PORTALS_ACCESS_LOG:
                log_access(environ, str(told[0]), seconds, told[1], request_id)

    def _answer(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == LIVE:
            return _say(start, "200 OK", json.dumps({"live": True}))
        if path == READY:
            ready, report = self._readiness.report()
            status = "200 OK" if ready else "503 Service Unavailable"
            return _say(start, status, json.dumps(report))
        if path == POLICY_REPORTS:
            start(self._policy_reports.take(environ), [("Content-Length", "0")])
            return []
        if path.startswith(VISITS):
            start(self._visits.take(environ), [("Content-Length", "0")])
            return []
        if path == METRICS and is_operator(environ):
            kind = "text/plain; version=0.0.4; charset=utf-8"
            return _say(start, "200 OK", text(self._counts, self._others()), kind)
        return self._application(environ, start)

    def _others(self) -> list[Total]:
        return [
            Total(
                "portals_csp_reports_total",
                "What browsers kept from loading.",
                self._policy_reports.count,
            ),
            Total("portals_views_lost_total", "Page views not counted.", self._visits.lost),
        ]


def id_of(environ: Environ) -> str:
    """Return the id that a proxy gave the request, if it looks like one, else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if SANE_ID.fullmatch(given) else secrets.token_hex(8)


def kind_of(environ: Environ) -> str:
    path = environ.get("PATH_INFO", "")
    if path in {LIVE, READY, METRICS, POLICY_REPORTS}:
        return "operations"
    if path.startswith(VISITS):
        return "visit"
    if path.startswith(settings.PORTALS_UNSTORED_PATHS):
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
    path = environ.get("PATH_INFO", "")
    for secret in SECRET_PATHS:
        if path.startswith(secret):
            path = secret
    access_log.info(
        json.dumps(
            {
                "event": "request",
                "method": environ.get("REQUEST_METHOD", ""),
                "host": environ.get("HTTP_HOST", ""),
                "path": path,
                "status": int(status),
                "ms": round(seconds * 1000, 2),
                "page": page,
                "request_id": request_id,
                "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            },
            ensure_ascii=False,
        )
    )


def _say(
    start: StartResponse, status: str, body: str, kind: str = "application/json"
) -> list[bytes]:
    content = body.encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
    ]
    start(status, headers)
    return [content]

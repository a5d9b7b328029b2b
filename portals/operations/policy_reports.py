"""Where browsers report what the content security policy kept them from loading.

On a page of ours nothing is ever kept back, so a report is a sign of something planted, or of a fault of ours.
"""

from __future__ import annotations

import json
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import structlog

from portals.numbers import id_in
from portals.serving.answers import Environ

from . import without_secret

logger = structlog.get_logger(__name__)

LARGEST = 8 * 1024
# Anybody can send reports, so only so many are written down; all are counted.
MOST_A_MINUTE = 30


class PolicyReports:
    """Counts reports and logs some. One for each process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._logged = 0
        self.count = 0

    def take(self, environ: Environ) -> str:
        """Read the report that a browser posted, and return the status of the answer."""
        if environ.get("REQUEST_METHOD") != "POST":
            return "405 Method Not Allowed"
        length = id_in(str(environ.get("CONTENT_LENGTH") or ""))
        if length is None or length > LARGEST:
            return "413 Content Too Large"
        try:
            told = json.loads(environ["wsgi.input"].read(length))
        except (ValueError, UnicodeDecodeError):
            return "400 Bad Request"
        for report in reports_in(told):
            self._note(environ, report)
        return "204 No Content"

    def _note(self, environ: Environ, report: dict[str, Any]) -> None:
        with self._lock:
            self.count += 1
            minute = int(time.monotonic() // 60)
            if minute != self._minute:
                self._minute, self._logged = minute, 0
            self._logged += 1
            if self._logged > MOST_A_MINUTE:
                return
        logger.warning(
            "csp.violation",
            host=environ.get("HTTP_HOST", "")[:200],
            path=path_in(str(said(report, "document-uri", "documentURL"))),
            directive=str(said(report, "effective-directive", "effectiveDirective"))[:60],
            blocked=origin_in(str(said(report, "blocked-uri", "blockedURL"))),
        )


def reports_in(told: Any) -> list[dict[str, Any]]:
    """The reports in what a browser sent, in the older form or that of the Reporting API."""
    entries = told if isinstance(told, list) else [told]
    found = []
    for entry in entries[:20]:
        if not isinstance(entry, dict):
            continue
        report = entry.get("csp-report") or (
            entry.get("body") if entry.get("type") == "csp-violation" else None
        )
        if isinstance(report, dict):
            found.append(report)
    return found


def said(report: dict[str, Any], *names: str) -> Any:
    return next((report[name] for name in names if name in report), "")


def path_in(address: str) -> str:
    try:
        return without_secret(urlsplit(address).path)[:200]
    except ValueError:
        return ""


def origin_in(address: str) -> str:
    """The origin of an address, or the word that stands for it; a query may hold what is nobody's business."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "malformed"
    return f"{parts.scheme}://{parts.netloc}"[:200] if parts.netloc else address[:40]

"""A source information system that is asked over HTTPS, in the format that docs/bulletins.md defines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from django.conf import settings
from django.utils.timezone import localtime

from portals.fetching import Fetched, FetchError, Limits, fetch

from .interface import (
    AiredReceipt,
    BulletinRefused,
    HandedBulletin,
    SourceInformationSystem,
    SystemFault,
)
from .models import LONGEST_REMOTE_ID

logger = structlog.get_logger(__name__)

LIMITS = Limits(seconds=10, connect_seconds=4, largest=256 * 1024)
# What it says of the bulletin itself. All else, a wrong key too, is said of the system.
REFUSED = frozenset({400, 409, 413, 415, 422})
GONE = frozenset({404, 410})


class HttpSourceSystem:
    """The system at `url`, an https address without a slash at its end, which knows us by `key`."""

    def __init__(self, url: str, key: str, *, limits: Limits = LIMITS) -> None:
        self._url = url
        self._key = key
        self._limits = limits

    def push(self, bulletin: HandedBulletin) -> str:
        answer = self._ask("PUT", _path(bulletin.code), _written(bulletin))
        if answer.status in REFUSED:
            raise BulletinRefused(f"refused with {answer.status}")
        told = _told(answer)
        # A page that says "sign in" with 200 has taken nothing.
        if told.get("ban_tin") != bulletin.code:
            raise SystemFault("the answer does not name the bulletin")
        called = told.get("ma")
        if not isinstance(called, str) or not called.isprintable():
            return ""
        return called if len(called) <= LONGEST_REMOTE_ID else ""

    def receipts(self, codes: Sequence[str]) -> list[AiredReceipt]:
        told = _told(self._ask("POST", "/da-phat", {"ban_tin": list(codes)}))
        lines = told.get("da_phat")
        if not isinstance(lines, list):
            raise SystemFault("the answer lists no receipts")
        read = [receipt for receipt in map(_receipt, lines) if receipt is not None]
        if lines and not read:
            raise SystemFault("every receipt is malformed")
        if len(read) < len(lines):
            logger.warning("source_system.malformed_receipts", count=len(lines) - len(read))
        return read

    def cancel(self, code: str) -> None:
        answer = self._ask("DELETE", _path(code))
        if answer.status not in GONE and not _is_good(answer):
            raise SystemFault(f"answered {answer.status}")

    def _ask(self, method: str, path: str, content: dict[str, Any] | None = None) -> Fetched:
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        if content is not None:
            headers["Content-Type"] = "application/json"
        body = json.dumps(content, ensure_ascii=False).encode() if content is not None else b""
        try:
            return fetch(
                f"{self._url}{path}",
                method=method,
                headers=headers,
                content=body,
                limits=self._limits,
            )
        except FetchError as error:
            raise SystemFault(str(error)) from error


def configured_system() -> SourceInformationSystem | None:
    """Return the system that the operator set, or None."""
    if not settings.PORTALS_SOURCE_SYSTEM_URL:
        return None
    return HttpSourceSystem(settings.PORTALS_SOURCE_SYSTEM_URL, settings.PORTALS_SOURCE_SYSTEM_KEY)


def _path(code: str) -> str:
    return f"/ban-tin/{quote(code, safe='')}"


def _written(bulletin: HandedBulletin) -> dict[str, Any]:
    return {
        "don_vi": bulletin.unit,
        "ten_don_vi": bulletin.unit_name,
        "tieu_de": bulletin.title,
        "noi_dung": bulletin.text,
        "loai": bulletin.bulletin_class,
        "gio_phat": localtime(bulletin.air_at).isoformat(),
        "phat_truoc": bulletin.air_by and localtime(bulletin.air_by).isoformat(),
        "dia_chi": bulletin.address,
        "am_thanh": {"dia_chi": bulletin.sound, "dinh_dang": bulletin.sound_type}
        if bulletin.sound
        else None,
    }


def _is_good(answer: Fetched) -> bool:
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES


def _told(answer: Fetched) -> dict[str, Any]:
    if not _is_good(answer):
        raise SystemFault(f"answered {answer.status}")
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise SystemFault("the answer is no JSON") from error
    if not isinstance(told, dict):
        raise SystemFault("the answer is no object")
    return told


def _receipt(line: object) -> AiredReceipt | None:
    """Read one; None where it is malformed: the others count all the same."""
    try:
        if not isinstance(line, dict):
            return None
        aired_at = datetime.fromisoformat(line["phat_luc"])
        if aired_at.tzinfo is None:
            return None
        return AiredReceipt(str(line["ban_tin"]), str(line["don_vi"]), aired_at)
    except (KeyError, TypeError, ValueError):
        return None

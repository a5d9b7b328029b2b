"""The bulletin on paper, in type that a speaker reads standing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from portals.clock import LOCAL_ZONE
from portals.models import Portal
from portals.typeset import typeset

from .scripts import BulletinScript

TEMPLATE = "editorial/stations/script.typ"


def script_pdf(
    script: BulletinScript, waiting: Iterable[Any] = (), *, portal: Portal, at: datetime
) -> bytes:
    """Return the script as a PDF, with the bulletins of others that wait before it (rows of `receipts.to_air`).

    The same content and hour give the same bytes.
    """
    told = {
        "agency": portal.agency,
        "title": script.title,
        "length": duration(script.seconds),
        "opening": script.opening,
        "items": [{"title": one.title, "said": one.said} for one in script.items],
        "closing": script.closing,
        "waiting": [_waits(one) for one in waiting],
    }
    return typeset(TEMPLATE, told, at=at)


def _waits(placed: Any) -> str:
    by = placed.air_by and f"{placed.air_by.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"
    urgent = "KHẨN: " if placed.is_urgent else ""
    return f"{urgent}{placed.story.title}" + (f" (phát trước {by})" if by else "")


def duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"

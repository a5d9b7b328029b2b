"""The bulletin on paper, in type that a speaker reads standing."""

from __future__ import annotations

from datetime import datetime

from portals.models import Portal
from portals.typeset import typeset

from .scripts import BulletinScript

TEMPLATE = "editorial/stations/script.typ"


def script_pdf(script: BulletinScript, *, portal: Portal, at: datetime) -> bytes:
    """Return the script as a PDF. The same content and hour give the same bytes."""
    told = {
        "agency": portal.agency,
        "title": script.title,
        "length": duration(script.seconds),
        "opening": script.opening,
        "items": [{"title": one.title, "said": one.said} for one in script.items],
        "closing": script.closing,
    }
    return typeset(TEMPLATE, told, at=at)


def duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"

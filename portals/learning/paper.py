"""The handbook on paper: whole, or what one role reads."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from portals.clock import local_date
from portals.typeset import typeset

from .enums import HandbookReader
from .handover import HandoverPaper
from .markup import as_blocks
from .queries import StandingPage, handbook

TEMPLATE = "portals/learning/handbook.typ"
# All pages are set in an eighth of a second, once the process has read the typefaces.
KEPT_SECONDS = 24 * 3600


def handbook_pdf(reader: HandbookReader | None, *, now: datetime) -> bytes:
    """Return the PDF of the pages for `reader`, or of all. Kept until a page changes, for a day at most."""
    chosen = [one for one in handbook().values() if reader is None or reader in one.page.readers]
    marks = "".join(one.page.mark for one in chosen)
    key = f"learning.paper.{sha256(f'{local_date(now)}{marks}'.encode()).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = typeset(TEMPLATE, _told(reader, chosen, now), at=now)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def handover_pdf(paper: HandoverPaper, *, now: datetime) -> bytes:
    """Return a paper that is handed over as a PDF: one to three pages, which take a moment."""
    told = {
        "title": paper.title,
        "reader": "",
        "day": f"{local_date(now):%d/%m/%Y}",
        "pages": [{"title": "", "own": False, "blocks": as_blocks(paper.text)}],
    }
    return typeset(TEMPLATE, told, at=now)


def _told(
    reader: HandbookReader | None, chosen: list[StandingPage], now: datetime
) -> dict[str, Any]:
    return {
        "title": "Sổ tay Liên Cổng",
        "reader": str(reader.label) if reader else "",
        "day": f"{local_date(now):%d/%m/%Y}",
        "pages": [
            {
                "title": one.page.title,
                "own": one.own is not None,
                "blocks": as_blocks(one.page.text),
            }
            for one in chosen
        ],
    }

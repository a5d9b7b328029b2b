"""A notice as a PDF, ready to sign."""

from __future__ import annotations

from dataclasses import asdict

from portals.typeset import typeset

from .paper import MOTTO, STATE, NoticePaper, NoticeTable

TEMPLATE = "scoring/notices/notice.typ"


def notice_pdf(paper: NoticePaper) -> bytes:
    """Set the notice with its annex. The same content gives the same bytes."""
    told = {
        **asdict(paper),
        "state": STATE,
        "motto": MOTTO,
        "summary": _table(paper.summary),
        "annex": [_table(one) for one in paper.annex],
        "as_of": "",
    }
    return typeset(TEMPLATE, told, at=paper.as_of)


def _table(table: NoticeTable) -> dict[str, object]:
    return {**asdict(table), "words": sorted(table.words)}

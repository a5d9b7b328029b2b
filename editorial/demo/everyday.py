"""What people look for by their own words whatever day it is: stories and documents that stand in every demo of 2024.

The stories of `topics/` differ from day to day. These are the same, so that what a search should find can be written
down once (`editorial/search/judged/`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from html import escape
from pathlib import Path
from typing import Any

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import ArticlePage, NoticePage, OfficialDocumentPage, StoryPage
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.organisations import OF_2024, demo_state_of
from portals.text import nfc

from .documents import signer_of
from .stories import Board

FOLDER = Path(__file__).parent / "everyday"
NEWS, DOCUMENTS = "tin-tuc", "van-ban"
HOUR = time(9, 20)


def everyday_texts() -> list[Mapping[str, Any]]:
    """Return the stories as they are written down."""
    return [one for name in ("wards", "bodies") for one in _read(name)["text"]]


def everyday_documents() -> list[Mapping[str, Any]]:
    return list(_read("documents")["document"])


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(nfc((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def tell_everyday_things(boards: Iterable[Board], *, now: datetime) -> list[StoryPage]:
    """Publish them on the portals of the units as of 2024; those of another state have other codes and other names."""
    by_code = {one.portal.code: one for one in boards if demo_state_of(one.portal) is OF_2024}
    return import_stories(
        stories=[*_stories(by_code, now), *_documents(by_code)],
        actor=None,
        now=now,
        recorded_of_each=1,
    )


def _stories(boards: Mapping[str, Board], now: datetime) -> Iterator[StoryImport]:
    for told in everyday_texts():
        if board := boards.get(told["portal"]):
            kind = told.get("kind", ArticlePage.story_kind)
            day = local_date(now) - timedelta(days=told["ago"])
            yield StoryImport(
                section=board.sections.get(told["section"]) or board.sections[NEWS],
                kind=kind,
                title=told["title"],
                lead=told["lead"],
                body=_body(told["text"]),
                published_at=datetime.combine(day, HOUR, LOCAL_ZONE),
                own={"place": board.portal.name} if kind == NoticePage.story_kind else {},
                author=board.authors[0],
                approver=board.approver,
            )


def _documents(boards: Mapping[str, Board]) -> Iterator[StoryImport]:
    for told in everyday_documents():
        if board := boards.get(told["portal"]):
            portal, day = board.portal, told["issued_on"]
            yield StoryImport(
                section=board.sections[DOCUMENTS],
                kind=OfficialDocumentPage.story_kind,
                title=told["number"],
                lead=told["abstract"],
                published_at=datetime.combine(day + timedelta(days=1), HOUR, LOCAL_ZONE),
                own={
                    "number": told["number"],
                    "document_kind": told["kind"],
                    "issuer": portal.agency,
                    "field": told["field"],
                    "signer": signer_of(portal, "Chủ tịch"),
                    "issued_on": day,
                    "effective_on": day,
                },
                author=board.authors[0],
                approver=board.approver,
            )


def _body(paragraphs: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"type": "text", "value": f"<p>{escape(paragraph, quote=False)}</p>"}
        for paragraph in paragraphs
    ]

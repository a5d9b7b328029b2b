"""Drafts that the demo's boards lay open: open ones with comments in moderation, and what came of those that closed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.consultations.commenting import (
    ToldComment,
    approve_comment,
    keep_back_comment,
    take_comment,
)
from editorial.consultations.models import ConsultationPage, DraftArticle, DraftComment
from editorial.consultations.section import SECTION_TYPE
from editorial.consultations.summing import tell_summary
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.organisations import demo_state_of, part_of

from .stories import Board

TEXTS = Path(__file__).with_suffix(".toml")
FIRST_COMMENT = 2
WROTE = "Nguyễn Văn Góp Ý"


def lay_drafts_open(boards: Iterable[Board], *, now: datetime) -> None:
    """Publish the drafts, let people comment, and say what came of it.

    A draft of a board that is not there, or that need not have the section, is not.
    """
    by_part = {part_of(one.portal): one for one in boards if SECTION_TYPE in one.sections}
    said = demo_state_of(next(iter(by_part.values())).portal).said
    told = tomllib.loads(said(TEXTS.read_text(encoding="utf-8")))["draft"]
    drafts = [(by_part[one["portal"]], one) for one in told if one["portal"] in by_part]
    pages = import_stories(
        stories=[_import(board, one, local_date(now)) for board, one in drafts],
        actor=None,
        now=now,
        recorded_of_each=1,
    )
    DraftArticle.objects.bulk_create(
        row for page, (_, one) in zip(pages, drafts, strict=True) for row in _articles(page.pk, one)
    )
    for page, (board, one) in zip(pages, drafts, strict=True):
        # Read anew: what an import made knows of no rows.
        whole = ConsultationPage.objects.select_related("latest_revision").get(pk=page.pk)
        whole.latest_revision.content = whole.serializable_data()
        whole.latest_revision.save(update_fields=["content"])
        _let_people_comment(board, whole, one)
        if "told_after" in one:
            tell_summary(story=whole, now=_at(whole.closes_on, one["told_after"]))


def _import(board: Board, one: Mapping[str, Any], today: date) -> StoryImport:
    begins = today - timedelta(days=one["begins"])
    return StoryImport(
        section=board.sections[SECTION_TYPE],
        kind=ConsultationPage.story_kind,
        title=one["title"],
        lead=one["lead"],
        published_at=_at(begins),
        own={
            "drafter": one["drafter"],
            "document_kind": "quyet-dinh",
            "opens_on": begins,
            "closes_on": begins + timedelta(days=one["days"]),
            "contact": f"{one['drafter']}, thư điện tử gopy@example.vn",
            "summary": one.get("summary", ""),
        },
        author=board.authors[0],
        approver=board.approver,
    )


def _articles(page_id: int, one: Mapping[str, Any]) -> Iterator[DraftArticle]:
    for number, said in enumerate(one["article"], start=1):
        yield DraftArticle(page_id=page_id, sort_order=number, number=number, **said)


def _let_people_comment(board: Board, page: ConsultationPage, one: Mapping[str, Any]) -> None:
    editor = board.authors[0]
    for days, said in enumerate(one.get("comment", ()), start=FIRST_COMMENT):
        at = _at(page.opens_on, days)
        told = ToldComment(said["article"], said["text"], WROTE)
        case = take_comment(portal=board.portal, page=page, told=told, now=at)
        if "shown" not in said:
            continue
        comment = DraftComment.objects.get(case=case)
        if said["shown"]:
            approve_comment(comment=comment, words=said["shown"], actor=editor, now=at)
        else:
            keep_back_comment(comment=comment, actor=editor, now=at)


def _at(day: date, days: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(9, 0), LOCAL_ZONE)

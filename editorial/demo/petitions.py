"""Petitions before two councils of the demo: answered, promised, running, late, and one with a result of the sheet."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from portals.accountability.actions.answering import (
    AnswerWords,
    Promised,
    approve_draft,
    save_draft,
    submit_draft,
)
from portals.accountability.actions.bringing import bring_petitions
from portals.accountability.models import CouncilPetition
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.people import Crew
from portals.models import Portal
from portals.queries import all_below

from .showcase import is_shown_off

TEXTS = Path(__file__).with_suffix(".toml")
BROUGHT_AFTER, WRITTEN_AFTER, ANSWERED_AFTER = 2, 12, 14
PROMISED_AFTER = timedelta(days=120)
NOON = time(12)


def bring_demo_petitions(
    portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime
) -> None:
    """Have a council of the province and one of a district bring their sheets in, and the owners answer some."""
    for tier, council in tomllib.loads(TEXTS.read_text(encoding="utf-8")).items():
        shown = (one for one in portals if one.tier_id == tier and is_shown_off(one))
        portal = next(shown, None)
        if portal is None:
            # No council of a tier that is not there.
            continue
        owners = _owners_below(portal, portals, local_date(now))
        day = local_date(now) - timedelta(days=council["received_ago"])
        told = list(enumerate(council["petitions"], start=1))
        rows = [
            _row(portal, council["session"], number, one, owners[_owner_in(one, owners)], day)
            for number, one in told
        ]
        # Some days after the session; what had a result later came with a later sheet.
        first = [{**row, "kết quả": "", "ngày trả lời": ""} for row in rows]
        head = crews[portal.pk].head
        _bring(portal, first, head, _noon(day, BROUGHT_AFTER))
        for number, one in told:
            if "answer" in one:
                named = {"session": council["session"], "number": str(number)}
                _answer(CouncilPetition.objects.get(brought_by=portal, **named), one, crews, day)
        _bring(portal, rows, head, now)


def _owner_in(told: Mapping[str, Any], owners: Mapping[str, Portal]) -> str:
    """Return the tier that answers: a commune where that of the text is not there."""
    tier: str = told["owner"]
    return tier if tier in owners else "commune"


def _bring(portal: Portal, rows: Sequence[dict[str, str]], head: User, at: datetime) -> None:
    bring_petitions(portal=portal, table=enumerate(rows, start=2), actor=head, now=at)


def _owners_below(portal: Portal, portals: Sequence[Portal], day: date) -> dict[str, Portal]:
    """Return who answers, by tier: the portal itself and those below it, which are shown before others."""
    below = {one.pk for one in all_below([portal], day)}
    owners = {portal.tier_id: portal}
    for one in sorted(portals, key=lambda one: not is_shown_off(one)):
        if one.pk in below:
            owners.setdefault(one.tier_id, one)
    return owners


def _row(
    portal: Portal, session: str, number: int, told: Mapping[str, Any], owner: Portal, day: date
) -> dict[str, str]:
    row = {
        "hội đồng": f"Hội đồng nhân dân {portal.name_in_sentence}",
        "kỳ họp": session,
        "số": str(number),
        "loại": told.get("kind", ""),
        "nội dung": told["text"],
        "nơi nêu": told["raised_by"],
        "cơ quan trả lời": owner.code,
        "ngày nhận": day.isoformat(),
    }
    if "due_after" in told:
        row["hạn trả lời"] = (day + timedelta(days=told["due_after"])).isoformat()
    if "result" in told:
        row["kết quả"] = told["result"]
        row["ngày trả lời"] = (day + timedelta(days=told["result_after"])).isoformat()
    return row


def _answer(
    petition: CouncilPetition, told: Mapping[str, Any], crews: Mapping[int, Crew], day: date
) -> None:
    case = petition.case
    crew = crews[case.portal_id]
    answer = told["answer"].replace("{noi}", case.portal.name)
    words = AnswerWords(
        answer,
        is_public=True,
        public_subject=petition.subject,
        public_question=petition.text,
        public_answer=answer,
    )
    written, approved = _noon(day, WRITTEN_AFTER), _noon(day, ANSWERED_AFTER)
    author = crew.first(Position.EDITOR)
    draft = save_draft(case=case, words=words, actor=author, now=written)
    draft = submit_draft(draft=draft, actor=author, now=written)
    promises = []
    if "promise" in told:
        promises.append(Promised(told["promise"], day + PROMISED_AFTER))
    approve_draft(draft=draft, actor=crew.head, now=approved, promises=promises)


def _noon(day: date, days: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), NOON, LOCAL_ZONE)

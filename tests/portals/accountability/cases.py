"""Requests for tests: sent, and taken along by events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from portals.accountability.actions.answering import (
    AnswerWords,
    approve_draft,
    save_draft,
    submit_draft,
)
from portals.accountability.actions.receiving import Sent, receive_case
from portals.accountability.actions.triage import accept_case
from portals.accountability.enums import CaseKind, CaseSource, CaseStep
from portals.accountability.explanations import parts_of_explanation, waits_for_acceptance
from portals.accountability.models import AnswerDraft, CaseEvent, CitizenCase
from portals.accountability.recording import CaseHappening, held_case, record_event
from portals.boards.enums import Position
from portals.boards.models import Delegation, StandingWaiver, User
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from tests.factories import make_member


def local(day: int, clock: str = "10:00") -> datetime:
    """A moment of November 2026, whose 2nd, 9th, 16th, 23rd and 30th are Mondays."""
    return datetime.fromisoformat(f"2026-11-{day:02} {clock}").replace(tzinfo=LOCAL_ZONE)


def make_case(
    portal: Portal,
    *,
    now: datetime | None = None,
    source: CaseSource = CaseSource.FORM,
    held_because: Iterable[str] = (),
    **sent: Any,
) -> CitizenCase:
    """A question that reached `portal` on Monday, 2 November 2026 at ten, unless said otherwise."""
    words = {
        "kind": CaseKind.QUESTION,
        "subject": "Đèn đường thôn Đông",
        "text": "Đèn đường ở thôn Đông hỏng đã hai tuần, bao giờ được sửa?",
        "person_name": "Nguyễn Văn Thử",
        "email": "thu@example.vn",
    }
    return receive_case(
        portal=portal,
        sent=Sent(**{**words, **sent}),
        source=source,
        actor=None,
        now=now or local(2),
        held_because=held_because,
    )


def waits_for_approval(case: CitizenCase, author: User, now: datetime, **words: Any) -> AnswerDraft:
    """An answer that `author` wrote and submitted."""
    said = AnswerWords(words.pop("text", "Sẽ sửa trước ngày 20/11."), **words)
    if waits_for_acceptance(case):
        accept_case(case=case, actor=author, now=now)
    if case.kind == CaseKind.EXPLANATION:
        parts = (f"{part}\n{said.text}" for part in parts_of_explanation())
        said = replace(said, text="\n".join(parts))
    draft = save_draft(case=case, words=said, actor=author, now=now)
    return submit_draft(draft=draft, actor=author, now=now)


def answer(case: CitizenCase, author: User, head: User, now: datetime, **words: Any) -> CitizenCase:
    draft = waits_for_approval(case, author, now, **words)
    return approve_draft(draft=draft, actor=head, now=now)


def let_alone(portal: Portal, last: datetime) -> StandingWaiver:
    """A waiver of the portal above: the board of `portal` approves its own answers up to and with a day."""
    period = (date(2026, 1, 1), local_date(last) + timedelta(days=1))
    return StandingWaiver.objects.create(board=portal.board, period=period, made_at=last)


def contributor_for(head: User, portal: Portal) -> User:
    """A contributor to whom the head delegated all of November: who handles no requests all the same."""
    reader = make_member(portal, Position.CONTRIBUTOR)
    Delegation.objects.create(
        board=portal.board,
        giver=head,
        receiver=reader,
        period=(date(2026, 11, 1), date(2026, 12, 1)),
        made_at=local(1),
    )
    return reader


@transaction.atomic
def happens(case: CitizenCase, step: CaseStep, now: datetime, **more: Any) -> CaseEvent:
    """Record an event of a case and save it; `case` is read anew."""
    held = held_case(case.pk)
    event = record_event(held, step, actor=None, now=now, more=CaseHappening(**more))
    held.save()
    case.refresh_from_db()
    return event


PUBLIC = {
    "is_public": True, "public_subject": "Đèn đường", "public_question": "Bao giờ sửa?",
    "public_answer": "Trước ngày 20/11.",
}  # fmt: skip

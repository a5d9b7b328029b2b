"""Answers for tests: released by the verbs, or written as they stand after that."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from editorial.answers.models import ReleasedAnswer
from portals.accountability.actions.answering import (
    AnswerWords,
    Promised,
    approve_draft,
    save_draft,
    submit_draft,
)
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from tests.factories import make_member
from tests.portals.accountability.cases import local, make_case

WORDS = {
    "public_subject": "Đèn đường hỏng",
    "public_question": "Đèn đường thôn Đông hỏng, bao giờ sửa?",
    "public_answer": "Xã sẽ thay bóng đèn trước ngày 20/11.",
}


def release(
    portal: Portal,
    head: User | None = None,
    *,
    at: datetime | None = None,
    promises: tuple[Promised, ...] = (),
    topic: str = "",
    case: CitizenCase | None = None,
    **words: str,
) -> ReleasedAnswer:
    """Answer a request in public by the verbs, on 4 November 2026 unless said otherwise."""
    case = case or make_case(portal, wants_public=True)
    editor = make_member(portal, Position.EDITOR)
    said = AnswerWords("Xã sẽ sửa.", is_public=True, topic=topic, **{**WORDS, **words})
    draft = save_draft(case=case, words=said, actor=editor, now=local(3))
    draft = submit_draft(draft=draft, actor=editor, now=local(3))
    approve_draft(
        draft=draft,
        actor=head or make_member(portal, Position.HEAD),
        now=at or local(4),
        promises=promises,
    )
    return ReleasedAnswer.objects.get(case=case)


def stands(portal: Portal, **fields: Any) -> ReleasedAnswer:
    """Return an answer as it stands after its release, written directly."""
    told = {
        "kind": "question", "subject": "Đèn đường hỏng", "question": "Bao giờ sửa?",
        "answer": "Trước ngày 20/11.", "asked_on": date(2026, 11, 2), "answered_on": date(2026, 11, 4),
        "was_late": False, "first_released_at": timezone.now(), "released_at": timezone.now(),
        "salt": "0" * 64, "commitment": f"c1:{'0' * 64}",
    }  # fmt: skip
    case = fields.pop("case", None) or make_case(portal)
    return ReleasedAnswer.objects.create(portal=portal, case=case, **{**told, **fields})


def answered_pages(
    province: Portal, commune: Portal, story_id: int
) -> dict[str, tuple[Portal, str]]:
    """Release some answers, one about a story, and take one away; return the pages that show them."""
    case = make_case(commune, wants_public=True, about=f"story:{story_id}")
    case.promises.create(
        portal=commune, words="Thay bóng đèn", due_on=date(2027, 1, 1), is_public=True
    )
    text = "Xã sẽ thay.\n\nXem thêm: https://dichvucong.gov.vn/"
    one = stands(
        commune, case=case, about=case.about, topic="y-te", answer=text, was_late=True, edition=2
    )
    for number in range(20):
        stands(commune, subject=f"Đèn đường số {number}")
    gone = stands(
        commune, subject="", question="", answer="", salt="", retraction_reason="Có tên người",
        retracted_at=timezone.now(),
    )  # fmt: skip
    return {
        "answers": (commune, "/hoi-dap/"),
        "answers narrowed": (commune, "/hoi-dap/?q=den&trang=2"),
        "answers in vain": (commune, "/hoi-dap/?q=khongcogi"),
        "answers of a topic": (commune, "/hoi-dap/chu-de/y-te/"),
        "answers of all": (province, "/hoi-dap/"),
        "answer": (commune, one.path),
        "answer that is gone": (commune, gone.path),
        "figures of requests": (commune, "/hoi-dap/thong-ke/"),
        "figures of all requests": (province, "/hoi-dap/thong-ke/"),
        "section of questions": (commune, "/phan-anh/"),
    }

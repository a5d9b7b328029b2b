"""Requests of citizens to the portals of the showcase, in all states, over three months before today."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from portals.accountability.actions.answering import (
    AnswerWords,
    Promised,
    approve_draft,
    save_draft,
    submit_draft,
)
from portals.accountability.actions.following import (
    add_to_case,
    ask_review,
    rate_answer,
    take_back_case,
)
from portals.accountability.actions.receiving import Sent, receive_case
from portals.accountability.actions.reviews import uphold_answer
from portals.accountability.actions.triage import (
    accept_case,
    ask_person,
    extend_case,
    hand_over_case,
    join_cases,
    refuse_case,
    seal_case,
)
from portals.accountability.enums import CaseKind, CaseSource
from portals.accountability.explanations import parts_of_explanation, waits_for_acceptance
from portals.accountability.lives import Rules, load_rules
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.people import Crew
from portals.models import Portal

from .showcase import is_shown_off

TEXTS = Path(__file__).with_suffix(".toml")
MORNING, AFTERNOON = 9, 15
PROMISED_AFTER = timedelta(days=30)
REVIEWED_AFTER = 11
ASKERS = ("Nguyễn Thị Hỏi", "Trần Văn Hỏi", "Lê Thị Thắc Mắc", "Phạm Văn Góp Ý")
SAID = "Tôi xin bổ sung: việc ở tổ dân phố số 3, gần nhà văn hóa."
COMPLAINT = (
    "Đơn khiếu nại quyết định thu hồi đất",
    "Tôi không đồng ý với quyết định thu hồi đất của gia đình tôi và khiếu nại quyết định này.",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A portal with who acts there: one writes, another approves, and the deputy looks at refusals again."""

    portal: Portal
    head: User
    deputy: User
    author: User


@dataclass
class RequestCourse:
    """One request on its way, told by its words: `day` tells the moment so many days after its arrival."""

    desk: Desk
    words: Mapping[str, Any]
    arrived: datetime
    rules: Rules
    number: int
    now: datetime

    def day(self, days: int, hour: int = AFTERNOON) -> datetime:
        later = self.arrived + timedelta(days=days)
        return later.replace(hour=hour, minute=5 + self.number % 50)

    def text(self, name: str) -> str:
        return str(self.words[name]).replace("{noi}", self.desk.portal.name_in_sentence)

    @property
    def asker(self) -> str:
        return ASKERS[self.number % len(ASKERS)]

    def receive(self, **more: Any) -> CitizenCase:
        sent = {
            "kind": self.words["kind"],
            "subject": self.text("subject"),
            "text": self.text("text"),
            "person_name": self.asker,
            "email": f"nguoi-hoi-{self.number}@example.vn",
            "wants_public": True,
        }
        return receive_case(
            portal=self.desk.portal,
            sent=Sent(**{**sent, **more}),
            source=CaseSource.FORM,
            actor=None,
            now=self.arrived,
            rules=self.rules,
        )

    def accept(self, case: CitizenCase, days: int = 1) -> None:
        accept_case(case=case, actor=self.desk.author, now=self.day(days, MORNING))

    def submit(self, case: CitizenCase, days: int, *, public: bool = True) -> Any:
        answer = self.text("answer")
        if case.kind == CaseKind.EXPLANATION:
            answer = "\n".join(f"{part}\n{answer}" for part in parts_of_explanation())
        words = AnswerWords(
            answer,
            is_public=public,
            public_subject=self.text("subject") if public else "",
            public_question=self.text("question") if public else "",
            public_answer=answer if public else "",
            topic=self.words["topic"],
        )
        at, author = self.day(days, MORNING), self.desk.author
        if waits_for_acceptance(case):
            accept_case(case=case, actor=author, now=at)
        draft = save_draft(case=case, words=words, actor=author, now=at)
        return submit_draft(draft=draft, actor=author, now=at)

    def answer(self, case: CitizenCase, days: int, *, public: bool = True) -> None:
        draft = self.submit(case, days, public=public)
        at = self.day(days)
        promises = []
        if "promise" in self.words:
            due = local_date(at) + PROMISED_AFTER
            promises.append(Promised(self.words["promise"], due, is_public=public))
        approve_draft(draft=draft, actor=self.desk.head, now=at, promises=promises)


def _in_time(one: RequestCourse) -> None:
    case = one.receive()
    one.accept(case)
    one.answer(case, 6)
    rate_answer(case=case, stars=5, words="", now=one.day(8))


def _late(one: RequestCourse) -> None:
    case = one.receive()
    one.accept(case, 4)
    one.answer(case, 33)
    rate_answer(case=case, stars=2, words="Trả lời quá lâu.", now=one.day(34))


def _in_private(one: RequestCourse) -> None:
    case = one.receive(wants_public=False)
    one.accept(case)
    one.answer(case, 5, public=False)


def _asked_back(one: RequestCourse) -> None:
    case = one.receive()
    ask_person(
        case=case, question="Xin cho biết rõ địa điểm.", actor=one.desk.author, now=one.day(1)
    )
    add_to_case(case=case, text=SAID, now=one.day(4))
    one.answer(case, 9)


def _refused(one: RequestCourse) -> None:
    case = one.receive()
    reason = "Nội dung này đã được trả lời trong mục Hỏi đáp của cổng, chưa có tình tiết mới."
    refuse_case(case=case, ground="da-tra-loi", reason=reason, actor=one.desk.head, now=one.day(2))
    asked = ask_review(case=case, reason="Tôi chưa thấy câu trả lời đó.", now=one.day(3))
    if one.day(REVIEWED_AFTER) <= one.now:
        uphold_answer(
            review=asked,
            reason="Nội dung này đã có câu trả lời công khai trong mục Hỏi đáp, chưa có tình tiết mới.",
            actor=one.desk.deputy,
            now=one.day(REVIEWED_AFTER),
        )


def _extended(one: RequestCourse) -> None:
    case = one.receive()
    one.accept(case)
    extend_case(
        case=case,
        days=3,
        basis="Quy chế hoạt động của cổng",
        reason="Cần kiểm tra thực địa cùng đơn vị thi công.",
        actor=one.desk.head,
        now=one.day(4),
    )


def _joined(one: RequestCourse) -> None:
    first = one.receive()
    again = receive_case(
        portal=one.desk.portal,
        sent=Sent(kind=one.words["kind"], subject=one.text("subject"), text=one.text("text")),
        source=CaseSource.FORM,
        actor=None,
        now=one.day(1, MORNING),
        rules=one.rules,
    )
    join_cases(case=again, into=first, actor=one.desk.author, now=one.day(2))


def _overdue(one: RequestCourse) -> None:
    one.accept(one.receive())


def _waiting(one: RequestCourse) -> None:
    case = one.receive()
    ask_person(
        case=case, question="Xin gửi thêm ảnh hiện trường.", actor=one.desk.author, now=one.day(1)
    )


def _submitted(one: RequestCourse) -> None:
    case = one.receive()
    one.accept(case)
    one.submit(case, 2)


def _new(one: RequestCourse) -> None:
    one.receive()


def _taken_back(one: RequestCourse) -> None:
    take_back_case(case=one.receive(), now=one.day(2))


# What becomes of the requests to a portal, by how many days ago they came: a month with Sundays between is long enough
# that each has had its time.
COURSES = (
    (84, _in_time),
    (76, _late),
    (63, _asked_back),
    (52, _in_time),
    (45, _refused),
    (38, _in_private),
    (29, _in_time),
    (27, _overdue),
    (16, _taken_back),
    (10, _refused),
    (9, _extended),
    (8, _joined),
    (6, _waiting),
    (5, _submitted),
    (1, _new),
)


def ask_and_answer(portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Let citizens ask the shown portals, and their boards act; one request travels over three, one is sealed."""
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    rules = load_rules()
    desks = [desk_of(portal, crews[portal.pk]) for portal in portals if is_shown_off(portal)]
    number = 0
    for desk in desks:
        words = texts[desk.portal.tier_id]
        for place, (ago, course) in enumerate(COURSES):
            number += 1
            course(
                RequestCourse(
                    desk, words[place % len(words)], some_days_ago(now, ago), rules, number, now
                )
            )
    _travels(desks, texts, rules, now)
    _is_sealed(desks[0], texts, rules, now)


def desk_of(portal: Portal, crew: Crew) -> Desk:
    return Desk(portal, crew.head, crew.first(Position.DEPUTY), crew.first(Position.EDITOR))


def some_days_ago(now: datetime, days: int) -> datetime:
    at = now.astimezone(LOCAL_ZONE) - timedelta(days=days)
    return at.replace(hour=MORNING, minute=0, second=0, microsecond=0)


def _travels(desks: Sequence[Desk], texts: Mapping[str, Any], rules: Rules, now: datetime) -> None:
    """From a commune to a department, from there to the province, which answers in the time that was left."""
    by_tier = {desk.portal.tier_id: desk for desk in reversed(desks)}
    commune, department, province = (
        by_tier[tier] for tier in ("commune", "department", "province")
    )
    one = RequestCourse(commune, texts["province"][0], some_days_ago(now, 20), rules, 7, now)
    case = one.receive()
    reason = "Công trình do cơ quan cấp trên quản lý."
    hand_over_case(
        case=case, to=department.portal, reason=reason, actor=commune.author, now=one.day(1)
    )
    hand_over_case(
        case=case, to=province.portal, reason=reason, actor=department.author, now=one.day(3)
    )
    one.desk = province
    case.refresh_from_db()
    one.answer(case, 10)


def _is_sealed(desk: Desk, texts: Mapping[str, Any], rules: Rules, now: datetime) -> None:
    one = RequestCourse(desk, texts[desk.portal.tier_id][0], some_days_ago(now, 12), rules, 8, now)
    subject, text = COMPLAINT
    case = one.receive(subject=subject, text=text)
    seal_case(case=case, officer=desk.head, actor=desk.author, now=one.day(1))

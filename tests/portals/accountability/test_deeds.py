"""What is done with requests, read as deeds: who took one up, who wrote the answer, and whether it was in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from portals.accountability import deeds
from portals.accountability.actions.answering import return_draft
from portals.accountability.actions.triage import accept_case, assign_case, refuse_case
from portals.accountability.enums import CaseKind
from portals.accountability.models import RefusalGround

from .cases import answer, local, make_case, waits_for_approval

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def read(sql: str) -> list[tuple[int, str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT user_id, evidence, is_right FROM ({sql}) AS deed ORDER BY at")
        return cursor.fetchall()


class TestTakingUp:
    def test_is_right_up_to_its_hour_and_shown_by_nobody_elses_step(
        self, portal, head, editor
    ) -> None:
        in_time, late = make_case(portal), make_case(portal)
        # To give it to somebody takes nothing up.
        assign_case(case=late, officer=editor, actor=head, now=local(2, "11:00"))
        assert read(deeds._TRIAGE) == []
        accept_case(case=in_time, actor=editor, now=in_time.triage_due_at)
        accept_case(case=late, actor=head, now=late.triage_due_at + MINUTE)
        assert read(deeds._TRIAGE) == [
            (editor.pk, f"#{in_time.pk}", True),
            (head.pk, f"#{late.pk}", False),
        ]

    def test_a_request_that_is_refused_long_after_it_was_taken_up_was_looked_at_in_time(
        self, portal, head, editor
    ) -> None:
        case = make_case(portal, kind=CaseKind.QUESTION)
        ground = RefusalGround.objects.in_force(local(2).date()).filter(kind=case.kind).first()
        accept_case(case=case, actor=editor, now=local(2, "11:00"))
        refuse_case(
            case=case, ground=ground.code, reason="Không thuộc thẩm quyền.", actor=head,
            now=case.triage_due_at + timedelta(days=1),
        )  # fmt: skip
        assert [row[::2] for row in read(deeds._TRIAGE)] == [(editor.pk, True), (head.pk, True)]


class TestAnswering:
    def test_is_of_who_wrote_it_once_it_is_approved(self, portal, head, editor) -> None:
        case = make_case(portal)
        accept_case(case=case, actor=editor, now=local(2, "11:00"))
        draft = waits_for_approval(case, editor, local(3))
        assert read(deeds._ANSWER) == []
        return_draft(draft=draft, reason="Thiếu ngày sửa.", actor=head, now=local(3, "11:00"))
        assert read(deeds._ANSWER) == []
        answer(case, editor, head, local(4))
        assert read(deeds._ANSWER) == [(editor.pk, f"#{case.pk}", True)]

    def test_after_the_term_is_a_mistake(self, portal, head, editor) -> None:
        case = make_case(portal)
        accept_case(case=case, actor=editor, now=local(2, "11:00"))
        case.refresh_from_db()
        answer(case, editor, head, case.due_at + timedelta(days=2))
        assert read(deeds._ANSWER) == [(editor.pk, f"#{case.pk}", False)]

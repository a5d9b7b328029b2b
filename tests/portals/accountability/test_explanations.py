"""A call for an explanation: accepted by a notice, explained with all its parts, excluded on grounds of its own."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from portals.accountability.actions.answering import AnswerWords, save_draft, submit_draft
from portals.accountability.actions.following import ask_review
from portals.accountability.actions.reviews import change_answer
from portals.accountability.actions.triage import (
    accept_case,
    ask_person,
    hand_over_case,
    join_cases,
    refuse_case,
)
from portals.accountability.enums import CaseKind, CaseOutcome
from portals.accountability.explanations import NotExplained, parts_of_explanation
from portals.accountability.facts import triage_due
from portals.accountability.models import CaseTerm, CitizenCase, RefusalGround
from portals.accountability.waiting import to_take_up
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.mail.models import OutgoingMail
from tests.factories import make_member
from tests.portals.accountability.cases import happens, local, make_case
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
WHOLE = "\n".join(f"{part}\nNội dung." for part in parts_of_explanation())


def submitted(case, text, editor, now):
    draft = save_draft(case=case, words=AnswerWords(text), actor=editor, now=now)
    return submit_draft(draft=draft, actor=editor, now=now)


def test_is_accepted_by_a_notice_of_each_agency_before_anything_is_answered(
    portal, other, editor, theirs
) -> None:
    case = make_case(portal, kind=CaseKind.EXPLANATION)
    ask_person(case=case, question="Việc nào?", actor=editor, now=local(3))
    happens(case, "answered_back", local(4))
    joined = join_cases(
        case=make_case(portal, kind=CaseKind.EXPLANATION), into=case, actor=editor, now=local(4)
    )
    # Asking and joining is no notice: it stays to be taken up, and its day is missed without.
    assert list(to_take_up(CitizenCase.objects.running())) == [joined]
    assert [one.in_time for one in triage_due([portal.pk], local(1), local(30))] == [False]
    with pytest.raises(NotExplained, match="tiếp nhận"):
        submitted(case, WHOLE, editor, local(4))
    accept = reverse("case_accept", args=[case.pk])
    assert accept in desk_client(editor).get(reverse("case_page", args=[case.pk])).text
    OutgoingMail.objects.all().delete()
    assert accept_case(case=case, actor=editor, now=local(4)).triaged_at == local(4)
    assert not to_take_up(CitizenCase.objects.running()).exists()
    assert [one.in_time for one in triage_due([portal.pk], local(1), local(30))] == [True]
    assert f"{case.due_at.astimezone(LOCAL_ZONE):%d/%m/%Y}" in OutgoingMail.objects.get().text
    assert "giải trình" in OutgoingMail.objects.get().text
    assert accept not in desk_client(editor).get(reverse("case_page", args=[case.pk])).text
    hand_over_case(case=case, to=other, reason="Của bên kia", actor=editor, now=local(5))
    case.refresh_from_db()
    with pytest.raises(NotExplained):
        submitted(case, WHOLE, theirs, local(6))
    accept_case(case=case, actor=theirs, now=local(6))
    submitted(case, WHOLE, theirs, local(6))


def test_says_all_that_an_explanation_has_to_say(portal, editor) -> None:
    case = accept_case(
        case=make_case(portal, kind=CaseKind.EXPLANATION), actor=editor, now=local(3)
    )
    begun = desk_client(editor).get(reverse("case_draft", args=[case.pk])).context["form"]
    parts = parts_of_explanation()
    assert begun.initial["text"].split("\n\n") == parts
    for wrong in ("Đúng quy định.", "\n".join(parts), WHOLE.replace(parts[1], "Căn cứ")):
        with pytest.raises(NotExplained):
            submitted(case, wrong, editor, local(4))
    submitted(case, WHOLE, editor, local(4))
    # Of another kind none of it is asked.
    submitted(make_case(portal), "Đúng quy định.", editor, local(4))


def test_refused_is_explained_after_a_review_without_being_accepted(portal, head, editor) -> None:
    case = refuse_case(
        case=make_case(portal, kind=CaseKind.EXPLANATION),
        ground="dieu-hanh-noi-bo", reason="Nội bộ", actor=head, now=local(4),
    )  # fmt: skip
    ask_review(case=case, reason="Không phải nội bộ", now=local(5))
    draft = submitted(case, WHOLE, editor, local(6))
    deputy = make_member(portal, Position.DEPUTY)
    case.refresh_from_db()
    change_answer(
        review=case.review, draft=draft, reason="Đúng là không", actor=deputy, now=local(9)
    )
    case.refresh_from_db()
    assert case.outcome == CaseOutcome.ANSWERED


def test_has_days_exclusions_and_words_of_its_own(portal) -> None:
    def looked_at_by(day: str) -> str:
        now = datetime.fromisoformat(day).replace(tzinfo=LOCAL_ZONE)
        case = make_case(portal, kind=CaseKind.EXPLANATION, now=now, text=day)
        return f"{case.triage_due_at.astimezone(LOCAL_ZONE):%d/%m}"

    assert looked_at_by("2026-11-27 10:00") == "01/12"
    assert looked_at_by("2026-12-01 10:00") == "08/12"
    own = RefusalGround.objects.filter(code__in=["dieu-hanh-noi-bo", "bi-mat-kinh-doanh"])
    assert set(own.values_list("kind", flat=True)) == {"explanation"}
    assert own.count() == 2
    form = visit(portal, "/gui-cau-hoi/giai-trinh/").text
    for words in ("bị tác động trực tiếp", "bí mật nhà nước", "thông báo"):
        assert words in form


def test_has_five_days_where_an_install_had_terms_of_its_own(db) -> None:
    change = import_module("portals.accountability.migrations.0017_calls_for_explanation")
    rows = CaseTerm.objects.filter(kind="explanation", step="triage").order_by("period")
    first, last = rows
    own, first_day = date(2026, 6, 1), first.period.lower

    def began() -> list[date]:
        change.change_days(CaseTerm)
        return [row.period.lower for row in rows.all()]

    # What holds from that day on, or ends later, was set by whoever runs the install.
    assert began() == [first_day, date(2026, 12, 1)]
    CaseTerm.objects.filter(pk=last.pk).delete()
    CaseTerm.objects.filter(pk=first.pk).update(period=(first_day, date(2027, 1, 1)))
    assert began() == [first_day]
    CaseTerm.objects.filter(pk=first.pk).update(period=(first_day, own))
    first.pk, first.period = None, DateRange(own, None)
    first.save()
    assert began() == [first_day, own, date(2026, 12, 1)]

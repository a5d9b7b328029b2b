"""Other boards consulted, promises, templates, and what the clockwork does about what is late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portals.accountability.actions.acting import NotPossible, may_open
from portals.accountability.actions.answering import Promised, approve_draft
from portals.accountability.actions.consults import answer_consult, consult_board
from portals.accountability.actions.lateness import HEAD, OVERSEER, escalate_case, tell_status
from portals.accountability.actions.promises import drop_answers_promise, keep_answers_promise
from portals.accountability.actions.templates import delete_answer_template, save_answer_template
from portals.accountability.actions.triage import ask_person, extend_case
from portals.accountability.enums import CaseStep, TextRole
from portals.accountability.models import AnswerTemplate
from portals.accountability.recording import StaleCase
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.factories import make_member
from tests.portals.accountability.cases import (
    answer,
    contributor_for,
    local,
    make_case,
    waits_for_approval,
)

pytestmark = pytest.mark.django_db


class TestConsulting:
    def test_asks_another_board_which_answers_by_its_own_clock(
        self, portal, other, editor, theirs
    ) -> None:
        case = make_case(portal)
        ask = {"case": case, "portal": other, "question": "Đèn nào?", "now": local(3)}
        with pytest.raises(NotYourOffice):
            consult_board(actor=theirs, **ask)
        with pytest.raises(StaleCase):
            consult_board(actor=editor, revision=0, **ask)
        consult = consult_board(actor=editor, **ask)
        case.refresh_from_db()
        assert (consult.due_at, case.due_at) == (local(6, "17:00"), local(16, "17:00"))
        assert not may_open(theirs, case, local(3))
        with pytest.raises(NotPossible):
            consult_board(actor=editor, **ask)
        with pytest.raises(NotYourOffice):
            answer_consult(consult=consult, text="Đèn số 5", actor=editor, now=local(4))
        with pytest.raises(NotPossible):
            answer_consult(consult=consult, text=" ", actor=theirs, now=local(4))
        told = answer_consult(consult=consult, text="Đèn số 5", actor=theirs, now=local(4))
        assert (told.answer.text, told.answered_by, told.answered_at) == (
            "Đèn số 5",
            theirs,
            local(4),
        )
        assert told.answer.role == TextRole.CONSULT_ANSWER
        with pytest.raises(NotPossible):
            answer_consult(consult=consult, text="Đèn số 6", actor=theirs, now=local(4))
        assert consult_board(actor=editor, **{**ask, "now": local(5)}).pk != consult.pk

    def test_not_oneself_nor_who_is_closed_nor_with_nothing(self, portal, other, editor) -> None:
        ask = {"case": make_case(portal), "actor": editor, "now": local(3)}
        Portal.objects.filter(pk=other.pk).update(closed_on=local_date(local(3)))
        other.refresh_from_db()
        for words in (
            {"portal": portal, "question": "Đèn nào?"},
            {"portal": other, "question": "x"},
        ):
            with pytest.raises(NotPossible):
                consult_board(**ask, **words)
        other.closed_on += timedelta(days=1)
        with pytest.raises(NotPossible):
            consult_board(**ask, portal=other, question=" ")
        assert consult_board(**ask, portal=other, question="Đèn nào?").pk

    def test_waits_for_nobody_once_the_request_has_ended(
        self, portal, other, head, editor, theirs
    ) -> None:
        case = make_case(portal)
        consult = consult_board(
            case=case, portal=other, question="Đèn nào?", actor=editor, now=local(3)
        )
        answer(case, editor, head, local(4))
        with pytest.raises(NotPossible):
            answer_consult(consult=consult, text="Đèn số 5", actor=theirs, now=local(4))


class TestPromises:
    @pytest.fixture
    def promise(self, portal, head, editor):
        draft = waits_for_approval(make_case(portal), editor, local(3))
        case = approve_draft(
            draft=draft, actor=head, now=local(4), promises=[Promised("Sửa đèn", local(20).date())]
        )
        return case.promises.get()

    def test_are_kept_or_late_by_the_day_on_which_it_was_done(
        self, editor, theirs, promise
    ) -> None:
        done = {"promise": promise, "note": "Đã sửa", "now": local(21)}
        with pytest.raises(NotYourOffice):
            keep_answers_promise(done_on=local(20).date(), actor=theirs, **done)
        for wrong in ({"done_on": local(22).date()}, {"done_on": local(20).date(), "note": " "}):
            with pytest.raises(NotPossible):
                keep_answers_promise(actor=editor, **{**done, **wrong})
        kept = keep_answers_promise(done_on=local(20).date(), actor=editor, **done)
        assert (kept.state, kept.decided_by, kept.decided_at) == ("kept", editor, local(21))
        event = promise.case.events.get(step=CaseStep.PROMISE_DECIDED)
        assert event.data == {"promise": promise.pk, "state": "kept", "done_on": "2026-11-20"}
        with pytest.raises(NotPossible):
            keep_answers_promise(done_on=local(20).date(), actor=editor, **done)

    def test_are_late_the_day_after(self, editor, promise) -> None:
        late = keep_answers_promise(
            promise=promise, done_on=local(21).date(), note="Đã sửa", actor=editor, now=local(21)
        )
        assert late.state == "late"

    def test_are_dropped_by_who_decides_and_not_silently(self, head, editor, promise) -> None:
        drop = {"promise": promise, "reason": "Hết tiền", "now": local(10)}
        for person in (editor, contributor_for(head, promise.portal)):
            with pytest.raises(NotYourOffice):
                drop_answers_promise(actor=person, **drop)
        with pytest.raises(NotPossible):
            drop_answers_promise(actor=head, **{**drop, "reason": ""})
        assert drop_answers_promise(actor=head, **drop).state == "dropped"
        assert promise.case.events.filter(step=CaseStep.PROMISE_DECIDED).exists()


class TestTemplates:
    def test_are_a_boards_own(self, portal, other, editor, theirs) -> None:
        words = {"name": "Chào", "text": "Kính gửi ông/bà", "now": local(3)}
        with pytest.raises(NotYourOffice):
            save_answer_template(portal=portal, actor=theirs, **words)
        kept = save_answer_template(portal=portal, actor=editor, **words)
        with pytest.raises(NotPossible):
            save_answer_template(portal=portal, actor=editor, **words)
        with pytest.raises(NotPossible):
            save_answer_template(portal=other, template=kept, actor=theirs, **words)
        for wrong in ({"name": " "}, {"text": ""}, {"kind": "gì đó"}):
            with pytest.raises(NotPossible):
                save_answer_template(portal=portal, actor=editor, **{**words, "name": "B", **wrong})
        save_answer_template(
            portal=portal, template=kept, actor=editor, **{**words, "text": "Kính gửi bà"}
        )
        assert AnswerTemplate.objects.get().text == "Kính gửi bà"
        contributor = make_member(portal, Position.CONTRIBUTOR)
        with pytest.raises(NotYourOffice):
            delete_answer_template(template=kept, actor=contributor, now=local(3))
        delete_answer_template(template=kept, actor=editor, now=local(3))
        assert not AnswerTemplate.objects.exists()


class TestLateness:
    def test_goes_up_once_a_level_and_due_moment(self, portal, head) -> None:
        case, due = make_case(portal), local(16, "17:00")
        with pytest.raises(NotPossible):
            escalate_case(case=case, level=HEAD, now=due)
        event = escalate_case(case=case, level=HEAD, now=due + timedelta(minutes=1))
        assert (event.actor, event.data) == (None, {"level": 1})
        with pytest.raises(NotPossible):
            escalate_case(case=case, level=HEAD, now=local(18))
        assert escalate_case(case=case, level=OVERSEER, now=local(19)).data == {"level": 2}

    def test_of_what_waits_or_has_ended_is_none(self, portal, head, editor) -> None:
        waiting = make_case(portal)
        ask_person(case=waiting, question="Thôn nào?", actor=editor, now=local(3))
        for case in (waiting, answer(make_case(portal), editor, head, local(20))):
            for act in (lambda one: escalate_case(case=one, level=HEAD, now=local(25)),
                        lambda one: tell_status(case=one, now=local(25))):  # fmt: skip
                with pytest.raises(NotPossible):
                    act(case)

    def test_is_told_to_the_person_every_seven_days(self, portal, head) -> None:
        case = make_case(portal)
        with pytest.raises(NotPossible):
            tell_status(case=case, now=local(16, "17:00"))
        tell_status(case=case, now=local(16, "17:30"))
        case.refresh_from_db()
        assert case.told_at == local(16, "17:30")
        # The seventh day, the 24th, is a day off.
        with pytest.raises(NotPossible):
            tell_status(case=case, now=local(25, "16:59"))
        tell_status(case=case, now=local(25, "17:00"))
        assert case.events.filter(step=CaseStep.STATUS_TOLD).count() == 2

    def test_begins_anew_where_there_was_more_time(self, portal, head) -> None:
        case = make_case(portal)
        extend_case(case=case, days=1, basis="Quy chế", reason="Khó", actor=head, now=local(3))
        with pytest.raises(NotPossible):
            escalate_case(case=case, level=HEAD, now=local(17, "17:00"))
        assert escalate_case(case=case, level=HEAD, now=local(17, "17:01")).pk

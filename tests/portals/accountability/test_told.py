"""Whom the inbox tells of requests, and what the clockwork does of itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from portals.accountability import inbox, late
from portals.accountability.actions.answering import Promised, approve_draft
from portals.accountability.actions.consults import consult_board
from portals.accountability.actions.following import ask_review
from portals.accountability.actions.triage import (
    accept_case,
    ask_person,
    assign_case,
    hand_over_case,
    seal_case,
)
from portals.accountability.enums import CaseKind
from portals.accountability.inbox import (
    AnswersToApprove,
    ConsultsToAnswer,
    LateBelow,
    OverdueRequests,
    PromisesPastDue,
    RequestsToAnswer,
    RequestsToTakeUp,
    ReviewsToDecide,
    UnattendedBelow,
)
from portals.accountability.models import CaseEvent, CitizenCase
from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.inbox import mails
from portals.inbox.items import things_told
from portals.inbox.mails import post_digest
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from tests.factories import make_member, make_portal
from tests.portals.accountability.cases import (
    answer,
    let_alone,
    local,
    make_case,
    waits_for_approval,
)
from tests.portals.inbox.keeping import forget_statements
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


def told(source, person, now=None) -> list[str]:
    """Whose thing each line is about, by its key."""
    reader = InboxReader(person, now or local(4))
    return sorted(item.key for item in items_of(reader, [source()]))


def keys(*things) -> list[str]:
    return sorted(str(thing.pk) for thing in things)


@pytest.fixture
def queue_of():
    """What the queue shows a person who follows a link."""
    return lambda person, url: list(desk_client(person).get(url).context["object_list"])


class TestTheBoard:
    def test_takes_up_what_is_new_or_was_handed_to_it(self, portal, other, editor, theirs) -> None:
        new, given, sealed = make_case(portal), make_case(other), make_case(portal)
        accept_case(case=make_case(portal), actor=editor, now=local(3))
        hand_over_case(case=given, to=portal, reason="Xã", actor=theirs, now=local(3))
        head = make_member(portal, Position.HEAD)
        seal_case(case=sealed, officer=head, actor=editor, now=local(3))
        assert told(RequestsToTakeUp, editor) == told(RequestsToTakeUp, head) == keys(new, given)
        assert told(RequestsToTakeUp, make_member(portal, Position.CONTRIBUTOR)) == []
        assert told(RequestsToTakeUp, theirs) == []

    def test_takes_up_by_lines_what_presses_most_and_all_others_by_one(
        self, portal, other, editor, theirs, monkeypatch, queue_of
    ) -> None:
        """Whatever is folded, the numbers stay: of what waits, and of what the line leads to."""
        monkeypatch.setattr(inbox, "MOST_LINES", 2)
        forget_statements(monkeypatch)
        late, *others = (make_case(portal, now=local(day)) for day in (3, 2, 4, 4))
        make_case(other), accept_case(case=make_case(portal), actor=editor, now=local(3))
        seal_case(
            case=make_case(portal),
            officer=make_member(portal, Position.HEAD),
            actor=editor,
            now=local(3),
        )
        reader = InboxReader(editor, local(4))
        *shown, more = items_of(reader, [RequestsToTakeUp()])
        assert [item.key for item in shown] == [str(others[0].pk), str(late.pk)]
        assert (more.key, more.stands_for, more.title) == (
            f"more-{portal.pk}",
            2,
            "Còn 2 yêu cầu khác của công dân cần tiếp nhận",
        )
        assert (more.due_at, more.since) == (others[1].triage_due_at, others[1].arrived_at)
        assert things_told([*shown, more]) == 4 == len(queue_of(editor, more.url))
        assert told(RequestsToTakeUp, theirs, local(4)) == keys(
            *CitizenCase.objects.filter(portal=other)
        )
        page = desk_client(editor).get(reverse("inbox")).context
        assert (
            page["total"]
            == things_told(one.line.item for one in page["told"])
            == len(page["told"]) + 1
        )
        monkeypatch.setattr(mails, "MOST_LINES", 2)
        with translation.override("en"):
            mail = post_digest(user=editor, items=[*shown, more], day=local(4).date(), now=local(4))
        assert "4 things" in mail.subject
        assert "2 more" in mail.text
        # One that would stand for itself alone is a line like the others.
        accept_case(case=others[1], actor=editor, now=local(4))
        assert told(RequestsToTakeUp, editor) == keys(late, others[0], others[2])

    def test_answers_by_one_line_what_is_left_for_this_person(
        self, portal, head, editor, monkeypatch, queue_of
    ) -> None:
        monkeypatch.setattr(inbox, "MOST_LINES", 1)
        forget_statements(monkeypatch)
        for number in range(4):
            case = make_case(portal, now=local(2 + number))
            accept_case(case=case, actor=head, now=local(5))
            if not number:
                assign_case(case=case, officer=editor, actor=head, now=local(5))
        for person, left in ((head, 2), (editor, 3)):
            first, more = items_of(InboxReader(person, local(5)), [RequestsToAnswer()])
            assert (first.stands_for, more.stands_for) == (1, left)
            assert len(queue_of(person, more.url)) == left + 1

    def test_answers_by_who_has_it_and_by_all_where_nobody_has(self, portal, head, editor) -> None:
        free, given, waits, done = (make_case(portal) for _time in range(4))
        comment = make_case(portal, kind=CaseKind.COMMENT)
        for case in (free, given, waits, comment):
            accept_case(case=case, actor=head, now=local(3))
        ask_person(case=waits, question="Thôn nào?", actor=head, now=local(3))
        assign_case(case=given, officer=editor, actor=head, now=local(3))
        waits_for_approval(done, editor, local(3))
        assert told(RequestsToAnswer, editor) == keys(free, given)
        assert told(RequestsToAnswer, head) == keys(free)
        # Who has left has it no more.
        BoardMember.objects.filter(user=editor).update(position=Position.CONTRIBUTOR)
        assert told(RequestsToAnswer, head) == keys(free, given)

    def test_approves_by_who_decides_and_did_not_write_it(self, portal, head, editor) -> None:
        draft, own = (
            waits_for_approval(make_case(portal), author, local(3)) for author in (editor, head)
        )
        assert told(AnswersToApprove, editor) == []
        assert told(AnswersToApprove, head) == keys(draft.case)
        let_alone(portal, local(4))
        assert told(AnswersToApprove, head) == keys(draft.case, own.case)
        assert told(AnswersToApprove, head, local(5)) == keys(draft.case)

    def test_decides_on_reviews_and_promises_that_are_due(
        self, portal, head, editor, theirs
    ) -> None:
        draft = waits_for_approval(make_case(portal), editor, local(3))
        promised = [Promised("Sửa đèn", local(5).date())]
        case = approve_draft(draft=draft, actor=head, now=local(3), promises=promised)
        ask_review(case=case, reason="Chưa", now=local(3))
        assert told(ReviewsToDecide, head) == keys(case)
        assert told(ReviewsToDecide, editor) == told(ReviewsToDecide, theirs) == []
        assert told(PromisesPastDue, editor, local(5, "23:59")) == []
        assert told(PromisesPastDue, editor, local(6, "00:00")) == keys(case.promises.get())
        assert told(PromisesPastDue, theirs, local(6)) == []

    def test_is_asked_by_another_until_the_request_ends(
        self, portal, other, head, editor, theirs
    ) -> None:
        case = make_case(portal)
        consult = consult_board(case=case, portal=other, question="?", actor=editor, now=local(3))
        assert told(ConsultsToAnswer, theirs) == keys(consult)
        assert told(ConsultsToAnswer, editor) == []
        answer(case, editor, head, local(4))
        assert told(ConsultsToAnswer, theirs) == []

    def test_hears_of_the_late_by_number_from_the_due_minute_on(self, portal, head, editor) -> None:
        make_case(portal), make_case(portal)
        assert told(OverdueRequests, head, local(16, "17:00")) == []
        assert told(OverdueRequests, head, local(16, "17:01")) == keys(portal)
        assert told(OverdueRequests, editor, local(18)) == []


class TestAbove:
    @pytest.fixture
    def above(self):
        return make_portal("district")

    @pytest.fixture
    def overseer(self, above):
        return make_member(above, Position.HEAD)

    def test_hears_after_three_working_days_which_boards_are_late(self, above, overseer) -> None:
        below, beside = make_portal(overseer=above), make_portal()
        for portal in (below, beside):
            make_member(portal, Position.EDITOR)
            make_case(portal)
        # Due on Monday the 16th: three working days late from Thursday on.
        late.let_go_up(now=local(18, "23:00"))
        assert told(LateBelow, overseer, local(18, "23:30")) == []
        late.let_go_up(now=local(19, "00:30"))
        with translation.override("en"):
            (line,) = items_of(InboxReader(overseer, local(19)), [LateBelow()])
        assert line.note == f"{below.name} (1)"
        assert "HD-" not in f"{line.title} {line.note} {line.url}"

    def test_hears_the_same_day_of_a_board_without_anybody(self, above, overseer) -> None:
        below = make_portal(overseer=above)
        make_member(below, Position.CONTRIBUTOR)
        make_case(below)
        assert told(UnattendedBelow, overseer, local(2)) == keys(above)
        make_member(below, Position.EDITOR)
        assert told(UnattendedBelow, overseer, local(2)) == []


class TestTheClockwork:
    def test_lets_each_go_up_once_and_no_sealed_one(self, portal, head, editor) -> None:
        make_case(portal)
        seal_case(case=make_case(portal), officer=head, actor=editor, now=local(3))
        # Sixty days ago, and answered with the draft.
        make_case(portal, kind=CaseKind.COMMENT, now=local(2) - timedelta(days=60))
        assert late.let_go_up(now=local(16, "17:00")) == 0
        assert late.tell_who_waits(now=local(16, "17:00")) == 0
        assert [late.let_go_up(now=local(17)) for _time in range(2)] == [1, 0]
        assert [late.let_go_up(now=local(19)) for _time in range(2)] == [1, 0]
        levels = CaseEvent.objects.filter(step="escalated").values_list("data__level", flat=True)
        assert list(levels.order_by("pk")) == [1, 2]

    def test_goes_on_with_the_others_where_something_happened_to_one_meanwhile(
        self, portal, editor
    ) -> None:
        touched, other = make_case(portal), make_case(portal)
        accept_case(case=touched, actor=editor, now=local(17, "10:01"))
        assert late.let_go_up(now=local(17)) == late.tell_who_waits(now=local(17)) == 1
        assert set(CaseEvent.objects.filter(step="escalated").values_list("case", flat=True)) == {
            other.pk
        }

    def test_tells_who_waits_and_again_after_seven_days(self, portal) -> None:
        make_case(portal)
        # Told on the 17th at ten; the seventh day after it is the 24th, a day off.
        days = (local(16, "17:00"), local(17), local(18), local(25, "16:59"), local(25, "17:00"))
        assert [late.tell_who_waits(now=now) for now in days] == [0, 1, 0, 0, 1]

"""The steps of the review: which there are on which board, who takes them, and who has the text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry, WorkflowState

from editorial.enums import ApprovalGround, ReviewStep, SensitiveSubject
from editorial.models import Approval, ArticlePage
from editorial.review.actions import (
    UnableToPassOn,
    UnableToTakeBack,
    approve_story,
    pass_on,
    return_story,
    revision_mark,
    submit_story,
    take_back,
)
from editorial.review.choosing_subject import set_subject
from editorial.review.holding import holding_of
from editorial.review.waiting import WaitingStep, waiting_for
from portals.boards.actions.grants import declare_away, delegate
from portals.boards.enums import Position
from portals.boards.models import Delegation
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal("province")


@pytest.fixture
def board(portal):
    return {position: make_member(portal, position) for position in Position}


def submitted(portal, author, **fields: object) -> ArticlePage:
    story = make_story(portal, author=author, **fields)
    submit_story(story=story, actor=author, now=timezone.now())
    return ArticlePage.objects.get(pk=story.pk)


def step_of(story) -> str:
    return story.current_workflow_task.specific.step


def asked_of(user) -> list[str]:
    return [one.step for one in waiting_for(user, timezone.now())]


class TestTheSteps:
    def test_go_from_editor_to_secretary_to_head(self, portal, board) -> None:
        now = timezone.now()
        hour = now + timedelta(days=1)
        story = submitted(portal, board[Position.CONTRIBUTOR])
        assert step_of(story) == ReviewStep.EDIT
        assert asked_of(board[Position.EDITOR]) == [WaitingStep.EDIT]
        assert asked_of(board[Position.HEAD]) == []

        pass_on(story=story, actor=board[Position.EDITOR], now=now)
        assert asked_of(board[Position.EDITOR]) == []
        assert asked_of(board[Position.SECRETARY]) == [WaitingStep.COMPLETE]

        state = pass_on(story=story, actor=board[Position.SECRETARY], now=now, go_live_at=hour)
        assert state.specific.go_live_at == hour
        assert asked_of(board[Position.DEPUTY]) == [WaitingStep.APPROVE]

        approve_story(story=story, actor=board[Position.HEAD], now=now)
        assert Approval.objects.get().ground == ApprovalGround.POST
        assert asked_of(board[Position.DEPUTY]) == []

    def test_are_skipped_where_nobody_holds_their_post(self, portal) -> None:
        author = make_member(portal, Position.CONTRIBUTOR)
        make_member(portal, Position.HEAD)

        assert step_of(submitted(portal, author)) == ReviewStep.APPROVE

    def test_are_skipped_when_their_only_holder_leaves_meanwhile(self, portal, board) -> None:
        submitted(portal, board[Position.EDITOR])
        assert asked_of(board[Position.HEAD]) == []
        portal.board.members.filter(user=board[Position.SECRETARY]).delete()

        assert asked_of(board[Position.HEAD]) == [WaitingStep.APPROVE]

    def test_are_passed_over_by_a_head_who_approves_before_them(self, portal, board) -> None:
        story = submitted(portal, board[Position.CONTRIBUTOR])

        assert approve_story(story=story, actor=board[Position.HEAD], now=timezone.now()).live

    def test_are_not_taken_by_other_posts(self, portal, board) -> None:
        story = submitted(portal, board[Position.EDITOR])
        assert step_of(story) == ReviewStep.COMPLETE

        with pytest.raises(NotYourOffice):
            pass_on(story=story, actor=board[Position.EDITOR], now=timezone.now())

    @pytest.mark.parametrize("position", list(Position))
    def test_are_not_taken_by_another_board(self, portal, board, position) -> None:
        story = submitted(portal, board[Position.EDITOR])

        with pytest.raises(NotYourOffice):
            pass_on(story=story, actor=make_member(make_portal(), position), now=timezone.now())

    def test_take_an_hour_to_come_and_the_text_that_was_read(self, portal, board) -> None:
        now = timezone.now()
        story = submitted(portal, board[Position.EDITOR])
        mark = revision_mark(story.get_latest_revision())
        with pytest.raises(UnableToPassOn):
            pass_on(story=story, actor=board[Position.SECRETARY], now=now, go_live_at=now)
        story.title = "Bản khác"
        story.save_revision(user=board[Position.EDITOR])

        with pytest.raises(UnableToPassOn):
            pass_on(story=story, actor=board[Position.SECRETARY], now=now, mark=mark)

        assert step_of(ArticlePage.objects.get(pk=story.pk)) == ReviewStep.COMPLETE

    def test_keep_the_hour_that_an_earlier_one_proposed(self, portal, board) -> None:
        now = timezone.now()
        hour = now + timedelta(days=1)
        story = submitted(portal, board[Position.CONTRIBUTOR])

        pass_on(story=story, actor=board[Position.EDITOR], now=now, go_live_at=hour)
        state = pass_on(story=story, actor=board[Position.SECRETARY], now=now)

        assert state.specific.go_live_at == hour

    def test_end_with_the_approval(self, portal, board) -> None:
        story = submitted(portal, board[Position.HEAD])

        with pytest.raises(UnableToPassOn):
            pass_on(story=story, actor=board[Position.SECRETARY], now=timezone.now())

    def test_go_on_where_a_text_was_returned(self, portal, board) -> None:
        author = board[Position.EDITOR]
        story = submitted(portal, author)
        return_story(
            story=story, reason="Thiếu nguồn.", actor=board[Position.SECRETARY], now=timezone.now()
        )
        returned = waiting_for(author, timezone.now())
        assert [(one.step, one.note) for one in returned] == [
            (WaitingStep.RETURNED, "Thiếu nguồn.")
        ]
        assert holding_of(ArticlePage.objects.get(pk=story.pk), timezone.now()).reason

        submit_story(story=story, actor=author, now=timezone.now())

        assert step_of(ArticlePage.objects.get(pk=story.pk)) == ReviewStep.COMPLETE


class TestTakingBack:
    def test_makes_it_a_draft_again(self, portal, board) -> None:
        author = board[Position.CONTRIBUTOR]
        story = submitted(portal, author)

        take_back(story=story, actor=author, now=timezone.now())

        assert ArticlePage.objects.get(pk=story.pk).current_workflow_state is None
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
        with pytest.raises(UnableToTakeBack):
            take_back(story=story, actor=author, now=timezone.now())

    def test_is_not_for_who_wrote_it_and_left_the_board(self, portal, board) -> None:
        author = board[Position.CONTRIBUTOR]
        story = submitted(portal, author)
        portal.board.members.filter(user=author).delete()
        # A post elsewhere is none here.
        make_member(make_portal(), Position.HEAD, user=author)

        with pytest.raises(NotYourOffice):
            take_back(story=story, actor=author, now=timezone.now())
        assert ArticlePage.objects.get(pk=story.pk).current_workflow_state is not None

    def test_is_for_who_submitted_it_too(self, portal, board) -> None:
        story = make_story(portal, author=board[Position.CONTRIBUTOR])
        submit_story(story=story, actor=board[Position.EDITOR], now=timezone.now())

        take_back(story=story, actor=board[Position.EDITOR], now=timezone.now())

        assert ArticlePage.objects.get(pk=story.pk).current_workflow_state is None

    def test_is_for_who_wrote_it(self, portal, board) -> None:
        story = submitted(portal, board[Position.CONTRIBUTOR])

        with pytest.raises(NotYourOffice):
            take_back(story=story, actor=board[Position.EDITOR], now=timezone.now())


class TestASensitiveSubject:
    @pytest.fixture
    def story(self, portal, board):
        return submitted(
            portal, board[Position.SECRETARY], title="Tỉnh bổ nhiệm Giám đốc Sở Thử Nghiệm"
        )

    def test_is_proposed_by_the_words_and_the_section(self, portal, board, story) -> None:
        assert story.sensitive_subject == SensitiveSubject.PERSONNEL
        land = submitted(portal, board[Position.SECRETARY], section="dat-dai")
        assert land.sensitive_subject == SensitiveSubject.LAND
        plain = submitted(portal, board[Position.SECRETARY], title="Lễ hội Lim mở hội")
        assert plain.sensitive_subject == ""

    def test_is_the_heads_to_approve(self, portal, board, story) -> None:
        deputy = board[Position.DEPUTY]
        assert asked_of(deputy) == []
        with pytest.raises(NotYourOffice):
            approve_story(story=story, actor=deputy, now=timezone.now())

        approve_story(story=story, actor=board[Position.HEAD], now=timezone.now())

        assert Approval.objects.get().subject == SensitiveSubject.PERSONNEL

    def test_is_lifted_by_the_head_or_secretary_only(self, board, story) -> None:
        for position in (Position.DEPUTY, Position.EDITOR, Position.CONTRIBUTOR):
            with pytest.raises(NotYourOffice):
                set_subject(story=story, subject=None, actor=board[position], now=timezone.now())

        set_subject(story=story, subject=None, actor=board[Position.SECRETARY], now=timezone.now())

        with pytest.raises(NotYourOffice):
            set_subject(
                story=story,
                subject=SensitiveSubject.LAND,
                actor=board[Position.CONTRIBUTOR],
                now=timezone.now(),
            )
        assert asked_of(board[Position.DEPUTY]) == [WaitingStep.APPROVE]
        assert PageLogEntry.objects.filter(action="editorial.set_subject").exists()

    def test_is_nothing_to_another_board(self, story) -> None:
        stranger = make_member(make_portal(), Position.HEAD)
        for subject in (None, SensitiveSubject.LAND):
            with pytest.raises(NotYourOffice):
                set_subject(story=story, subject=subject, actor=stranger, now=timezone.now())

    def test_is_asked_again_of_a_text_edited_since(self, portal, board) -> None:
        story = submitted(portal, board[Position.SECRETARY], title="Tin ngắn")
        story.title = "Kết luận thanh tra tại xã"
        story.save_revision(user=board[Position.SECRETARY])

        with pytest.raises(NotYourOffice):
            approve_story(story=story, actor=board[Position.DEPUTY], now=timezone.now())

    def test_reaches_the_deputy_by_delegation_and_the_log_says_so(
        self, portal, board, story
    ) -> None:
        today = timezone.localdate()
        Delegation.objects.create(
            board=portal.board,
            giver=board[Position.HEAD],
            receiver=board[Position.DEPUTY],
            period=(today, today + timedelta(days=3)),
            made_at=timezone.now(),
        )
        assert asked_of(board[Position.DEPUTY]) == [WaitingStep.APPROVE]

        approve_story(story=story, actor=board[Position.DEPUTY], now=timezone.now())

        assert Approval.objects.get().ground == ApprovalGround.DELEGATION
        entry = PageLogEntry.objects.get(action="editorial.approve")
        assert entry.data["basis"] == "delegation"
        assert entry.data["in_place_of"] == board[Position.HEAD].pk

    def test_reaches_the_deputy_after_the_heads_silence(self, portal, board, story) -> None:
        # Whatever weekend or holiday is near.
        later = timezone.now() + timedelta(hours=portal.board.hours_of_silence, days=20)

        approve_story(story=story, actor=board[Position.DEPUTY], now=later)

        assert Approval.objects.get().ground == ApprovalGround.HEAD_SILENT


class TestWhoHasTheText:
    def test_is_told_by_step_and_names(self, portal, board) -> None:
        story = submitted(portal, board[Position.EDITOR])

        holding = holding_of(story, timezone.now())

        assert holding.step == ReviewStep.COMPLETE
        assert holding.people == (str(board[Position.SECRETARY]),)

    def test_names_the_head_alone_for_a_sensitive_text(self, portal, board) -> None:
        story = submitted(portal, board[Position.SECRETARY], section="thanh-tra")

        assert holding_of(story, timezone.now()).people == (str(board[Position.HEAD]),)

    def test_is_named_with_who_acts_in_whose_place(self, portal, board) -> None:
        head, deputy, secretary = (
            board[position] for position in (Position.HEAD, Position.DEPUTY, Position.SECRETARY)
        )
        story = make_story(portal, author=secretary, title="Bổ nhiệm Phó Chủ tịch xã")
        submit_story(story=story, actor=secretary, now=timezone.now())
        days = {"starts_on": timezone.localdate(), "ends_on": timezone.localdate() + timedelta(5)}
        common = {"board": portal.board, "actor": head, "now": timezone.now(), **days}

        delegate(receiver=secretary, **common)
        declare_away(user=head, stand_in=deputy, **common)

        people = holding_of(story, timezone.now()).people
        assert people == (f"{deputy} (trực thay {head})", f"{secretary} (được ủy quyền)")

    def test_names_nobody_who_left_the_board(self, portal, board) -> None:
        head, deputy, editor = (
            board[position] for position in (Position.HEAD, Position.DEPUTY, Position.EDITOR)
        )
        story = submitted(portal, board[Position.SECRETARY], title="Bổ nhiệm Phó Chủ tịch xã")
        days = {"starts_on": timezone.localdate(), "ends_on": timezone.localdate() + timedelta(5)}
        common = {"board": portal.board, "actor": head, "now": timezone.now(), **days}
        delegate(receiver=editor, **common)
        declare_away(user=head, stand_in=deputy, **common)
        portal.board.members.filter(user__in=[deputy, editor]).delete()

        assert holding_of(story, timezone.now()).people == (str(head),)


class TestTheListOfWhatWaits:
    def test_takes_as_many_queries_for_many_texts(
        self, portal, board, django_assert_max_num_queries
    ) -> None:
        head = board[Position.HEAD]
        counts = []
        for texts in (1, 6):
            for _number in range(texts):
                submitted(portal, board[Position.SECRETARY])
            with django_assert_max_num_queries(25) as queries:
                waiting_for(head, timezone.now())
            counts.append(len(queries))

        assert counts[0] == counts[1]

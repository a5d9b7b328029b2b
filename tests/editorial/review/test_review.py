"""The review of texts: who decides, on which text, and what it leads to."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from editorial.enums import ApprovalGround, ReviewStep
from editorial.models import Approval, ArticlePage, BoardReviewState, Placement
from editorial.permissions import authors_of_change
from editorial.review.actions import (
    UnableToApprove,
    UnableToReturn,
    UnableToSubmit,
    approve_story,
    return_story,
    revision_mark,
    submit_story,
    take_back,
)
from editorial.review.waiting import texts_in_review
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_story, published_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def editor(portal):
    return make_member(portal, Position.EDITOR)


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


@pytest.fixture
def submitted(portal, editor):
    story = make_story(portal, author=editor, title="Lễ hội Lim mở hội")
    submit_story(story=story, actor=editor, now=timezone.now())
    return ArticlePage.objects.get(pk=story.pk)


class TestSubmitting:
    def test_starts_the_one_workflow_for_any_post_on_the_portals_board(self, portal) -> None:
        author = make_member(portal, Position.CONTRIBUTOR)
        story = make_story(portal, author=author)

        state = submit_story(story=story, actor=author, now=timezone.now())

        assert state.status == WorkflowState.STATUS_IN_PROGRESS
        assert state.current_task_state.specific.task.specific.step == ReviewStep.APPROVE
        assert BoardReviewState.objects.filter(status="in_progress").count() == 1

    def test_is_refused_to_a_stranger(self, portal, editor) -> None:
        stranger = make_member(make_portal(), Position.HEAD)
        story = make_story(portal, author=editor)

        with pytest.raises(NotYourOffice):
            submit_story(story=story, actor=stranger, now=timezone.now())

    def test_is_refused_to_a_contributor_who_did_not_write_it(self, portal, editor) -> None:
        other = make_member(portal, Position.CONTRIBUTOR)
        story = make_story(portal, author=editor)

        with pytest.raises(NotYourOffice):
            submit_story(story=story, actor=other, now=timezone.now())

    def test_is_refused_twice(self, submitted, editor) -> None:
        with pytest.raises(UnableToSubmit):
            submit_story(story=submitted, actor=editor, now=timezone.now())

    def test_is_refused_for_a_text_that_is_public_as_it_stands(self, portal, editor) -> None:
        story = published_story(portal, author=editor)

        with pytest.raises(UnableToSubmit):
            submit_story(story=story, actor=editor, now=timezone.now())

    def test_goes_on_after_a_return(self, submitted, editor, head) -> None:
        return_story(story=submitted, reason="Thiếu nguồn.", actor=head, now=timezone.now())

        state = submit_story(story=submitted, actor=editor, now=timezone.now())

        assert state.status == WorkflowState.STATUS_IN_PROGRESS
        assert WorkflowState.objects.for_instance(submitted).count() == 1


class TestApproving:
    @pytest.mark.parametrize("position", [Position.HEAD, Position.DEPUTY])
    def test_publishes_and_places_the_story(self, portal, submitted, position) -> None:
        approver = make_member(portal, position)

        page = approve_story(story=submitted, actor=approver, now=timezone.now())

        assert page.live
        assert Placement.objects.standing().filter(story=page, portal=portal).count() == 1
        assert not page.current_workflow_state

    @pytest.mark.asvs("2.2.2")
    @pytest.mark.parametrize(
        "position", [Position.SECRETARY, Position.EDITOR, Position.CONTRIBUTOR]
    )
    def test_is_refused_to_other_posts(self, portal, submitted, position) -> None:
        member = make_member(portal, position)

        with pytest.raises(NotYourOffice):
            approve_story(story=submitted, actor=member, now=timezone.now())
        assert not ArticlePage.objects.get(pk=submitted.pk).live

    def test_is_refused_to_the_head_of_another_board(self, submitted) -> None:
        stranger = make_member(make_portal(), Position.HEAD)

        with pytest.raises(NotYourOffice):
            approve_story(story=submitted, actor=stranger, now=timezone.now())

    def test_is_refused_after_the_term_has_ended(self, portal, submitted) -> None:
        former = make_member(portal, Position.HEAD, ends_on=timezone.localdate())

        with pytest.raises(NotYourOffice):
            approve_story(story=submitted, actor=former, now=timezone.now())

    def test_takes_a_second_person(self, portal, head) -> None:
        story = make_story(portal, author=head)
        submit_story(story=story, actor=head, now=timezone.now())

        with pytest.raises(NotYourOffice):
            approve_story(story=story, actor=head, now=timezone.now())

    def test_takes_a_second_person_where_the_owner_never_saved_a_version(
        self, portal, head, editor
    ) -> None:
        """Brought in from elsewhere in the head's name, and saved by nobody or by somebody else."""
        story = make_story(portal, author=editor)
        ArticlePage.objects.filter(pk=story.pk).update(owner=head)
        submit_story(story=story, actor=editor, now=timezone.now())

        assert authors_of_change(ArticlePage.objects.get(pk=story.pk)) == {head.pk, editor.pk}
        assert [text.own for text in texts_in_review(head, [portal], timezone.now())] == [True]
        with pytest.raises(NotYourOffice):
            approve_story(story=story, actor=head, now=timezone.now())

    def test_takes_a_second_person_after_the_approver_edited_it(self, submitted, head) -> None:
        submitted.title = "Sửa tên"
        submitted.save_revision(user=head)

        with pytest.raises(NotYourOffice):
            approve_story(story=submitted, actor=head, now=timezone.now())

    @pytest.mark.asvs("2.3.1")
    def test_is_refused_for_a_text_edited_since_it_was_read(self, submitted, editor, head) -> None:
        mark = revision_mark(submitted.get_latest_revision())
        submitted.title = "Bản khác"
        submitted.save_revision(user=editor)

        with pytest.raises(UnableToApprove):
            approve_story(story=submitted, actor=head, now=timezone.now(), mark=mark)

    def test_is_refused_for_a_revision_overwritten_in_place(self, submitted, editor, head) -> None:
        revision = submitted.get_latest_revision()
        mark = revision_mark(revision)
        submitted.title = "Bản khác"
        submitted.save_revision(user=editor, overwrite_revision=revision)

        with pytest.raises(UnableToApprove):
            approve_story(story=submitted, actor=head, now=timezone.now(), mark=mark)

    def test_is_refused_for_an_unfinished_text(self, portal, editor, head) -> None:
        story = make_story(portal, author=editor)
        submit_story(story=story, actor=editor, now=timezone.now())
        story.lead = ""
        story.save_revision(user=editor, clean=False)

        with pytest.raises(UnableToApprove):
            approve_story(story=story, actor=head, now=timezone.now())

    def test_keeps_the_hour_of_a_scheduled_text(self, submitted, head) -> None:
        now = timezone.now()
        hour = now + timedelta(days=1)

        page = approve_story(story=submitted, actor=head, now=now, go_live_at=hour)

        assert not page.live
        assert page.approved_schedule
        assert BoardReviewState.objects.get(status="approved").go_live_at == hour
        assert not Placement.objects.filter(story=page).exists()

    def test_is_refused_for_an_hour_in_the_past(self, submitted, head) -> None:
        now = timezone.now()

        with pytest.raises(UnableToApprove):
            approve_story(story=submitted, actor=head, now=now, go_live_at=now)

    @pytest.mark.asvs("2.3.3", "16.5.3")
    def test_leaves_nothing_when_publishing_fails(self, submitted, head, monkeypatch) -> None:
        def fail(**_kwargs: object) -> None:
            raise RuntimeError

        monkeypatch.setattr("editorial.receivers.carry_out_publication", fail)
        with pytest.raises(RuntimeError):
            approve_story(story=submitted, actor=head, now=timezone.now())

        page = ArticlePage.objects.get(pk=submitted.pk)
        assert not page.live
        assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS


class TestTheLastCheck:
    """What ends a review publishes what was approved, for whose approval it was, whatever asked for it."""

    def approved(self, page, approver) -> None:
        Approval.objects.create(
            page_id=page.pk,
            portal=page.portal_of_page(),
            workflow_state=page.current_workflow_state,
            revision=page.get_latest_revision(),
            approver=approver,
            approved_at=timezone.now(),
            ground=ApprovalGround.POST,
        )

    def end(self, page, user) -> None:
        with transaction.atomic():
            page.current_workflow_task_state.specific.approve(user=user)

    def test_publishes_no_other_version(self, submitted, editor, head) -> None:
        self.approved(submitted, head)
        submitted.title = "Bản khác"
        submitted.save_revision(user=editor)

        with pytest.raises(NotYourOffice):
            self.end(submitted, head)
        assert not ArticlePage.objects.get(pk=submitted.pk).live

    def test_publishes_by_no_other_hand(self, portal, submitted, head) -> None:
        self.approved(submitted, head)

        with pytest.raises(NotYourOffice):
            self.end(submitted, make_member(portal, Position.DEPUTY))
        self.end(ArticlePage.objects.get(pk=submitted.pk), head)
        assert ArticlePage.objects.get(pk=submitted.pk).live


class TestReturning:
    def test_keeps_the_reason_and_the_hand(self, submitted, head) -> None:
        state = return_story(
            story=submitted, reason=" Thiếu nguồn. ", actor=head, now=timezone.now()
        )

        assert state.comment == "Thiếu nguồn."
        assert state.finished_by == head
        page = ArticlePage.objects.get(pk=submitted.pk)
        assert page.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES

    def test_takes_a_reason(self, submitted, head) -> None:
        with pytest.raises(UnableToReturn):
            return_story(story=submitted, reason="  ", actor=head, now=timezone.now())

    @pytest.mark.parametrize(
        "position", [Position.SECRETARY, Position.EDITOR, Position.CONTRIBUTOR]
    )
    def test_is_refused_to_who_may_not_take_the_step(self, portal, submitted, position) -> None:
        member = make_member(portal, position)

        with pytest.raises(NotYourOffice):
            return_story(story=submitted, reason="Không hay.", actor=member, now=timezone.now())
        page = ArticlePage.objects.get(pk=submitted.pk)
        assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS

    @pytest.mark.parametrize("waits", [True, False])
    def test_is_refused_to_the_head_of_another_board(self, submitted, editor, waits) -> None:
        stranger = make_member(make_portal(), Position.HEAD)
        if not waits:
            take_back(story=submitted, actor=editor, now=timezone.now())

        with pytest.raises(NotYourOffice):
            return_story(story=submitted, reason="Sai.", actor=stranger, now=timezone.now())

    def test_is_refused_once_decided(self, submitted, head) -> None:
        approve_story(story=submitted, actor=head, now=timezone.now())

        with pytest.raises(UnableToReturn):
            return_story(story=submitted, reason="Muộn.", actor=head, now=timezone.now())


class TestAuthorsOfAChange:
    def test_include_who_overwrote_the_published_revision(self, portal, editor) -> None:
        """An editor left open goes on saving into the revision that was published meanwhile."""
        story = published_story(portal, author=editor)
        revision = Revision.objects.get(pk=story.live_revision_id)
        story.title = "Sửa sau khi đăng"
        story.save_revision(user=editor, overwrite_revision=revision)

        assert editor.pk in authors_of_change(ArticlePage.objects.get(pk=story.pk))

    def test_are_forgotten_once_published(self, portal, editor) -> None:
        story = published_story(portal, author=editor)

        assert authors_of_change(story) == set()


@pytest.mark.django_db(transaction=True)
class TestTwoApproversAtOnce:
    @pytest.mark.asvs("2.3.4")
    def test_decide_once(self) -> None:
        portal = make_portal()
        author = make_member(portal, Position.EDITOR)
        approvers = [make_member(portal, Position.HEAD), make_member(portal, Position.DEPUTY)]
        story = make_story(portal, author=author)
        submit_story(story=story, actor=author, now=timezone.now())
        outcomes: list[str] = []
        start = threading.Barrier(2)

        def decide(approver) -> None:
            try:
                start.wait()
                approve_story(story=story, actor=approver, now=timezone.now())
                outcomes.append("approved")
            except UnableToApprove:
                outcomes.append("too late")
            finally:
                connection.close()

        threads = [threading.Thread(target=decide, args=[approver]) for approver in approvers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == ["approved", "too late"]
        assert Placement.objects.standing().filter(story=story.pk).count() == 1

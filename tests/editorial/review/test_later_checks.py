"""Who publishes out of turn and who checks it afterwards, at the limits: the nearly allowed person and moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from editorial.enums import CheckKind, CheckVerdict
from editorial.models import Approval, ArticlePage, InformationPage, LaterCheck
from editorial.review import sampling
from editorial.review.actions import UnableToApprove, approve_story, submit_story
from editorial.review.fast_lane import UnableToPublishAtOnce, publish_at_once
from editorial.review.later_checks import checks_open_to, may_check
from editorial.review.paper import UnableToRecordPaper, record_paper_approval
from editorial.review.settling import UnableToCheck, settle_check
from portals.boards.actions.grants import declare_away
from portals.boards.enums import Position
from portals.boards.models import StandingWaiver
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_province_tree, make_story, section_of

from .test_exceptions import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    province, district, (commune,) = make_province_tree(1)
    return province, district, commune


@pytest.fixture
def portal(tree):
    return tree[2]


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


def at_once(story, actor) -> LaterCheck:
    return publish_at_once(story=story, reason="Bão.", actor=actor, now=timezone.now())


class TestTheFastLane:
    @pytest.mark.parametrize("position", list(Position))
    def test_is_nothing_to_another_board(self, portal, head, position) -> None:
        story = make_story(portal, author=head)
        with pytest.raises(NotYourOffice):
            at_once(story, make_member(make_portal(), position))
        assert not ArticlePage.objects.get(pk=story.pk).live

    def test_is_open_to_who_stands_in_for_the_desk_and_to_nobody_below_it(
        self, portal, head
    ) -> None:
        contributor = make_member(portal, Position.CONTRIBUTOR)
        editor = make_member(portal, Position.EDITOR)
        with pytest.raises(NotYourOffice):
            at_once(make_story(portal, author=contributor), contributor)
        declare_away(
            board=portal.board,
            user=head,
            stand_in=editor,
            starts_on=timezone.localdate(),
            ends_on=timezone.localdate() + timedelta(2),
            actor=head,
            now=timezone.now(),
        )
        assert at_once(make_story(portal, author=editor), editor).answerable == editor

    def test_carries_no_strange_link_past_the_head(self, portal, head) -> None:
        text = '<p><a href="https://cua-hang-la.example/">Mua ở đây</a></p>'
        body = [{"type": "text", "value": text}]
        secretary = make_member(portal, Position.SECRETARY)
        story = make_story(portal, author=secretary, body=body)
        for person in (secretary, make_member(portal, Position.DEPUTY)):
            with pytest.raises(UnableToPublishAtOnce):
                at_once(story, person)
        assert not ArticlePage.objects.get(pk=story.pk).live
        at_once(story, head)
        assert ArticlePage.objects.get(pk=story.pk).live


class TestTheCheckOfTheFastLane:
    def test_is_for_who_decides_and_had_no_hand_in_it(self, portal, head) -> None:
        deputy, other = (make_member(portal, Position.DEPUTY) for _number in range(2))
        story = make_story(portal, author=deputy)
        check = at_once(story, head)
        now = timezone.now()
        strangers = [
            make_member(portal, Position.SECRETARY),
            make_member(portal, Position.EDITOR),
            make_member(make_portal(), Position.HEAD),
        ]
        for person in (deputy, head, *strangers):
            assert not may_check(check, person, now)
            with pytest.raises(NotYourOffice):
                settle_check(
                    check=check, verdict=CheckVerdict.PASSED, reason="", actor=person, now=now
                )
        assert may_check(check, other, now)

    def test_is_for_the_overseer_from_the_hour_it_is_due(self, tree, portal, head) -> None:
        make_member(portal, Position.DEPUTY)
        check = at_once(make_story(portal, author=head), head)
        above = make_member(tree[1], Position.DEPUTY)
        strangers = [
            make_member(tree[1], Position.SECRETARY),
            make_member(tree[0], Position.HEAD),
            make_member(make_portal("district"), Position.HEAD),
        ]
        early = check.due_at - timedelta(seconds=1)
        assert checks_open_to(above, early) == []
        assert checks_open_to(above, check.due_at) == [check]
        for person in strangers:
            assert checks_open_to(person, check.due_at) == []

    def test_either_passes_or_withdraws(self, portal, head) -> None:
        deputy = make_member(portal, Position.DEPUTY)
        check = at_once(make_story(portal, author=head), head)
        with pytest.raises(UnableToCheck):
            settle_check(
                check=check,
                verdict=CheckVerdict.FAULTED,
                reason="Thiếu nguồn.",
                actor=deputy,
                now=timezone.now(),
            )

    def test_withdraws_a_standing_page_too(self, portal, head) -> None:
        page = InformationPage(title="Lịch trực bão", owner=head, live=False)
        section_of(portal, "gioi-thieu").add_child(instance=page)
        page.save_revision(user=head)
        check = at_once(page, head)
        settle_check(
            check=check,
            verdict=CheckVerdict.WITHDRAWN,
            reason="Sai số điện thoại.",
            actor=make_member(portal, Position.DEPUTY),
            now=timezone.now(),
        )
        assert not InformationPage.objects.get(pk=page.pk).live


def self_approved(portal, head, now: datetime) -> Approval:
    StandingWaiver.objects.get_or_create(
        board=portal.board,
        period=(date(2024, 1, 1), timezone.localdate() + timedelta(9)),
        defaults={"made_at": now},
    )
    story = make_story(portal, author=head)
    submit_story(story=story, actor=head, now=now)
    approve_story(story=story, actor=head, now=now)
    return Approval.objects.get(page=story.pk)


class TestTheDrawOfASample:
    def test_takes_the_first_of_each_portal_and_of_each_month_of_the_province(
        self, portal, head, monkeypatch
    ) -> None:
        monkeypatch.setattr(sampling, "ONE_IN", 2**64)
        neighbour = make_portal()
        other = make_member(neighbour, Position.HEAD)
        evening = datetime(2024, 10, 31, 16, 59, tzinfo=UTC)
        midnight = datetime(2024, 10, 31, 17, 0, tzinfo=UTC)

        drawn = [
            hasattr(self_approved(place, person, now), "check_afterwards")
            for place, person, now in [
                (portal, head, evening),
                (portal, head, evening),
                (neighbour, other, evening),
                (portal, head, midnight),
                (portal, head, midnight),
            ]
        ]

        assert drawn == [True, False, True, True, False]


class TestTheCheckOfASample:
    def test_is_for_the_desk_of_the_overseer(self, tree, portal, head) -> None:
        self_approved(portal, head, timezone.now())
        check = LaterCheck.objects.get()
        assert check.kind == CheckKind.SAMPLE
        now = timezone.now()
        for position in Position:
            allowed = position in {Position.HEAD, Position.DEPUTY, Position.SECRETARY}
            assert may_check(check, make_member(tree[1], position), now) == allowed
        for person in (
            make_member(tree[0], Position.HEAD),
            make_member(make_portal("district"), Position.HEAD),
        ):
            assert not may_check(check, person, now)


class TestPaper:
    @pytest.fixture
    def secretary(self, portal):
        return make_member(portal, Position.SECRETARY)

    @pytest.fixture
    def story(self, portal, secretary):
        story = make_story(portal, author=secretary, title="Lễ hội Lim mở hội")
        submit_story(story=story, actor=secretary, now=timezone.now())
        return story

    def record(self, story, approver, actor, **options: object) -> Approval:
        now = timezone.now()
        given = {"signed_at": now, "sheet": photo(), "now": now, **options}
        return record_paper_approval(story=story, approver=approver, actor=actor, **given)

    def test_is_recorded_by_the_desk_of_its_own_board(self, portal, head, story) -> None:
        for person in (
            make_member(portal, Position.EDITOR),
            make_member(portal, Position.CONTRIBUTOR),
            make_member(make_portal(), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                self.record(story, head, person)
        assert not ArticlePage.objects.get(pk=story.pk).live

    def test_takes_a_signer_of_its_own_board_who_is_another_and_held_the_post_then(
        self, portal, head, story, secretary
    ) -> None:
        foreign = make_member(make_portal(), Position.HEAD)
        coming = make_member(portal, Position.DEPUTY, starts_on=timezone.localdate() + timedelta(1))
        for signer in (foreign, coming):
            with pytest.raises(UnableToApprove):
                self.record(story, signer, secretary)
        with pytest.raises(UnableToRecordPaper):
            self.record(story, head, head)
        with pytest.raises(UnableToApprove):
            self.record(story, head, secretary, go_live_at=timezone.now() - timedelta(seconds=1))

    def test_of_a_sensitive_text_takes_the_head(self, portal, head, secretary) -> None:
        story = make_story(portal, author=secretary, title="Xã bổ nhiệm Phó Chủ tịch")
        deputy = make_member(portal, Position.DEPUTY)
        with pytest.raises(UnableToApprove):
            self.record(story, deputy, secretary)
        assert self.record(story, head, secretary).approver == head

    def test_takes_a_second_person(self, portal, head, secretary) -> None:
        story = make_story(portal, author=head)
        with pytest.raises(NotYourOffice):
            self.record(story, head, secretary)
        assert not Approval.objects.exists()

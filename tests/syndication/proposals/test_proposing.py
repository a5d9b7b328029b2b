"""Sending a story up, and what the standing editors above do with it."""

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import Placement
from editorial.placements.actions import take_down, withdraw_story
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from syndication.enums import ProposalState
from syndication.jobs import place_dispatch
from syndication.proposals.actions import (
    UnableToDecide,
    UnableToPropose,
    decline_proposal,
    propose_story,
    take_proposal,
    withdraw_proposal,
)
from tests.factories import make_member, make_story, published_story, section_of
from tests.syndication.casts import make_cast, send

pytestmark = pytest.mark.django_db


class Sent:
    """A commune's story that waits at the province."""

    def __init__(self) -> None:
        self.cast = make_cast()
        self.commune = self.cast.communes[0]
        self.head = make_member(self.commune, Position.HEAD)
        self.story = published_story(self.commune)
        self.proposal = self.propose()

    def propose(self, **options):
        given = {"story": self.story, "note": "", "actor": self.head, **options}
        return propose_story(now=timezone.now(), **given)

    def take(self, **options):
        given = {
            "proposal": self.proposal,
            "section": section_of(self.cast.portal),
            "actor": self.cast.head,
            **options,
        }
        return take_proposal(now=timezone.now(), **given)

    def decline(self, reason="Đã có tin tương tự", **options):
        given = {"proposal": self.proposal, "actor": self.cast.head, **options}
        return decline_proposal(now=timezone.now(), reason=reason, **given)

    def take_back(self, **options):
        given = {"proposal": self.proposal, "actor": self.head, **options}
        return withdraw_proposal(now=timezone.now(), **given)


class TestProposing:
    def test_it_goes_to_the_portal_at_the_top(self):
        sent = Sent()

        assert sent.proposal.sender == sent.commune
        assert sent.proposal.receiver == sent.cast.portal
        assert sent.proposal.state == ProposalState.WAITING
        assert PageLogEntry.objects.get(action="syndication.propose").user == sent.head

    def test_a_second_one_is_refused_while_the_first_waits_and_while_it_stands_there(self):
        sent = Sent()
        with pytest.raises(UnableToPropose):
            sent.propose()
        sent.take()
        with pytest.raises(UnableToPropose):
            sent.propose()

    @pytest.mark.parametrize("end", ["decline", "take_back"])
    def test_after_a_refusal_or_a_withdrawal_it_may_be_sent_again(self, end):
        sent = Sent()
        getattr(sent, end)()

        assert sent.propose().state == ProposalState.WAITING

    def test_after_the_receiver_took_it_down_it_may_be_sent_and_taken_again(self):
        sent = Sent()
        sent.take()
        take_down(
            placement=Placement.objects.get(story=sent.story, portal=sent.cast.portal),
            reason="Cần sửa lại số liệu.",
            actor=sent.cast.head,
            now=timezone.now(),
        )

        sent.proposal = sent.propose()
        sent.take()

        standing = Placement.objects.standing().filter(portal=sent.cast.portal, story=sent.story)
        assert standing.count() == 1

    def test_after_its_board_withdrew_and_published_it_anew_it_may_be_sent_again(self):
        sent = Sent()
        sent.take()
        withdraw_story(
            story=sent.story,
            kind=RemovalKind.IN_ERROR,
            reason="Nhầm.",
            actor=sent.head,
            now=timezone.now(),
        )
        with pytest.raises(UnableToPropose):
            sent.propose()
        story = type(sent.story).objects.get(pk=sent.story.pk)
        story.save_revision().publish(skip_permission_checks=True)

        assert sent.propose(story=story).state == ProposalState.WAITING

    def test_a_draft_is_refused(self):
        sent = Sent()

        with pytest.raises(UnableToPropose):
            sent.propose(story=make_story(sent.commune))

    def test_the_topmost_portal_has_nobody_to_send_to(self):
        sent = Sent()

        with pytest.raises(UnableToPropose):
            sent.propose(story=sent.cast.story, actor=sent.cast.head)

    def test_a_person_outside_the_desk_is_refused(self):
        sent = Sent()

        for outsider in (make_member(sent.commune, Position.EDITOR), sent.cast.head):
            with pytest.raises(NotYourOffice):
                sent.propose(story=published_story(sent.commune), actor=outsider)


class TestTaking:
    def test_it_places_the_story_in_the_chosen_section(self):
        sent = Sent()

        taken = sent.take(section=section_of(sent.cast.portal, "chi-dao"))

        placement = Placement.objects.standing().get(story=sent.story, portal=sent.cast.portal)
        assert placement.section == section_of(sent.cast.portal, "chi-dao")
        assert placement.role == PlacementRole.REPUBLISHED
        assert placement.via == f"proposal:{taken.pk}"
        assert (taken.state, taken.decided_by) == (ProposalState.TAKEN, sent.cast.head)

    def test_a_section_of_another_portal_is_refused(self):
        sent = Sent()

        with pytest.raises(UnableToDecide):
            sent.take(section=section_of(sent.commune))

    def test_a_story_withdrawn_meanwhile_is_refused(self):
        sent = Sent()
        sent.story.unpublish()

        with pytest.raises(UnableToDecide):
            sent.take()

        assert not Placement.objects.standing().filter(story=sent.story).exists()

    def test_a_story_that_stands_there_already_is_not_placed_twice(self):
        sent = Sent()
        Placement.objects.create(
            portal=sent.cast.portal,
            section=section_of(sent.cast.portal),
            story=sent.story,
            role=PlacementRole.REPUBLISHED,
            kind="article",
            placed_at=timezone.now(),
        )

        assert sent.take().state == ProposalState.TAKEN
        assert Placement.objects.filter(story=sent.story, portal=sent.cast.portal).count() == 1

    def test_a_story_taken_up_is_still_sent_down_by_its_own_portal_only(self):
        sent = Sent()
        sent.take()

        with pytest.raises(NotYourOffice):
            send(sent.story, sent.cast.head)

    def test_dispatches_of_the_province_leave_the_proposal_alone(self):
        sent = Sent()
        place_dispatch(dispatch_id=send(sent.cast.story, sent.cast.head).pk)

        sent.proposal.refresh_from_db()
        assert sent.proposal.state == ProposalState.WAITING


class TestDeciding:
    def test_declining_says_why(self):
        sent = Sent()
        with pytest.raises(UnableToDecide):
            sent.decline(reason=" ")

        declined = sent.decline("Trùng nội dung")

        assert (declined.state, declined.reason) == (ProposalState.DECLINED, "Trùng nội dung")
        entry = PageLogEntry.objects.get(action="syndication.decline")
        assert entry.data["reason"] == "Trùng nội dung"

    @pytest.mark.parametrize("first", ["take", "decline", "take_back"])
    @pytest.mark.parametrize("second", ["take", "decline", "take_back"])
    def test_what_was_decided_stays_decided(self, first, second):
        sent = Sent()
        getattr(sent, first)()

        with pytest.raises(UnableToDecide):
            getattr(sent, second)()

    @pytest.mark.parametrize("verb", ["take", "decline"])
    def test_the_sender_does_not_decide(self, verb):
        sent = Sent()

        with pytest.raises(NotYourOffice):
            getattr(sent, verb)(actor=sent.head)

    def test_the_receiver_does_not_take_it_back_for_the_sender(self):
        sent = Sent()

        with pytest.raises(NotYourOffice):
            sent.take_back(actor=sent.cast.head)

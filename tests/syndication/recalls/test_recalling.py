"""Taking a story off every portal: nothing stands, nothing is under way, it is on record."""

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial.enums import RemovalKind
from editorial.models import Placement
from editorial.placements.actions import UnableToWithdraw, withdraw_story
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from syndication.enums import DeliveryState, DispatchState, ProposalState
from syndication.jobs import place_dispatch
from syndication.models import Recall
from syndication.placing.actions import place_slice
from syndication.proposals.actions import propose_story
from syndication.recalls.recalling import UnableToRecall, recall_story
from tests.factories import make_member, make_story, published_story, section_of
from tests.syndication.casts import make_cast, send

pytestmark = pytest.mark.django_db


def recall(story, actor, **options):
    given = {
        "kind": RemovalKind.IN_ERROR,
        "reason": "Sai số liệu",
        "now": timezone.now(),
        **options,
    }
    return recall_story(story=story, actor=actor, **given)


class TestRecall:
    def test_the_story_stands_nowhere_and_every_delivery_says_so(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)

        done = recall(cast.story, cast.head)

        assert done.placements_ended == 4
        assert not Placement.objects.standing().filter(story=cast.story).exists()
        dispatch.refresh_from_db()
        assert dispatch.state == DispatchState.RECALLED
        assert dispatch.ended_at == done.recalled_at
        assert set(dispatch.deliveries.values_list("state", "reason")) == {
            (DeliveryState.RECALLED, "Sai số liệu")
        }
        cast.story.refresh_from_db()
        assert not cast.story.live

    def test_in_the_middle_of_a_dispatch_the_rest_is_never_placed(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        place_slice(dispatch_id=dispatch.pk, now=timezone.now(), size=1)

        recall(cast.story, cast.head)

        assert place_dispatch(dispatch_id=dispatch.pk) == 0
        assert not Placement.objects.standing().filter(story=cast.story).exists()
        assert set(dispatch.deliveries.values_list("state", flat=True)) == {DeliveryState.RECALLED}

    def test_a_failed_delivery_keeps_its_own_reason(self):
        cast = make_cast(communes=1)
        section_of(cast.communes[0]).delete()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)

        recall(cast.story, cast.head)

        failed = dispatch.deliveries.get(portal=cast.communes[0])
        assert failed.state == DeliveryState.FAILED

    def test_a_withdrawal_by_a_member_board_ends_what_is_under_way(self):
        cast = make_cast()
        head = make_member(cast.communes[0], Position.HEAD)
        story = published_story(cast.communes[0])
        proposal = propose_story(story=story, note="", actor=head, now=timezone.now())

        withdraw_story(
            story=story,
            kind=RemovalKind.SUPERSEDED,
            reason="Đã có bài mới",
            actor=head,
            now=timezone.now(),
        )

        proposal.refresh_from_db()
        assert proposal.state == ProposalState.WITHDRAWN
        assert proposal.reason == "Đã có bài mới"

    def test_the_act_has_a_hand_a_portal_and_a_reason(self):
        cast = make_cast()

        done = recall(cast.story, cast.head)

        entry = PageLogEntry.objects.get(action="syndication.recall")
        assert entry.user == cast.head
        assert entry.data == {
            "portal": cast.portal.pk,
            "recall": done.pk,
            "placements": 1,
            "own_versions": [],
            "reason": "Sai số liệu",
        }


class TestRefusal:
    @pytest.mark.parametrize("position", [Position.SECRETARY, Position.EDITOR])
    def test_only_who_may_withdraw_may_recall(self, position):
        cast = make_cast()

        with pytest.raises(NotYourOffice):
            recall(cast.story, make_member(cast.portal, position))

    def test_the_board_of_a_receiving_portal_may_not(self):
        cast = make_cast()
        place_dispatch(dispatch_id=send(cast.story, cast.head).pk)

        with pytest.raises(NotYourOffice):
            recall(cast.story, make_member(cast.district, Position.HEAD))

    @pytest.mark.parametrize(
        "options", [{"reason": "  "}, {"kind": RemovalKind.MOVED}, {"kind": RemovalKind.EXPIRED}]
    )
    def test_a_recall_needs_its_kind_and_reason(self, options):
        cast = make_cast()

        with pytest.raises((UnableToRecall, UnableToWithdraw)):
            recall(cast.story, cast.head, **options)

    def test_a_second_recall_is_refused(self):
        cast = make_cast()
        recall(cast.story, cast.head)

        with pytest.raises(UnableToRecall):
            recall(cast.story, cast.head)

        assert Recall.objects.count() == 1

    def test_a_draft_is_refused(self):
        cast = make_cast()

        with pytest.raises(UnableToRecall):
            recall(make_story(cast.portal), cast.head)

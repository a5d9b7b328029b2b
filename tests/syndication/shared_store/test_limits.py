"""The limits of what goes up and across: whose stories, whose proposals, whose copies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.models import Placement, StoryPage
from portals.boards.enums import Position
from portals.refusals import NotYourOffice
from syndication.adaptations.actions.making import UnableToAdapt, adapt_story
from syndication.deliveries.republishing import UnableToRepublish, republish_story
from syndication.enums import ProposalState
from syndication.models import Proposal
from syndication.proposals.actions import propose_story
from syndication.shared_store.actions.picking import UnableToPick, pick_story
from syndication.shared_store.actions.replacing import UnableToReplace, replace_copy
from syndication.shared_store.copies import repeated_by
from syndication.shared_store.forms import LocalStoriesForm
from syndication.shared_store.queries import LocalStoryFilter, local_stories
from tests.factories import make_member, make_portal, make_story, published_story, section_of
from tests.syndication.casts import make_cast
from tests.syndication.desk import waiting_proposal

from .test_picking import BODY, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def pick(story, portal, actor) -> None:
    pick_story(
        story=story,
        section=section_of(portal),
        sends_on=False,
        actor=actor,
        now=timezone.now(),
    )


class TestPicking:
    def test_takes_no_proposal_that_waits_elsewhere_or_is_of_another_story(self, cast) -> None:
        head, proposal = waiting_proposal(cast)
        beside = propose_story(
            story=published_story(cast.communes[0]), note="", actor=head, now=timezone.now()
        )
        deputy = make_member(cast.district, Position.DEPUTY)

        pick(proposal.story, cast.district, deputy)
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.WAITING
        pick(proposal.story, cast.portal, cast.head)

        proposal.refresh_from_db()
        beside.refresh_from_db()
        assert (proposal.state, beside.state) == (ProposalState.TAKEN, ProposalState.WAITING)

    def test_leaves_what_was_decided_as_it_was(self, cast) -> None:
        _head, proposal = waiting_proposal(cast)
        earlier = timezone.now() - timedelta(days=1)
        Proposal.objects.filter(pk=proposal.pk).update(
            state=ProposalState.DECLINED, reason="Trùng", decided_at=earlier, decided_by=cast.head
        )

        pick(proposal.story, cast.portal, cast.head)

        proposal.refresh_from_db()
        assert (proposal.state, proposal.decided_at) == (ProposalState.DECLINED, earlier)

    def test_is_of_public_stories(self, cast) -> None:
        with pytest.raises(UnableToPick):
            pick(make_story(cast.communes[0]), cast.portal, cast.head)

    def test_is_not_of_ones_own_or_of_stories_from_above(self, cast) -> None:
        head = make_member(cast.communes[0], Position.HEAD)
        for story, portal, actor in (
            (published_story(cast.portal), cast.portal, cast.head),
            (cast.story, cast.communes[0], head),
            (published_story(cast.communes[1]), cast.communes[0], head),
        ):
            with pytest.raises(UnableToPick):
                pick(story, portal, actor)


class TestLocalStories:
    def found(self, cast, **options) -> set[int]:
        wanted = LocalStoryFilter(**{"since": timezone.now() - timedelta(days=1), **options})
        stories = local_stories(cast.portal, wanted, now=timezone.now())
        return set(stories.values_list("story", flat=True))

    def test_are_public_ones_of_portals_below_where_they_were_written(self, cast) -> None:
        local = published_story(cast.communes[0])
        make_story(cast.communes[0])
        published_story(make_portal("province"))
        gone = published_story(cast.communes[1])
        gone.unpublish()
        head = make_member(cast.communes[1], Position.HEAD)
        republish_story(
            story=cast.story, section=section_of(cast.communes[1]), actor=head, now=timezone.now()
        )

        assert self.found(cast) == {local.pk}

    def test_are_narrowed_by_each_of_the_desks_wishes(self, cast) -> None:
        first = published_story(cast.communes[0], title="Hội làng Diềm")
        second = published_story(cast.district, title="Cắt điện", section="chi-dao")
        pick(second, cast.portal, cast.head)

        assert self.found(cast, words="hội") == {first.pk}
        assert self.found(cast, words=cast.district.name) == {second.pk}
        assert self.found(cast, tier="district") == {second.pk}
        assert self.found(cast, section_type="tin-tuc") == {first.pk}
        assert self.found(cast, only_new=True) == {first.pk}
        # A tier that has no portals is none to narrow to.
        offered = [code for code, _name in LocalStoriesForm().fields["tier"].choices]
        assert offered == ["", "province", "district", "commune"]

    def test_are_those_since_an_instant(self, cast) -> None:
        story = published_story(cast.communes[0])
        at = Placement.objects.get(story=story).placed_at

        assert self.found(cast, since=at) == {story.pk}
        assert self.found(cast, since=at + timedelta(microseconds=1)) == set()


class TestACopy:
    @pytest.fixture
    def pair(self, cast):
        original = published_story(cast.communes[0], title="Khai mạc lễ hội làng", body=BODY)
        copy = later(published_story(cast.communes[1], title="Khai mạc lễ hội làng", body=BODY))
        return original, copy

    def replace(self, pair, actor) -> None:
        original, copy = pair
        replace_copy(copy=copy, original=original, actor=actor, now=timezone.now())

    @pytest.mark.parametrize("position", [Position.SECRETARY, Position.EDITOR])
    def test_is_replaced_by_its_own_head_or_deputy(self, cast, pair, position) -> None:
        strangers = [
            make_member(cast.communes[1], position),
            make_member(cast.communes[0], Position.HEAD),
            cast.head,
        ]

        for stranger in strangers:
            with pytest.raises(NotYourOffice):
                self.replace(pair, stranger)

        assert StoryPage.objects.get(pk=pair[1].pk).live
        self.replace(pair, make_member(cast.communes[1], Position.DEPUTY))
        assert not StoryPage.objects.get(pk=pair[1].pk).live

    def test_stays_where_one_of_the_two_is_not_public(self, cast, pair) -> None:
        original, copy = pair
        head = make_member(cast.communes[1], Position.HEAD)
        StoryPage.objects.get(pk=original.pk).unpublish()

        with pytest.raises((UnableToReplace, UnableToRepublish)):
            self.replace(pair, head)

        assert Placement.objects.standing().filter(story=copy, portal=cast.communes[1]).exists()

    def test_is_no_story_of_the_same_portal_and_no_own_version(self, cast, pair) -> None:
        original, copy = pair
        now, portal = timezone.now() + timedelta(hours=2), cast.communes[1].pk
        assert set(repeated_by([copy.pk], portal_id=portal, now=now)) == {copy.pk}
        assert repeated_by([copy.pk], portal_id=cast.communes[0].pk, now=now) == {}

        StoryPage.objects.filter(pk=copy.pk).update(adapted_from=original.pk)

        assert repeated_by([copy.pk], portal_id=portal, now=now) == {}

    def test_is_told_of_an_original_and_not_of_an_own_version(self, cast, pair) -> None:
        original, copy = pair
        StoryPage.objects.filter(pk=original.pk).update(adapted_from=cast.story.pk)

        assert repeated_by([copy.pk], portal_id=cast.communes[1].pk, now=timezone.now()) == {}


class TestWhereAFamilyStands:
    """A board that has an own version has the story: nobody brings it back by another way."""

    @pytest.fixture
    def own(self, cast):
        commune = cast.communes[0]
        head = make_member(commune, Position.HEAD)
        made = adapt_story(
            source=cast.story, section=section_of(commune), actor=head, now=timezone.now()
        )
        StoryPage.objects.get(pk=made.copy_id).get_latest_revision().publish(
            skip_permission_checks=True
        )
        return StoryPage.objects.get(pk=made.copy_id), head

    def test_its_source_is_not_republished_or_adapted_again(self, cast, own) -> None:
        given = {"section": section_of(cast.communes[0]), "actor": own[1], "now": timezone.now()}

        with pytest.raises(UnableToRepublish):
            republish_story(story=cast.story, **given)
        with pytest.raises(UnableToAdapt):
            adapt_story(source=cast.story, **given)

    def test_it_does_not_go_up_to_where_its_source_was_written(self, cast, own) -> None:
        copy, _head = own

        with pytest.raises(UnableToPick):
            pick(copy, cast.portal, cast.head)

        assert not Placement.objects.filter(portal=cast.portal, story=copy).exists()

    def test_it_is_picked_where_no_relative_stands_and_refused_where_one_does(
        self, cast, own
    ) -> None:
        copy, _head = own
        deputy = make_member(cast.district, Position.DEPUTY)
        republish_story(
            story=cast.story, section=section_of(cast.district), actor=deputy, now=timezone.now()
        )
        with pytest.raises(UnableToPick):
            pick(copy, cast.district, deputy)
        Placement.objects.filter(portal=cast.district, story=cast.story).update(
            removed_at=timezone.now() + timedelta(days=1), removal_kind="taken_down"
        )

        pick(copy, cast.district, deputy)

        assert Placement.objects.standing().filter(portal=cast.district, story=copy).exists()

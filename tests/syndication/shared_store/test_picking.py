"""Stories going up and across: picked and sent on, found in the shared store, copies turned into placements."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.models import Placement, StoryPage
from portals.boards.enums import Position
from portals.clock import local_date
from portals.refusals import NotYourOffice
from portals.visits.models import PageViews
from syndication.adaptations.actions.making import adapt_story
from syndication.deliveries.republishing import republish_story
from syndication.dispatches.actions import UNDO_TIME, start_dispatch, undo_dispatches
from syndication.enums import DeliveryState, ProposalState
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch
from syndication.shared_store.actions.picking import UnableToPick, pick_story
from syndication.shared_store.actions.replacing import UnableToReplace, replace_copy
from syndication.shared_store.copies import repeated_by
from syndication.shared_store.paths import hops_of, stops_of
from tests.factories import make_member, make_portal, published_story, section_of
from tests.support.visiting import visit
from tests.syndication.casts import make_cast
from tests.syndication.desk import client_of, text_of, waiting_proposal

pytestmark = pytest.mark.django_db

TEXT = " ".join(
    f"Câu số {number} kể về buổi khai mạc lễ hội làng bên dòng sông với trò chơi thứ {number}."
    for number in range(40)
)
BODY = [{"type": "text", "value": f"<p>{TEXT}</p>"}]


@pytest.fixture
def cast():
    return make_cast()


def pick(story, portal, actor, *, sends_on=False):
    return pick_story(
        story=story,
        section=section_of(portal),
        sends_on=sends_on,
        actor=actor,
        now=timezone.now(),
    )


def later(story: StoryPage) -> StoryPage:
    StoryPage.objects.filter(pk=story.pk).update(
        first_published_at=timezone.now() + timedelta(hours=1)
    )
    return StoryPage.objects.get(pk=story.pk)


class TestPicking:
    def test_places_the_story_and_sends_it_on_in_the_same_act(self, cast):
        story = published_story(cast.communes[0], title="Hội làng Diềm")

        picked = pick(story, cast.portal, cast.head, sends_on=True)
        start_dispatch(dispatch_id=picked.dispatch.pk, now=picked.dispatch.starts_at)
        Delivery.objects.update(how="rule")
        place_dispatch(dispatch_id=picked.dispatch.pk)

        assert picked.dispatch.sender == cast.portal
        states = dict(picked.dispatch.deliveries.values_list("portal_id", "state"))
        assert states[cast.communes[0].pk] == DeliveryState.ALREADY_PLACED
        assert states[cast.communes[1].pk] == DeliveryState.PLACED
        assert Placement.objects.standing().filter(story=story).count() == 4

    def test_what_is_sent_on_may_be_taken_back_for_a_while(self, cast):
        story = published_story(cast.communes[0])

        dispatch = pick(story, cast.portal, cast.head, sends_on=True).dispatch

        assert dispatch.starts_at - dispatch.sent_at == UNDO_TIME
        assert not dispatch.deliveries.exists()
        now = dispatch.sent_at + UNDO_TIME / 2
        assert undo_dispatches(dispatches=[dispatch], actor=cast.head, now=now) == 1
        assert not start_dispatch(dispatch_id=dispatch.pk, now=dispatch.starts_at)
        assert Placement.objects.standing().filter(story=story).count() == 2

    def test_takes_what_its_board_had_sent_up(self, cast):
        _head, proposal = waiting_proposal(cast)

        pick(proposal.story, cast.portal, cast.head)

        proposal.refresh_from_db()
        assert (proposal.state, proposal.decided_by) == (ProposalState.TAKEN, cast.head)

    def test_is_for_the_desk_above_and_of_portals_below(self, cast):
        story = published_story(cast.communes[0])
        stranger = make_portal("province")
        with pytest.raises(NotYourOffice):
            pick(story, cast.portal, make_member(cast.portal, Position.EDITOR))
        with pytest.raises(UnableToPick):
            pick(story, stranger, make_member(stranger, Position.HEAD))

    def test_page_shows_new_stories_with_those_alike_together(self, cast):
        first = published_story(cast.communes[0], title="Khai mạc lễ hội", body=BODY)
        second = later(published_story(cast.communes[1], title="Lễ hội khai mạc", body=BODY))
        other = published_story(cast.communes[1], title="Cắt điện thứ Bảy")
        Placement.objects.filter(story=second).update(
            placed_at=timezone.now() - timedelta(seconds=1)
        )
        Placement.objects.filter(story=first).update(
            placed_at=timezone.now() - timedelta(seconds=9)
        )
        client = client_of(cast.head)

        response = client.get(reverse("across:local_stories"))

        groups = {
            group.placement.story_id: [one.story_id for one in group.alike]
            for group in response.context["groups"]
        }
        assert groups == {first.pk: [second.pk], other.pk: []}
        narrowed = client.get(reverse("across:local_stories"), {"q": "Cắt điện", "days": "x"})
        assert "Cắt điện" in text_of(narrowed)
        assert "Khai mạc" not in text_of(narrowed)

    def test_page_asks_the_same_for_few_stories_and_many(self, cast):
        client = client_of(cast.head)
        published_story(cast.communes[0])
        client.get(reverse("across:local_stories"))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("across:local_stories"))
        for _ in range(5):
            published_story(cast.communes[1])

        with CaptureQueriesContext(connection) as many:
            client.get(reverse("across:local_stories"))

        assert len(few) == len(many)

    def test_form_picks_and_leads_to_the_dispatch(self, cast):
        story = published_story(cast.communes[0])
        section = section_of(cast.portal).pk

        answer = client_of(cast.head).post(
            reverse("across:pick", args=[story.pk]), {"section": section, "sends_on": "on"}
        )

        dispatch = Dispatch.objects.get()
        assert answer["Location"] == reverse("syndication:dispatch", args=[dispatch.pk])

    def test_pages_are_for_nobody_else(self, cast):
        story = published_story(cast.communes[0])
        client = client_of(make_member(cast.communes[1], Position.HEAD))

        assert client.get(reverse("across:local_stories")).status_code == 404
        assert client.get(reverse("across:pick", args=[story.pk])).status_code == 404


class TestTheStore:
    def test_finds_public_stories_of_all_portals_with_what_may_be_done(self, cast):
        story = published_story(cast.communes[0], title="Hội làng Diềm mở cửa")
        client = client_of(make_member(cast.communes[1], Position.HEAD))

        shown = text_of(client.get(reverse("across:store"), {"q": "hội làng"}))

        assert reverse("syndication:republish", args=[story.pk]) in shown
        assert reverse("adapting:adapt", args=[story.pk]) in shown

    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR])
    def test_offers_to_edit_what_came_from_others_to_editors_alone(self, cast, position):
        portal = cast.communes[1]
        story = published_story(cast.communes[0])
        head = make_member(portal, Position.HEAD)
        republish_story(story=story, section=section_of(portal), actor=head, now=timezone.now())

        answer = client_of(make_member(portal, position)).get(
            reverse("portal_stories", args=[portal.pk])
        )

        assert story.title in text_of(answer)
        offered = reverse("adapting:adapt", args=[story.pk]) in text_of(answer)
        assert offered is (position == Position.EDITOR)

    def test_shows_editors_what_stands_on_their_portal_already(self, cast):
        story = published_story(cast.communes[0], title="Hội làng Diềm mở cửa")
        head = make_member(cast.communes[1], Position.HEAD)
        republish_story(
            story=story, section=section_of(cast.communes[1]), actor=head, now=timezone.now()
        )

        shown = text_of(client_of(head).get(reverse("across:store"), {"q": "hội làng"}))

        assert reverse("syndication:republish", args=[story.pk]) not in shown


class TestCopies:
    @pytest.fixture
    def pair(self, cast):
        original = published_story(cast.communes[0], title="Khai mạc lễ hội làng", body=BODY)
        copy = later(published_story(cast.communes[1], title="Khai mạc lễ hội làng", body=BODY))
        return original, copy

    def test_are_found_on_the_later_side_only(self, cast, pair):
        original, copy = pair
        now = timezone.now()

        found = repeated_by([copy.pk], portal_id=cast.communes[1].pk, now=now)
        assert found[copy.pk].original.pk == original.pk
        assert repeated_by([original.pk], portal_id=cast.communes[0].pk, now=now) == {}

    def test_become_placements_and_their_address_leads_there(self, cast, pair):
        original, copy = pair
        head = make_member(cast.communes[1], Position.HEAD)
        path = copy.public_path()

        replace_copy(copy=copy, original=original, actor=head, now=timezone.now())

        standing = Placement.objects.standing().filter(portal=cast.communes[1])
        assert [one.story_id for one in standing] == [original.pk]
        gone = visit(cast.communes[1], path)
        assert gone.status_code == 410
        assert original.public_path() in gone.content.decode()

    def test_that_differ_by_now_stay(self, cast, pair):
        original, copy = pair
        copy = type(copy.specific).objects.get(pk=copy.pk)
        copy.body = copy.body.stream_block.to_python(
            [{"type": "text", "value": "<p>" + "Một bài hoàn toàn khác về vụ mùa. " * 40 + "</p>"}]
        )
        copy.save_revision().publish(skip_permission_checks=True)

        with pytest.raises(UnableToReplace):
            replace_copy(
                copy=copy,
                original=original,
                actor=make_member(cast.communes[1], Position.HEAD),
                now=timezone.now(),
            )
        assert StoryPage.objects.get(pk=copy.pk).live

    def test_are_offered_in_the_desks_list_and_on_a_page(self, cast, pair):
        original, copy = pair
        client = client_of(make_member(cast.communes[1], Position.HEAD))
        offer = reverse("across:replace", args=[copy.pk, original.pk])

        assert offer in text_of(client.get(reverse("portal_stories", args=[cast.communes[1].pk])))
        assert offer in text_of(client.get(reverse("across:copies")))
        assert client.post(offer)["Location"] == reverse(
            "portal_stories", args=[cast.communes[1].pk]
        )


class TestTheWay:
    def test_of_a_story_names_hops_and_stops(self, cast):
        story = published_story(cast.communes[0], title="Hội làng Diềm")
        pick(story, cast.portal, cast.head)
        head = make_member(cast.communes[1], Position.HEAD)
        made = adapt_story(
            source=story, section=section_of(cast.communes[1]), actor=head, now=timezone.now()
        )
        copy = StoryPage.objects.get(pk=made.copy_id)
        copy.get_latest_revision().publish(skip_permission_checks=True)

        hops = hops_of(StoryPage.objects.get(pk=copy.pk))
        stops = stops_of(story)

        assert [hop.portal for hop in hops] == [cast.communes[0], cast.communes[1]]
        assert [stop.portal for stop in stops] == [cast.communes[0], cast.portal]

    def test_tells_its_board_how_many_looked_at_it(self, cast):
        story = published_story(cast.communes[0], title="Hội Lim")
        pick(story, cast.portal, cast.head)
        today = local_date(timezone.now())
        for portal, views in ((cast.communes[0], 1400), (cast.portal, 20)):
            PageViews.objects.create(portal=portal, page=story, day=today, views=views)
        board = client_of(make_member(cast.communes[0], Position.SECRETARY))

        way = text_of(board.get(reverse("across:path", args=[story.pk])))
        desk = text_of(client_of(cast.head).get(reverse("across:local_stories")))

        assert "Đến nay có 1.420 lượt xem." in way
        assert "1.400" in way
        assert "1.420 lượt xem" in desk

    def test_is_shown_to_its_own_board_and_not_to_a_stranger(self, cast):
        _head, proposal = waiting_proposal(cast)
        story = proposal.story
        own = client_of(make_member(cast.communes[0], Position.EDITOR))
        stranger = client_of(make_member(cast.communes[1], Position.HEAD))
        page = reverse("across:path", args=[story.pk])

        shown = text_of(own.get(page))

        assert cast.communes[0].name in shown
        assert proposal.receiver.name in shown
        assert stranger.get(page).status_code == 404

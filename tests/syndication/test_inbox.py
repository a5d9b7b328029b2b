"""What travelling stories put into the inbox, each kind in a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portals.boards.enums import Position
from portals.inbox.items import InboxItem, InboxUrgency
from portals.inbox.queries import items_of, urgent_portals
from portals.inbox.reader import InboxReader
from syndication.enums import DeliveryState, Urgency
from syndication.inbox import FailedDeliveries, OfferedStories, ReceivedToday
from syndication.jobs import place_dispatch
from syndication.models import Delivery, Dispatch
from syndication.proposals.actions import propose_story
from tests.factories import make_member, make_story, published_story
from tests.support.inboxes import in_inbox
from tests.walls import body, desk_client

from .casts import make_cast, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def items(source, user, **options: object) -> list[InboxItem]:
    return items_of(InboxReader(user, timezone.now(), **options), [source])


def propose(cast, number: int = 0):
    commune = cast.communes[number]
    return propose_story(
        story=published_story(commune),
        note="",
        actor=make_member(commune, Position.HEAD),
        now=timezone.now(),
    )


class TestAnOfferedStory:
    def test_waits_for_the_desk_of_the_province(self, cast) -> None:
        proposal = propose(cast)
        receiver = proposal.receiver
        desk = cast.head if receiver == cast.portal else make_member(receiver, Position.SECRETARY)

        (item,) = items(OfferedStories(), desk)

        assert item.title == proposal.story.title
        assert [act.url for act in item.acts] == [
            reverse("syndication:take", args=[proposal.pk]),
            reverse("syndication:decline", args=[proposal.pk]),
        ]
        assert items(OfferedStories(), make_member(receiver, Position.EDITOR)) == []
        assert items(OfferedStories(), proposal.proposed_by) == []


class TestADeliveryThatFailed:
    def fail(self, cast, **options: object):
        dispatch = send(cast.story, cast.head, **options)
        Delivery.objects.filter(dispatch=dispatch).update(
            state=DeliveryState.FAILED, reason="Cổng đã đóng."
        )
        return dispatch

    def test_is_one_line_a_dispatch_for_the_desk_that_sent_it(self, cast) -> None:
        self.fail(cast, urgency=Urgency.ORDINARY)

        (item,) = items(FailedDeliveries(), cast.head)

        assert str(len(cast.receivers)) in item.note
        assert item.urgency == InboxUrgency.ORDINARY
        assert items(FailedDeliveries(), make_member(cast.communes[0], Position.HEAD)) == []
        assert urgent_portals(timezone.now(), [FailedDeliveries()]) == {}

    def test_is_urgent_where_the_story_was(self, cast) -> None:
        now = timezone.now()
        dispatch = self.fail(cast)
        Dispatch.objects.filter(pk=dispatch.pk).update(
            urgency=Urgency.URGENT,
            confirmed_by=make_member(cast.portal, Position.DEPUTY),
            confirmed_at=now,
            urgent_until=now + timedelta(hours=24),
        )

        (item,) = items(FailedDeliveries(), cast.head)

        assert item.urgency == InboxUrgency.URGENT
        assert urgent_portals(timezone.now(), [FailedDeliveries()]) == {
            "failed-delivery": {cast.portal.pk}
        }

    def test_is_shown_for_a_week(self, cast) -> None:
        self.fail(cast, urgency=Urgency.ORDINARY, now=timezone.now() - timedelta(days=8))

        assert items(FailedDeliveries(), cast.head) == []


class TestWhatCameFromAbove:
    def test_is_one_line_a_portal_and_day(self, cast) -> None:
        editor = make_member(cast.communes[0], Position.EDITOR)
        for _ in range(3):
            dispatch = send(published_story(cast.portal), cast.head, urgency=Urgency.ORDINARY)
            place_dispatch(dispatch_id=dispatch.pk)

        (item,) = items(ReceivedToday(), editor)

        assert item.title.startswith("3")
        assert item.urgency == InboxUrgency.UNHURRIED

    def test_is_off_the_list_once_it_was_seen(self, cast) -> None:
        """And nothing else goes by that button: a draft is laid aside until a day, or not at all."""
        editor = make_member(cast.communes[0], Position.EDITOR)
        dispatch = send(cast.story, cast.head, urgency=Urgency.ORDINARY)
        place_dispatch(dispatch_id=dispatch.pk)
        make_story(cast.communes[0], author=editor)
        client = desk_client(editor)
        (told,) = in_inbox(editor, "received")
        (draft,) = in_inbox(editor, "draft")

        for item in (told, draft):
            client.post(reverse("inbox_snooze"), {"viec": item.name, "seen": "1"})

        page = body(client.get(reverse("inbox"))).decode()
        assert told.title not in page
        assert draft.title in page

    def test_of_yesterday_is_gone(self, cast) -> None:
        editor = make_member(cast.communes[0], Position.EDITOR)
        dispatch = send(
            cast.story,
            cast.head,
            urgency=Urgency.ORDINARY,
            now=timezone.now() - timedelta(days=1),
        )
        place_dispatch(dispatch_id=dispatch.pk)

        assert items(ReceivedToday(), editor) == []


class TestTheCost:
    def test_is_the_same_for_few_and_for_many(self, cast, django_assert_num_queries) -> None:
        sources = (OfferedStories(), FailedDeliveries(), ReceivedToday())

        def add(number: int) -> None:
            for _ in range(number):
                dispatch = send(published_story(cast.portal), cast.head, urgency=Urgency.ORDINARY)
                place_dispatch(dispatch_id=dispatch.pk)
                failed = dispatch.deliveries.order_by("pk").first()
                Delivery.objects.filter(pk=failed.pk).update(
                    state=DeliveryState.FAILED, reason="Cổng đã đóng."
                )

        def shown(queries: int) -> int:
            reader = InboxReader(cast.head, timezone.now())
            with django_assert_num_queries(queries):
                return len(items_of(reader, sources))

        add(1)
        few = shown(3)
        for commune in cast.communes:
            make_member(commune, Position.DEPUTY, user=cast.head)
        add(3)

        assert shown(3) > few

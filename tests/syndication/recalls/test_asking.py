"""A recall that is asked for: by whom, of whom, who is told, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.inbox.items import InboxUrgency
from portals.inbox.mailing import tell_urgent
from portals.refusals import NotYourOffice
from syndication.menu import story_acts
from syndication.models import RecallRequest
from syndication.recalls.asked import (
    UnableToAnswerRecallRequest,
    UnableToAskForRecall,
    ask_for_recall,
    decline_recall,
)
from syndication.recalls.recalling import recall_story
from tests.factories import make_member, make_portal, published_story
from tests.support.inboxes import in_inbox
from tests.syndication.casts import make_cast
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast():
    return make_cast(communes=1)


@pytest.fixture
def secretary(cast):
    return make_member(cast.portal, Position.SECRETARY)


def ask(cast, actor, **given):
    asked = {"story": cast.story, "reason": "Sai số điện thoại", "now": timezone.now()} | given
    return ask_for_recall(actor=actor, **asked)


class TestAsking:
    def test_is_told_to_head_and_deputies_at_once(self, cast, secretary, mailoutbox) -> None:
        request, now = ask(cast, secretary), timezone.now()

        assert request.portal == cast.portal
        [told] = in_inbox(cast.head, "recall-request", now=now)
        assert told.urgency == InboxUrgency.URGENT
        assert told.note == "Sai số điện thoại"
        assert told.acts[0].url == reverse("syndication:recall", args=[cast.story.pk])
        # In the morning: at night mails wait for those who want it so.
        assert tell_urgent(now=now.replace(hour=2)) == 1
        assert in_inbox(secretary, "recall-request", now=now) == []
        below = make_member(cast.communes[0], Position.HEAD)
        assert in_inbox(below, "recall-request", now=now) == []

    def test_is_for_the_board_that_wrote_it_and_those_above(self, cast) -> None:
        commune = cast.communes[0]
        story = published_story(commune)
        writer = make_member(commune, Position.CONTRIBUTOR)
        assert ask(cast, writer, story=story).asked_from == commune

        another = published_story(commune)
        above = make_member(cast.portal, Position.EDITOR)
        assert ask(cast, above, story=another).asked_from == cast.portal
        # Below and beside it readers complain as citizens do.
        for stranger in (writer, make_member(make_portal(), Position.HEAD)):
            with pytest.raises(NotYourOffice):
                ask(cast, stranger)

    def test_goes_up_where_nobody_of_the_board_could_do_it(self, cast) -> None:
        orphan = make_portal(overseer=cast.portal)
        editor = make_member(orphan, Position.EDITOR)

        assert ask(cast, editor, story=published_story(orphan)).portal == cast.portal

    def test_is_asked_of_the_own_board_for_a_story_from_below(self, cast, secretary) -> None:
        story = published_story(cast.communes[0])
        make_member(cast.communes[0], Position.HEAD)

        assert ask(cast, secretary, story=story).portal == cast.portal
        page = desk_client(secretary).get(reverse("syndication:ask_recall", args=[story.pk]))
        assert [person.name for person in page.context["people"]] == [str(cast.head)]

    def test_is_offered_to_whoever_may_not_recall(self, cast) -> None:
        commune = cast.communes[0]
        story = published_story(commune)
        address = reverse("syndication:ask_recall", args=[story.pk])

        def offered(position: Position) -> bool:
            return address in [
                url for _label, url, _icon in story_acts(story, make_member(commune, position))
            ]

        assert offered(Position.CONTRIBUTOR)
        assert offered(Position.SECRETARY)
        assert not offered(Position.HEAD)

    def test_wants_a_reason_a_public_story_and_one_request_at_a_time(self, cast, secretary) -> None:
        with pytest.raises(UnableToAskForRecall, match="sai ở đâu"):
            ask(cast, secretary, reason="  ")
        ask(cast, secretary)
        with pytest.raises(UnableToAskForRecall, match="đã được đề nghị gỡ"):
            ask(cast, secretary)
        withdraw_story(
            story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head,
            now=timezone.now(),
        )  # fmt: skip
        cast.story.refresh_from_db()
        with pytest.raises(UnableToAskForRecall, match="không còn"):
            ask(cast, secretary)
        # It went down by another way: nobody is asked any more, also once it is public again.
        assert RecallRequest.objects.get().settled_at
        type(cast.story).objects.filter(pk=cast.story.pk).update(live=True)
        assert in_inbox(cast.head, "recall-request", now=timezone.now()) == []


class TestWhatBecomesOfIt:
    def test_the_recall_settles_it(self, cast, secretary) -> None:
        request, now = ask(cast, secretary), timezone.now()
        recall = recall_story(
            story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head, now=now
        )

        request.refresh_from_db()
        assert (request.recall, request.settled_by, request.settled_at) == (recall, cast.head, now)
        assert in_inbox(secretary, "recall-declined", now=now) == []

    def test_an_answer_is_told_for_a_week_to_whoever_asked(self, cast, secretary) -> None:
        request, now = ask(cast, secretary), timezone.now()
        decline_recall(request=request, answer=" Số đã đúng ", actor=cast.head, now=now)

        [told] = in_inbox(secretary, "recall-declined", now=now)
        assert "Số đã đúng" in told.note
        assert in_inbox(secretary, "recall-declined", now=now + 7 * DAY) == []
        # Told of what stays, no more once it was recalled after all.
        type(cast.story).objects.filter(pk=cast.story.pk).update(live=False)
        assert in_inbox(secretary, "recall-declined", now=now) == []
        type(cast.story).objects.filter(pk=cast.story.pk).update(live=True)
        assert in_inbox(cast.head, "recall-declined", now=now) == []
        assert in_inbox(cast.head, "recall-request", now=now) == []
        page = body(desk_client(secretary).get(told.url)).decode()
        assert "Số đã đúng" in page
        # And may be asked again.
        assert ask(cast, secretary).pk != request.pk

    def test_is_said_by_head_or_deputy_once_and_with_a_reason(self, cast, secretary) -> None:
        request, now = ask(cast, secretary), timezone.now()
        for stranger in (secretary, make_member(cast.communes[0], Position.HEAD)):
            with pytest.raises(NotYourOffice):
                decline_recall(request=request, answer="Không", actor=stranger, now=now)
        with pytest.raises(UnableToAnswerRecallRequest, match="vì sao"):
            decline_recall(request=request, answer=" ", actor=cast.head, now=now)
        decline_recall(request=request, answer="Không", actor=cast.head, now=now)
        with pytest.raises(UnableToAnswerRecallRequest, match="Người khác"):
            decline_recall(request=request, answer="Có", actor=cast.head, now=now)


class TestThePages:
    def test_whoever_may_not_recall_asks_from_the_dispatch(self, cast, secretary) -> None:
        client, address = (
            desk_client(secretary),
            reverse("syndication:ask_recall", args=[cast.story.pk]),
        )
        assert client.post(address, {"reason": ""}).status_code == 200
        assert not RecallRequest.objects.exists()
        sent = client.post(address, {"reason": "Nhầm tên"}, follow=True)
        assert RecallRequest.objects.get().reason == "Nhầm tên"
        assert sent.status_code == 200
        assert "đã được đề nghị gỡ" in body(client.get(address)).decode()

    def test_the_answer_is_written_by_whoever_was_asked(self, cast, secretary) -> None:
        address = reverse("syndication:decline_recall", args=[ask(cast, secretary).pk])

        assert desk_client(secretary).get(address).status_code == 404
        client = desk_client(cast.head)
        assert "Sai số điện thoại" in body(client.get(address)).decode()
        client.post(address, {"answer": "Đã kiểm tra, số đúng"})
        assert RecallRequest.objects.get().answer == "Đã kiểm tra, số đúng"
        assert "Người khác" in body(client.get(address)).decode()

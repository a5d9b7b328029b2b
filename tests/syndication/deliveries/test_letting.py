"""Editors whom the head lets take over what comes from above: what they may, on which board, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial.models import Placement
from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.clock import local_date
from portals.refusals import NotYourOffice
from syndication.deliveries.actions import ignore_deliveries, place_deliveries
from syndication.deliveries.objecting import object_to_delivery
from syndication.enums import Urgency
from syndication.models import ReceivingGrant
from syndication.placing.receivers import (
    let_editors_receive,
    receiving_portals,
    stop_editors_receiving,
)
from tests.factories import make_member, published_story
from tests.support.inboxes import in_inbox
from tests.syndication.casts import make_cast, send
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
KINDS = ("offers-editor", "priority-story-editor")


class Board:
    def __init__(self) -> None:
        self.cast = make_cast(communes=2, at_once=False)
        self.portal, self.other = self.cast.communes
        self.head = make_member(self.portal, Position.HEAD)
        self.editor = make_member(self.portal, Position.EDITOR)
        self.now = timezone.now()

    def offered(self, **options: object) -> int:
        story = published_story(self.cast.portal)
        dispatch = send(story, self.cast.head, now=self.now, **options)
        return dispatch.deliveries.get(portal=self.portal).pk

    def let(self) -> ReceivingGrant:
        return let_editors_receive(portal=self.portal, actor=self.head, now=self.now)

    def place(self, delivery: int, actor=None, portal=None):
        return place_deliveries(
            portal=portal or self.portal, delivery_ids=[delivery],
            actor=actor or self.editor, now=self.now,
        )  # fmt: skip


@pytest.fixture
def board() -> Board:
    return Board()


def test_without_leave_an_editor_takes_nothing_over(board) -> None:
    delivery = board.offered()

    with pytest.raises(NotYourOffice):
        board.place(delivery)
    assert in_inbox(board.editor, *KINDS) == []
    assert receiving_portals(board.editor, board.now) == []


def test_with_leave_editors_place_and_leave_aside_in_the_heads_name(board) -> None:
    first, second = board.offered(), board.offered()
    board.let()

    assert board.place(first).placed == 1
    placed = Placement.objects.standing().get(portal=board.portal)
    entry = PageLogEntry.objects.get(action="syndication.place", page=placed.story_id)
    assert (entry.user, entry.data["in_place_of"]) == (board.editor, board.head.pk)
    assert (
        ignore_deliveries(
            portal=board.portal, delivery_ids=[second], actor=board.editor, now=board.now
        )
        == 1
    )
    # Whoever decides by their own post is in nobody's place.
    board.place(board.offered(), actor=board.head)
    own = PageLogEntry.objects.filter(action="syndication.place", user=board.head).get()
    assert "in_place_of" not in own.data


def test_is_told_to_editors_of_that_board_alone(board) -> None:
    board.let()
    board.offered()
    board.offered(urgency=Urgency.PRIORITY, due_at=board.now + timedelta(days=1))
    contributor = make_member(board.portal, Position.CONTRIBUTOR)
    elsewhere = make_member(board.other, Position.EDITOR)

    assert [line.kind for line in in_inbox(board.editor, *KINDS)] == list(reversed(KINDS))
    assert in_inbox(contributor, *KINDS) == []
    assert in_inbox(elsewhere, *KINDS) == []
    # Head and secretary have the lines that they had before, once.
    assert in_inbox(board.head, *KINDS) == []
    assert len(in_inbox(board.head, "offers", "priority-story")) == 2
    for stranger in (contributor, elsewhere):
        with pytest.raises(NotYourOffice):
            board.place(board.offered(), actor=stranger)


def test_does_not_let_them_refuse_a_priority_story(board) -> None:
    board.let()
    delivery = board.offered(urgency=Urgency.PRIORITY, due_at=board.now + timedelta(days=1))
    found = board.portal.deliveries.select_related("portal", "dispatch").get(pk=delivery)

    with pytest.raises(NotYourOffice):
        object_to_delivery(delivery=found, reason="Trùng", actor=board.editor, now=board.now)
    address = reverse("syndication:delivery", args=[delivery])
    assert 'name="reason"' not in body(desk_client(board.editor).get(address)).decode()
    assert 'name="reason"' in body(desk_client(board.head).get(address)).decode()


def test_is_given_and_taken_back_by_the_head_alone(board) -> None:
    for other in (make_member(board.portal, Position.DEPUTY), board.cast.head, board.editor):
        with pytest.raises(NotYourOffice):
            let_editors_receive(portal=board.portal, actor=other, now=board.now)
        with pytest.raises(NotYourOffice):
            stop_editors_receiving(portal=board.portal, actor=other, now=board.now)
    assert board.let() == board.let()
    assert stop_editors_receiving(portal=board.portal, actor=board.head, now=board.now)
    assert not stop_editors_receiving(portal=board.portal, actor=board.head, now=board.now)
    with pytest.raises(NotYourOffice):
        board.place(board.offered())


def test_ends_with_the_heads_post_and_a_new_head_gives_it_anew(board) -> None:
    given = board.let()
    BoardMember.objects.filter(user=board.head).delete()
    with pytest.raises(NotYourOffice):
        board.place(board.offered())

    successor = make_member(board.portal, Position.HEAD)
    anew = let_editors_receive(portal=board.portal, actor=successor, now=board.now)
    given.refresh_from_db()
    assert (anew.given_by, given.ended_by) == (successor, successor)
    assert board.place(board.offered()).placed == 1


def test_does_not_come_back_with_a_head_who_comes_back(board) -> None:
    board.let()
    today = local_date(board.now)
    post = BoardMember.objects.filter(user=board.head)
    post.update(period=DateRange(today - timedelta(days=30), today))
    make_member(board.portal, Position.HEAD, user=board.head, starts_on=today)
    given = today - timedelta(days=10)
    ReceivingGrant.objects.update(given_at=board.now - timedelta(days=10))

    assert given < today
    assert not ReceivingGrant.objects.in_force(board.now).exists()


def test_the_head_does_it_on_the_page_of_rules_and_reads_what_was_done(board) -> None:
    client, rules = (
        desk_client(board.head),
        f"{reverse('syndication:rules')}?cong={board.portal.pk}",
    )
    switch = reverse("syndication:editors_receive")
    assert "Cho biên tập viên tiếp nhận" in body(client.get(rules)).decode()
    client.post(switch, {"cong": board.portal.pk, "cho": "1"})
    assert ReceivingGrant.objects.get().given_by == board.head

    delivery = board.offered()
    sent = desk_client(board.editor).post(reverse("syndication:place"), {"tin": delivery})
    assert sent.status_code == 302
    by_head = board.offered()
    board.place(by_head, actor=board.head)
    journal = client.get(reverse("journal"), {"in_my_place": "on"})
    assert [line.person for line in journal.context["object_list"]] == [board.editor]

    client.post(switch, {"cong": board.portal.pk})
    assert not ReceivingGrant.objects.in_force(timezone.now()).exists()
    # Nobody else's board.
    assert desk_client(board.editor).post(switch, {"cong": board.portal.pk}).status_code == 404

"""Words of a board's head beside its published card."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.urls import reverse

from portals.boards.enums import Position
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.refusals import NotYourOffice
from scoring.course.actions import UnableToTakeStep, state_beside
from scoring.enums import ProceedingState
from scoring.models import HeadStatement
from tests.factories import make_member, make_portal
from tests.scoring.course.cast import ENTERING, make_course
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

WORDS = "Tháng này cổng gặp sự cố đường truyền; chúng tôi đã khắc phục."


@pytest.fixture
def published():
    return make_course().at(ProceedingState.PUBLISHED)


def state(course, actor=None, text=WORDS):
    return state_beside(card=course.card(), text=text, actor=actor or course.heads[0], now=ENTERING)


class TestAStatement:
    def test_is_signed_once_and_stands_in_the_ledger(self, published) -> None:
        state(published)

        with pytest.raises(UnableToTakeStep):
            state(published, text="Lời khác")
        assert HeadStatement.objects.get().text == WORDS
        rows = LedgerEntry.objects.filter(kind="round-act").order_by("pk")
        told = Entry.from_bytes(bytes(rows.last().entry)).body
        assert told["act"] == "state"
        assert told["sha256"] == sha256(WORDS.encode()).hexdigest()

    def test_is_the_heads_of_the_board_that_was_scored(self, published) -> None:
        for stranger in (
            published.deputies[0], published.heads[1], published.head, published.province_head,
            make_member(published.communes[0], Position.SECRETARY),
        ):  # fmt: skip
            with pytest.raises(NotYourOffice):
                state(published, actor=stranger)

    def test_waits_for_the_publication(self) -> None:
        course = make_course().at(ProceedingState.DECIDED)
        with pytest.raises(UnableToTakeStep):
            state(course)

    def test_says_something_and_not_too_much(self, published) -> None:
        for text in ("", " \n ", "a" * 1_001):
            with pytest.raises(UnableToTakeStep):
                state(published, text=text)
        state(published, text="a" * 1_000)


class TestItsPage:
    def url(self, course):
        return reverse("scoring:state_beside", args=[course.card().pk])

    def test_puts_it_beside_the_card_for_all_to_read(self, published) -> None:
        text = "<b>Đã khắc phục</b>\r\nXin cảm ơn"

        assert (
            desk_client(published.heads[0]).post(self.url(published), {"text": text}).status_code
            == 302
        )

        stranger = desk_client(make_member(make_portal("district"), Position.EDITOR))
        page = body(stranger.get(reverse("scoring:scorecard", args=[published.card().pk]))).decode()
        assert "&lt;b&gt;Đã khắc phục&lt;/b&gt;<br>Xin cảm ơn" in page
        assert self.url(published) not in page

    def test_is_nobody_elses(self, published) -> None:
        for stranger in (published.deputies[0], published.heads[1], published.head):
            client = desk_client(stranger)
            assert client.get(self.url(published)).status_code == 404
            assert client.post(self.url(published), {"text": WORDS}).status_code == 404
        assert not HeadStatement.objects.exists()

    def test_is_offered_to_the_head_once_it_is_published(self, published) -> None:
        card = reverse("scoring:scorecard", args=[published.card().pk])

        assert self.url(published) in body(desk_client(published.heads[0]).get(card)).decode()
        assert (
            self.url(published) not in body(desk_client(published.deputies[0]).get(card)).decode()
        )

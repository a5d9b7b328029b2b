"""Who hears of a withdrawal: in the order of ranks, whatever the order in which apps got ready."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ArticlePage, StoryPage
from editorial.placements import withdrawals
from editorial.placements.actions import move_story, withdraw_story
from editorial.placements.publishing import publish_due
from portals.boards.enums import Position
from tests.factories import make_member, make_portal, published_story, section_of

pytestmark = pytest.mark.django_db


class Listening:
    """A listener that notes what it is called for."""

    def __init__(self, rank: int, heard: list[str]) -> None:
        self.rank = rank
        self.heard = heard

    def lock(self, story: StoryPage) -> None:
        self.heard.append(f"lock {self.rank}")

    def settle(self, *, story: StoryPage, now: datetime, reason: str) -> None:
        self.heard.append(f"settle {self.rank}")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What three listeners heard, registered in an order of their own."""
    monkeypatch.setattr(withdrawals, "_listeners", {})
    heard: list[str] = []
    for rank in (20, 30, 10):
        withdrawals.register(Listening(rank, heard))
    return heard


LOCKS = ["lock 10", "lock 20", "lock 30"]
SETTLES = ["settle 10", "settle 20", "settle 30"]


def test_a_withdrawal_calls_them_by_rank(heard: list[str]) -> None:
    portal = make_portal("province")
    story, head = published_story(portal), make_member(portal, Position.HEAD)

    withdraw_story(
        story=story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=timezone.now()
    )

    assert heard == LOCKS + SETTLES


def test_a_move_has_them_lock_by_rank(heard: list[str]) -> None:
    portal = make_portal("province")
    story, head = published_story(portal), make_member(portal, Position.HEAD)

    move_story(story=story, section=section_of(portal, "chi-dao"), actor=head, now=timezone.now())

    assert heard == LOCKS


def test_an_expiry_calls_them_by_rank_whatever_is_locked_twice(heard: list[str]) -> None:
    hour = timedelta(hours=1)
    story = published_story(make_portal("province"), expire_at=timezone.now() + hour)
    ArticlePage.objects.filter(pk=story.pk).update(expire_at=timezone.now() - hour)

    assert publish_due(now=timezone.now()) == 1

    assert list(dict.fromkeys(heard)) == LOCKS + SETTLES


def test_two_of_one_rank_are_refused(heard: list[str]) -> None:
    with pytest.raises(ValueError, match="of the rank 20"):
        withdrawals.register(Listening(20, heard))
    assert [listener.rank for listener in withdrawals.listeners()] == [10, 20, 30]

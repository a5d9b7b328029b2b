"""Each kind of fault of each service ends in a state that a person is told of, with class and words. None is silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from portals.fetching import Limits
from portals.models import SocialService
from portals.social.actions.posting import correct_posts_of, withdraw_posts_of
from portals.social.channels import asking
from portals.social.models import SocialPost, SocialToken
from portals.social.posting_inbox import failed_posts, tokens_to_tell
from portals.social.sending import run_posting_round
from tests.portals.social.cast import NOW
from tests.portals.social.posted import (
    ACCESS,
    CODE,
    LINK,
    REFRESH,
    TEXT,
    Posting,
    a_picture,
    make_posting,
)
from tests.portals.social.services_server import FAULTS, SocialServices

FACEBOOK, ZALO = SocialService.FACEBOOK, SocialService.ZALO
SUBJECT = f"{CODE}:1"
NEW_TEXT = "Bão đã tan.\nBà con dọn dẹp nhà cửa."


@dataclass(frozen=True)
class Ends:
    """`kind` is the class that is told; `state` how the post ends, and `stands` how many stand with the service."""

    state: str
    kind: str
    stands: int | None = 0
    token: bool = False


TOLD = {
    "expired token": Ends("failed", "token", token=True),
    "revoked token": Ends("failed", "token", token=True),
    "token of another page": Ends("failed", "token", token=True),
    "no permission": Ends("failed", "permission"),
    "content refused": Ends("failed", "content"),
    "duplicate refused": Ends("failed", "content"),
    "rate limited": Ends("failed", "rate"),
    "server error": Ends("failed", "outage"),
    # It was taken each time, and is known again by its link.
    "timeout": Ends("confirmed", "", stands=1),
    "garbled answer": Ends("confirmed", "", stands=1),
    "error inside 200": Ends("failed", "outage"),
    "never appears": Ends("failed", "unproven"),
    "another text": Ends("failed", "unproven", stands=1),
    "link stripped": Ends("failed", "unproven", stands=1),
    "picture missing": Ends("failed", "unproven", stands=1),
    "deleted later": Ends("failed", "unproven"),
    "edit refused": Ends("failed", "content", stands=1),
    "delete does nothing": Ends("withdrawing", "unproven", stands=1),
    "refresh token used up": Ends("failed", "token", token=True),
}


@pytest.fixture
def posting(db: None, services: SocialServices) -> Posting:
    return make_posting()


def rounds(until: datetime, start: datetime = NOW, step: timedelta = timedelta(minutes=15)) -> None:
    now = start
    while now <= until:
        run_posting_round(now=now)
        now += step


def test_there_are_fifteen_kinds_and_more() -> None:
    assert set(TOLD) == set(FAULTS)
    assert len(FAULTS) >= 15


# Of a post that stands already: what becomes of it or is wanted of it, and how much later.
AFTER_IT_STOOD: dict[str, tuple[timedelta, Callable[[SocialServices, datetime], object]]] = {
    "deleted later": (timedelta(hours=25), lambda services, _now: services.posts.clear()),
    "edit refused": (
        timedelta(hours=1),
        lambda _services, now: correct_posts_of(subject=SUBJECT, text=NEW_TEXT, now=now),
    ),
    "delete does nothing": (
        timedelta(hours=1),
        lambda _services, now: withdraw_posts_of(subject=SUBJECT, now=now),
    ),
}
# Facebook has no refresh tokens: the token itself is exchanged.
CASES = [
    (service, fault)
    for fault in FAULTS
    for service in (FACEBOOK, ZALO)
    if (service, fault) != (FACEBOOK, "refresh token used up")
]


@pytest.mark.parametrize(("service", "fault"), CASES)
def test_each_is_told(
    posting: Posting,
    services: SocialServices,
    service: SocialService,
    fault: str,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = posting.account(service)
    post = posting.approved(account, picture=a_picture())
    now = NOW
    if fault in AFTER_IT_STOOD:
        rounds(NOW + timedelta(minutes=30))
        post.refresh_from_db()
        assert post.state == "confirmed", post.fault_words
        later, becomes = AFTER_IT_STOOD[fault]
        now += later
        becomes(services, now)
    if fault == "refresh token used up":
        settings.PORTALS_ZALO_APP = ("7", "bi-mat")
    if fault == "timeout":
        services.slow = 2.5
        monkeypatch.setattr(asking, "A_QUESTION", Limits(seconds=1.5, redirects=0))
    services.fault = fault

    rounds(now + timedelta(hours=28), now, timedelta(minutes=60))

    told = TOLD[fault]
    post.refresh_from_db()
    token = SocialToken.objects.get()
    assert (post.state, post.fault) == (told.state, told.kind), post.fault_words
    assert len(services.posts) == told.stands
    # What stands wrong is seen by a person, and so is a token that does not work.
    assert (post in failed_posts(now)) == bool(told.kind)
    assert bool(told.kind) == bool(post.fault_words)
    assert (token in tokens_to_tell(now.date())) == told.token
    assert bool(token.fault) == told.token
    for words in (post.fault_words, token.fault_words):
        assert ACCESS not in words
        assert REFRESH not in words
    if told.token:
        assert token.fault_words


@pytest.mark.parametrize("service", [FACEBOOK, ZALO])
def test_a_post_goes_its_way(
    posting: Posting, services: SocialServices, service: SocialService
) -> None:
    account = posting.account(service)
    post = posting.approved(account, picture=a_picture())

    run_posting_round(now=NOW)
    rounds(NOW + timedelta(minutes=30))

    post.refresh_from_db()
    assert (post.state, post.fault) == ("confirmed", "")
    assert post.address.startswith("https://")
    assert post.confirmed_at is not None
    (standing,) = services.posts.values()
    assert LINK in standing["text"]
    assert TEXT.split("\n")[0] in standing["text"]
    assert SocialToken.objects.get().worked_at is not None
    assert all(ACCESS not in one for one in services.asked)

    correct_posts_of(subject=SUBJECT, text=NEW_TEXT, now=NOW + timedelta(hours=1))
    rounds(NOW + timedelta(hours=2), NOW + timedelta(hours=1))
    post.refresh_from_db()
    assert post.state == "corrected"
    assert "tan" in standing["text"]

    withdraw_posts_of(subject=SUBJECT, now=NOW + timedelta(hours=3))
    rounds(NOW + timedelta(hours=4), NOW + timedelta(hours=3))
    post.refresh_from_db()
    assert (post.state, post.fault) == ("withdrawn", "")
    assert not services.posts
    assert services.made == 1


def test_a_text_alone_leaves_with_its_link(posting: Posting, services: SocialServices) -> None:
    post = posting.approved(posting.account())
    rounds(NOW + timedelta(minutes=30))
    post.refresh_from_db()
    assert post.state == "confirmed"


def test_the_very_picture_leaves(posting: Posting, services: SocialServices) -> None:
    posting.approved(posting.account(), picture=a_picture())
    run_posting_round(now=NOW)
    assert any(a_picture().content in body for body in services.bodies)


def test_nothing_leaves_unless_it_is_switched_on(
    posting: Posting, services: SocialServices, settings: Any
) -> None:
    posting.approved(posting.account())
    settings.PORTALS_SOCIAL_POSTING = False
    assert run_posting_round(now=NOW) == 0
    settings.PORTALS_SOCIAL_POSTING = True
    settings.PORTALS_PRACTICE_OF = "https://quantri.example.vn"
    assert run_posting_round(now=NOW) == 0
    assert not services.asked
    assert SocialPost.objects.get().tries == 0

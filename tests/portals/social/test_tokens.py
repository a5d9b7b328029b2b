"""Tokens: sealed, given and taken away by the board alone, shown to nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.database import rights
from portals.database.cloned import left_out
from portals.models import SocialAccount, SocialService
from portals.refusals import NotYourOffice
from portals.social.actions.registering import UnfitAccount, close_account
from portals.social.actions.tokens import UnfitToken, WantedToken, give_token, take_token
from portals.social.models import SocialPost, SocialToken
from tests.factories import make_member
from tests.portals.social.cast import NOW
from tests.portals.social.posted import ACCESS, REFRESH, Posting, make_posting

WANTED = WantedToken(ACCESS, REFRESH, date(2027, 1, 1))


@pytest.fixture
def posting(db: None, settings: Any) -> Posting:
    settings.PORTALS_SOCIAL_POSTING = True
    return make_posting()


def test_is_sealed_and_in_no_log(posting: Posting) -> None:
    account = posting.account(token=False)

    token = give_token(account=account, wanted=WANTED, actor=posting.cast.head, now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT access || refresh FROM social_socialtoken")
        (stored,) = cursor.fetchone()
    assert ACCESS not in stored
    assert REFRESH not in stored
    kept = SocialToken.objects.get()
    assert (kept.access, kept.refresh, kept.dies_on) == (ACCESS, REFRESH, date(2027, 1, 1))
    line = ModelLogEntry.objects.get(action="social.give_token")
    assert ACCESS not in str(line.data)
    assert ACCESS not in f"{WANTED!r} {token!r} {token} {kept.__dict__}"


def test_is_of_standing_editors_of_the_portal_itself(posting: Posting) -> None:
    account = posting.account(token=False)
    for actor in (posting.editor, posting.cast.stranger, posting.cast.above):
        with pytest.raises(NotYourOffice):
            give_token(account=account, wanted=WANTED, actor=actor, now=NOW)
    secretary = make_member(posting.cast.commune, Position.SECRETARY)
    give_token(account=account, wanted=WANTED, actor=secretary, now=NOW)
    for actor in (posting.editor, posting.cast.stranger, posting.cast.above):
        with pytest.raises(NotYourOffice):
            take_token(account=account, actor=actor, now=NOW)
    take_token(account=account, actor=secretary, now=NOW)
    assert not SocialToken.objects.exists()
    with pytest.raises(UnfitToken):
        take_token(account=account, actor=secretary, now=NOW)


@pytest.mark.parametrize("access", ["", "ngan", "co dau cach " * 3, "có-dấu-" * 5, "x" * 2001])
def test_is_one_word_of_a_size(posting: Posting, access: str) -> None:
    account = posting.account(token=False)
    with pytest.raises(UnfitToken):
        give_token(
            account=account, wanted=WantedToken(access), actor=posting.cast.head, now=NOW
        )  # fmt: skip


@pytest.mark.parametrize(("day", "is_fit"), [(10, False), (11, True)])
def test_dies_after_today(posting: Posting, day: int, is_fit: bool) -> None:
    wanted = WantedToken(ACCESS, dies_on=date(2026, 11, day))
    told = {"account": posting.account(token=False), "actor": posting.cast.head, "now": NOW}
    if is_fit:
        give_token(wanted=wanted, **told)
    else:
        with pytest.raises(UnfitToken):
            give_token(wanted=wanted, **told)


@pytest.mark.parametrize("state", ["waiting", "alarm"])
def test_only_verified_accounts_get_one(posting: Posting, state: str) -> None:
    account = posting.account(token=False)
    SocialAccount.objects.update(state=state)
    with pytest.raises(UnfitToken):
        give_token(account=account, wanted=WANTED, actor=posting.cast.head, now=NOW)


def test_closed_accounts_get_none_and_lose_theirs(posting: Posting) -> None:
    account = posting.account()
    close_account(
        account=account, closed_on=NOW.date(), reason="Bỏ", actor=posting.cast.head, now=NOW
    )
    with pytest.raises(UnfitAccount):
        give_token(account=account, wanted=WANTED, actor=posting.cast.head, now=NOW)
    take_token(account=account, actor=posting.cast.head, now=NOW)


def test_services_without_a_channel_get_none(posting: Posting) -> None:
    youtube = posting.cast.account("https://www.youtube.com/@xamau", SocialService.YOUTUBE)
    SocialAccount.objects.update(state="verified", verified_by="page", verified_at=NOW)
    with pytest.raises(UnfitToken):
        give_token(account=youtube, wanted=WANTED, actor=posting.cast.head, now=NOW)


def test_another_one_takes_the_place_and_lets_go_on_what_waited(posting: Posting) -> None:
    account = posting.account()
    post = posting.approved(account)
    SocialToken.objects.update(
        fault="token", fault_words="Hết hạn.", fault_at=NOW, page_id="1", proved_at=NOW
    )
    SocialPost.objects.update(
        state="withdrawing", tries=9, next_try_at=None, external_id="x", address="https://x.vn/"
    )

    posting.give(account, "EAAG-cai-moi-cua-xa-mau")

    token = SocialToken.objects.get()
    assert (token.access, token.fault, token.proved_at, token.page_id) == (
        "EAAG-cai-moi-cua-xa-mau", "", None, "",
    )  # fmt: skip
    post.refresh_from_db()
    assert (post.tries, post.next_try_at) == (0, NOW)


def test_is_kept_from_readers_and_from_practice() -> None:
    assert rights.secrets()["social_socialtoken"] == {"access", "refresh"}
    assert {"social_socialtoken", "social_socialpost"} <= set(left_out())

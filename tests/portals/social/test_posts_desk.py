"""The channel's pages: for the board; a token goes in and never comes out."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portals.social import subjects
from portals.social.desk.posts import settled_by
from portals.social.models import SocialPost, SocialToken
from portals.social.subjects import PostSubject
from tests.portals.social.cast import NOW
from tests.portals.social.posted import ACCESS, CODE, REFRESH, Posting, make_posting
from tests.walls import desk_client


@pytest.fixture
def posting(db: None, settings: Any) -> Posting:
    settings.PORTALS_SOCIAL_POSTING = True
    return make_posting()


def test_a_token_is_given_and_never_shown(posting: Posting) -> None:
    account = posting.account(token=False)
    client = desk_client(posting.cast.head)
    page = reverse("social_token", args=[account.pk])
    assert 'type="password"' in client.get(page).content.decode()

    wrong = client.post(page, {"access": f"{ACCESS} sai", "refresh": REFRESH})
    assert wrong.status_code == 200
    assert ACCESS not in wrong.content.decode()
    assert not SocialToken.objects.exists()

    told = client.post(page, {"access": ACCESS, "refresh": REFRESH})
    assert told.status_code == 302
    assert SocialToken.objects.get().access == ACCESS
    for name in ("social_posts", "social_token"):
        assert ACCESS not in client.get(reverse(name, args=[account.pk])).content.decode()
    taken = client.post(reverse("social_token_take", args=[account.pk]))
    assert taken.status_code == 302
    assert not SocialToken.objects.exists()


def test_tokens_are_of_the_board_alone(posting: Posting) -> None:
    account = posting.account()
    for actor, sees in ((posting.cast.stranger, 404), (posting.cast.above, 200)):
        client = desk_client(actor)
        assert client.get(reverse("social_posts", args=[account.pk])).status_code == sees
        page = reverse("social_token", args=[account.pk])
        assert client.post(page, {"access": "x" * 20}).status_code == 404
        client.post(reverse("social_token_take", args=[account.pk]))
        assert SocialToken.objects.get().access == ACCESS


def test_a_failed_post_says_why_and_is_settled_there(posting: Posting) -> None:
    account = posting.account()
    post = posting.approved(account)
    SocialPost.objects.update(
        state="failed",
        fault="content",
        fault_words="Facebook từ chối bài.",
        tried_at=timezone.now(),
    )
    page = reverse("social_posts", args=[account.pk])
    client = desk_client(posting.editor)
    seen = client.get(page).content.decode()
    assert "Facebook từ chối bài." in seen
    assert reverse("social_post_retry", args=[post.pk]) not in seen
    assert client.get(reverse("social_post_down", args=[post.pk])).status_code == 404

    client = desk_client(posting.cast.head)
    assert reverse("social_post_retry", args=[post.pk]) in client.get(page).content.decode()
    client.post(reverse("social_post_retry", args=[post.pk]))
    post.refresh_from_db()
    assert post.state == "queued"
    client.post(reverse("social_post_down", args=[post.pk]), {"reason": "Sai"})
    post.refresh_from_db()
    assert post.state == "withdrawing"
    client.post(reverse("social_post_by_hand", args=[post.pk]), {"said": "Đã xóa"})
    post.refresh_from_db()
    assert (post.state, post.ended_by) == ("withdrawn", posting.cast.head)


@pytest.mark.parametrize("at_once", [True, False])
def test_each_post_is_settled_by_who_may_approve_its_own_subject(
    posting: Posting, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    account = posting.account()
    posts = [posting.approved(account, f"{CODE}:{number}") for number in range(3)]
    asked: list[object] = []

    def may(_user: object, key: str, _portal: object, _now: object) -> bool:
        asked.append(key)
        return not key.endswith(":1")

    def may_of(user: object, keys: Any, portal: object, now: object) -> list[str]:
        return [key for key in keys if may(user, key, portal, now)]

    kind = PostSubject(
        CODE, may, may, lambda _key, _now: True, may_approve_of=may_of if at_once else None
    )
    monkeypatch.setitem(subjects._subjects, CODE, kind)
    SocialPost.objects.filter(pk=posts[2].pk).update(state="withdrawn", withdrawn_at=NOW)
    shown = list(SocialPost.objects.order_by("pk"))
    assert settled_by(posting.cast.head, shown, NOW) == {posts[0].pk}
    assert set(asked) == {f"{CODE}:0", f"{CODE}:1"}

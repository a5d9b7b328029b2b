"""The demo's posts about stories: one that waits for a second person, one that stands, one that was taken down.

Nothing leaves: what a service would have answered is made up here, as the worker would have left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from editorial.kinds.registry import called
from editorial.models import Placement
from editorial.social_posts.actions import keep_wording
from editorial.social_posts.composing import (
    SHIPPED,
    composed,
    mark_of_story,
    most_for,
    story_to_post,
)
from editorial.social_posts.models import StoryPost
from editorial.social_posts.subject import subject_key
from portals.demo.people import Crews
from portals.models import Portal, SocialAccount, SocialService, SocialState
from portals.social.enums import SocialPostState
from portals.social.models import SocialPost

TWICE = "Đăng trùng hai lần."
WORDING = "{tiêu đề}\n\n{tóm tắt}\n\n{thời gian, địa điểm}"
# How many portals post, and how long ago.
POSTING, AGO = 4, timedelta(hours=3)


def post_stories(portals: Sequence[Portal], crews: Crews, *, now: datetime) -> None:
    """Have the first boards that have a verified account post their newest stories."""
    accounts = (
        SocialAccount.objects.open()
        .filter(
            state=SocialState.VERIFIED, portal__in=[one.pk for one in portals if one.pk in crews]
        )
        .exclude(service=SocialService.YOUTUBE)
        .select_related("portal__site")
        .order_by("portal", "service")
        .distinct("portal")[:POSTING]
    )
    for account in accounts:
        crew = crews[account.portal_id]
        if crew.authors == [crew.head]:
            # Nobody is there to read what one proposes.
            continue
        places = (
            Placement.objects.standing()
            .local()
            .filter(portal=account.portal, kind="article", placed_at__lt=now)
            .select_related("section", "story", "portal__site")
            .newest_first()
        )
        ways = (_waits, _stands, _is_gone)
        for place, leave in zip(list(places[: len(ways)]), ways, strict=False):
            leave(_post(account, place, crews, now), crew.head, now)
    province = portals[0]
    keep_wording(
        portal=province,
        service=SocialService.ZALO,
        text=WORDING,
        actor=crews[province.pk].head,
        now=now,
    )


def _post(account: SocialAccount, place: Placement, crews: Crews, now: datetime) -> SocialPost:
    story = called(place.kind).model._default_manager.get(pk=place.story_id)
    told = story_to_post(place, story, account.portal)
    post = SocialPost.objects.create(
        account=account,
        subject=subject_key(story.pk, account.portal_id),
        text=composed(told, SHIPPED, most_for(account.service)),
        link=told.address,
        proposed_by=crews[account.portal_id].authors[0],
        proposed_at=now - AGO,
        state_at=now - AGO,
    )
    StoryPost.objects.create(
        post=post, story=story, mark=mark_of_story(story, with_picture=bool(post.picture))
    )
    return post


def _waits(_post: SocialPost, _head: Any, _now: datetime) -> None:
    """As it was proposed."""


def _stands(post: SocialPost, head: Any, now: datetime) -> None:
    _sent(post, head, now, state=SocialPostState.CONFIRMED)


def _is_gone(post: SocialPost, head: Any, now: datetime) -> None:
    _sent(
        post,
        head,
        now,
        state=SocialPostState.WITHDRAWN,
        withdrawn_at=now,
        ended_by=head,
        ended_because=TWICE,
    )


def _sent(post: SocialPost, head: Any, now: datetime, **state: Any) -> None:
    SocialPost.objects.filter(pk=post.pk).update(
        approved_by=head,
        approved_at=now - AGO / 2,
        tried_at=now - AGO / 2,
        external_id=f"minh-hoa-{post.pk}",
        address=f"https://mang-xa-hoi.example.vn/bai/{post.pk}",
        confirmed_at=now - AGO / 3,
        seen_at=now - AGO / 3,
        state_at=now - AGO / 3,
        **state,
    )

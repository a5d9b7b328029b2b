"""What the demo shows of posts about stories, and that none of it leaves."""

from __future__ import annotations

import pytest
from django.utils import timezone

from editorial.demo.social_posts import post_stories
from editorial.social_posts.models import PostTemplate
from portals.boards.enums import Position
from portals.demo.people import Crew, Crews
from portals.social.models import SocialPost
from tests.factories import make_member, make_portal, published_story
from tests.support.social_accounts import verified_account

pytestmark = pytest.mark.django_db


def test_shows_posts_in_three_states_that_wait_for_no_worker() -> None:
    province = make_portal("province")
    portals = [province, *(make_portal(overseer=province) for _number in range(2))]
    posts = (Position.HEAD, Position.SECRETARY)
    crews = Crews(
        {one.pk: Crew([(post, make_member(one, post)) for post in posts]) for one in portals}
    )
    for number, portal in enumerate(portals):
        verified_account(portal, "zalo", f"https://zalo.me/minh-hoa-{number}")
        for _number in range(4):
            published_story(portal)

    post_stories(portals, crews, now=timezone.now())

    states = list(SocialPost.objects.values_list("state", flat=True))
    assert sorted(states) == sorted(["proposed", "confirmed", "withdrawn"] * 3)
    assert not SocialPost.objects.exclude(next_try_at=None).exists()
    assert all(post.of_story.mark for post in SocialPost.objects.all())
    assert PostTemplate.objects.get().portal == province

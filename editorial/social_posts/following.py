"""Posts follow their story, in the transaction of what becomes of it: set right with it, and taken down with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from editorial.models import Placement, StoryPage
from editorial.placements.writing import PlacementSpec
from portals.social.actions.posting import withdraw_posts_of
from portals.social.actions.rewording import reword_posts
from portals.social.models import SocialPost

from .composing import SHIPPED, composed, mark_of_story, most_for, story_to_post, wordings_of
from .models import StoryPost
from .subject import subject_key

if TYPE_CHECKING:
    from collections.abc import Iterable


def set_posts_right(*, story: StoryPage, now: datetime) -> None:
    """Word each post anew that said or showed what the story says no more; six statements, however many portals.

    A post with a picture that the story shows no more is taken down: it may have been the picture that was wrong.
    """
    posts = list(
        SocialPost.objects.open()
        .filter(of_story__story=story.pk)
        .exclude(of_story__mark=(mark := mark_of_story(story)))
        .select_related("account")
    )
    if not posts:
        return
    places = {
        place.portal_id: place
        for place in Placement.objects.standing()
        .filter(story=story.pk, portal__in={post.account.portal_id for post in posts})
        .select_related("portal__site", "section", "story")
    }
    posts = [post for post in posts if post.account.portal_id in places]
    gone = [post for post in posts if post.picture and not _still_shown(post, story)]
    withdraw_posts_of(subject={post.subject for post in gone}, now=now)
    wordings = wordings_of(places)
    reword_posts(
        texts={
            post.pk: _text_of(post, story, places[post.account.portal_id], wordings)
            for post in posts
            if post not in gone
        },
        now=now,
    )
    StoryPost.objects.filter(post__in=posts).update(mark=mark)


def _text_of(
    post: SocialPost,
    story: StoryPage,
    place: Placement,
    wordings: dict[tuple[int, str], str],
) -> str:
    service = post.account.service
    wording = wordings.get((place.portal_id, service), SHIPPED)
    most = most_for(service)
    return composed(story_to_post(place, story, place.portal), wording, most)


def _still_shown(post: SocialPost, story: StoryPage) -> bool:
    """Whether the story shows the picture of which the post has a copy, by its public address."""
    image = story.lead_image
    if image is None or not image.is_fine:
        return False
    return any(post.picture_address.endswith(one.url) for one in image.renditions.all())


class PostsEnd:
    """Posts about stories that stand on a portal no more: withdrawn, recalled, taken down there, expired."""

    def republished(self, places: Collection[PlacementSpec], *, on_top: bool) -> None:
        """What comes to a portal is posted there by its board alone."""

    def pinned(self, story_id: int) -> None:
        """What is on top of a portal is posted by its board alone."""

    def ended(self, places: Iterable[tuple[int, int]], *, now: datetime) -> None:
        withdraw_posts_of(subject={subject_key(*place) for place in places}, now=now)

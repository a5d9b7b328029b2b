"""Posts follow their story, in the transaction of what becomes of it: set right with it, and taken down with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from editorial.models import Placement, StoryPage
from editorial.placements.writing import PlacementSpec
from portals.social.actions.posting import withdraw_posts, withdraw_posts_of
from portals.social.actions.rewording import reword_posts
from portals.social.models import SocialPost

from .composing import SHIPPED, composed, mark_of_story, most_for, story_to_post, wordings_of
from .models import StoryPost
from .subject import subject_key

if TYPE_CHECKING:
    from collections.abc import Iterable


def set_posts_right(*, story: StoryPage, now: datetime) -> None:
    """Word each post anew that said or showed what the story says no more; nine statements, however many portals.

    One is taken down whose portal has the story no more, whose picture the story shows no more (it may have been the
    picture that was wrong), or whose wording finds no room for what is said now. Nothing is refused here: the
    publication waits for no board's wording.
    """
    about = SocialPost.objects.open().filter(of_story__story=story.pk)
    known = list(about.select_related("account", "of_story"))
    if not known:
        return
    marks = {shows: mark_of_story(story, with_picture=shows) for shows in (False, True)}
    posts = [post for post in known if post.of_story.mark != marks[bool(post.picture)]]
    if not posts:
        return
    portals = {post.account.portal_id for post in posts}
    standing = Placement.objects.standing().filter(story=story.pk, portal__in=portals)
    places = {
        place.portal_id: place
        for place in standing.select_related("portal__site", "section", "story")
    }
    wordings, shown = wordings_of(places), _shown_pictures(story)
    texts, gone = {}, set()
    for post in posts:
        place = places.get(post.account.portal_id)
        text = _text_of(post, story, place, wordings) if place else ""
        if text and (not post.picture or post.picture_address.endswith(shown)):
            texts[post.pk] = text
        else:
            gone.add(post.pk)
    withdraw_posts(SocialPost.objects.filter(pk__in=gone), now=now)
    reword_posts(texts=texts, now=now)
    for shows, mark in marks.items():
        of_these = [post.pk for post in posts if bool(post.picture) is shows]
        StoryPost.objects.filter(post__in=of_these).update(mark=mark)


def _text_of(
    post: SocialPost,
    story: StoryPage,
    place: Placement,
    wordings: dict[tuple[int, str], str],
) -> str:
    """Return the text that fits, or "" where none does."""
    service = post.account.service
    wording = wordings.get((place.portal_id, service), SHIPPED)
    most = most_for(service)
    text = composed(story_to_post(place, story, place.portal), wording, most)
    return text if len(text) <= most else ""


def _shown_pictures(story: StoryPage) -> tuple[str, ...]:
    """Return the ends of the public addresses at which the story shows its picture."""
    image = story.lead_image
    if image is None or not image.is_fine:
        return ()
    return tuple(one.url for one in image.renditions.all())


class PostsEnd:
    """Posts about stories that stand on a portal no more: withdrawn, recalled, taken down there, expired."""

    def republished(self, places: Collection[PlacementSpec], *, on_top: bool) -> None:
        """What comes to a portal is posted there by its board alone."""

    def pinned(self, story_id: int) -> None:
        """What is on top of a portal is posted by its board alone."""

    def ended(self, places: Iterable[tuple[int, int]], *, now: datetime) -> None:
        """Also of portals that a story had moved away from, once it stands nowhere any more."""
        ended = set(places)
        standing = Placement.objects.standing().filter(story=OuterRef("of_story__story"))
        left = SocialPost.objects.open().filter(of_story__story__in={story for story, _at in ended})
        left_behind = left.exclude(Exists(standing)).values_list("subject", flat=True)
        withdraw_posts_of(
            subject={*left_behind, *(subject_key(*place) for place in ended)}, now=now
        )

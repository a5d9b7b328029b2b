"""A story on a portal as something that posts are about: who may propose and approve, and until when it is public."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Min
from django.urls import reverse

from editorial.kinds.registry import kind_of
from editorial.models import Placement, StoryPage
from portals.boards.approval import approval_powers
from portals.numbers import id_in
from portals.social.enums import SocialPostState
from portals.social.models import SocialPost
from portals.social.subjects import PostSubject

from .permissions import passes_on

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

CODE = "story"


def subject_key(story_id: int, portal_id: int) -> str:
    return f"{CODE}:{story_id}@{portal_id}"


def story_and_portal(key: str) -> tuple[int, int]:
    """Return the ids that a key names; (0, 0) for one that is none, of which nothing is found."""
    story, _at, portal = key.removeprefix(f"{CODE}:").partition("@")
    return id_in(story) or 0, id_in(portal) or 0


def standing_place(key: str) -> Placement | None:
    """Return how the story of `key` stands on its portal; None where it does not. One query."""
    story_id, portal_id = story_and_portal(key)
    return (
        Placement.objects.standing()
        .filter(story=story_id, portal=portal_id, story__live=True)
        .select_related("story", "section", "portal__site")
        .first()
    )


def may_propose_story_post(user: User, key: str, portal: Portal, now: datetime) -> bool:
    """Whoever edits the stories of the portal on which it stands, whose account it is. One query."""
    return story_and_portal(key)[1] == portal.pk and passes_on(user, portal, now)


def may_approve_story_post(user: User, key: str, portal: Portal, now: datetime) -> bool:
    """Whoever approves such a text for publication: the head of a sensitive one, by post, delegation or standing in.

    Nobody, once the story is deleted. Seven queries at most.
    """
    return key in may_approve_story_posts(user, (key,), portal, now)


def may_approve_story_posts(
    user: User, keys: Collection[str], portal: Portal, now: datetime
) -> set[str]:
    """Return those of `keys` about which the person may approve posts. Seven queries at most, however many they are."""
    stories = {story_and_portal(key): key for key in keys}
    here = {
        story_id: key for (story_id, portal_id), key in stories.items() if portal_id == portal.pk
    }
    sensitive = dict(StoryPage.objects.filter(pk__in=here).values_list("pk", "sensitive_subject"))
    powers = approval_powers(user, [portal], now).get(portal.pk) if sensitive else None
    if powers is None:
        return set()
    waiting = SocialPost.objects.filter(subject__in=here.values(), state=SocialPostState.PROPOSED)
    since = dict(waiting.order_by().values_list("subject").annotate(first=Min("proposed_at")))
    return {
        here[story_id]
        for story_id, subject in sensitive.items()
        if powers.basis(sensitive=bool(subject), waiting_since=since.get(here[story_id]) or now)
    }


def is_still_public(key: str, now: datetime) -> bool:
    """Whether it stands there now, and what it announces is not over. Two queries."""
    place = standing_place(key)
    return place is not None and not is_over(place.story, now)


def is_over(story: StoryPage, now: datetime) -> bool:
    kind = kind_of(story)
    ends_at = getattr(story.specific, kind.ends) if kind.ends else None
    return ends_at is not None and ends_at <= now


def page_of(key: str) -> str:
    story_id, portal_id = story_and_portal(key)
    return reverse("story_posts", args=[portal_id, story_id])


STORIES = PostSubject(
    CODE,
    may_propose_story_post,
    may_approve_story_post,
    is_still_public,
    page_of,
    may_approve_of=may_approve_story_posts,
)

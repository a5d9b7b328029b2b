"""A story on a portal as something that posts are about: who may propose and approve, and until when it is public."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from editorial.kinds.registry import kind_of
from editorial.models import Placement, StoryPage
from portals.boards.approval import approval_basis
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

    Six queries at most.
    """
    story_id, portal_id = story_and_portal(key)
    if portal_id != portal.pk:
        return False
    subject = StoryPage.objects.values_list("sensitive_subject", flat=True).get(pk=story_id)
    waiting = SocialPost.objects.filter(subject=key, state=SocialPostState.PROPOSED)
    since = waiting.order_by("proposed_at").values_list("proposed_at", flat=True).first()
    basis = approval_basis(user, portal, now, sensitive=bool(subject), waiting_since=since or now)
    return basis is not None


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
    CODE, may_propose_story_post, may_approve_story_post, is_still_public, page_of
)

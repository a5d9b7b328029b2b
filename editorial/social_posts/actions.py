"""Proposing a post about a story, deciding on it as it was read, and keeping the wordings of a board."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.public.queries.images import shared_image
from editorial.public.queries.stories import live_story
from portals.addresses import main_origin
from portals.boards.approval import approval_basis
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import SocialAccount, SocialService
from portals.refusals import NotYourOffice, Refusal
from portals.social.actions.posting import (
    PostPicture,
    approve_post,
    propose_post,
    settled_text,
)
from portals.social.models import SocialPost

from .composing import mark_of_story, most_for, settled_wording, story_to_post
from .models import PostTemplate, StoryPost
from .permissions import passes_on
from .subject import is_over, standing_place, subject_key

if TYPE_CHECKING:
    from editorial.models import Placement, StoryPage
    from portals.boards.models import User
    from portals.models import Portal


class UnableToPost(Refusal):
    """The story is not public, the post is too long, or somebody read another one than this."""


def propose_story_post(
    *,
    placement: Placement,
    account: SocialAccount,
    text: str,
    with_picture: bool,
    actor: User,
    now: datetime,
) -> SocialPost:
    """Propose `text` about the story of `placement` for an account of the same portal; somebody else approves it.

    For whoever edits the stories of that portal. The link is the story's address there; the picture a copy of that
    above its text.
    """
    portal = placement.portal
    if account.portal_id != portal.pk or not passes_on(actor, portal, now):
        raise NotYourOffice(_("You may not propose posts for the accounts of this portal."))
    key = subject_key(placement.story_id, portal.pk)
    with transaction.atomic():
        place = standing_place(key)
        story = live_story(place) if place else None
        if place is None or story is None:
            raise UnableToPost(_("This is not public: nothing is posted about it."))
        if is_over(story, now):
            raise UnableToPost(_("What this notice announces is over: people would come too late."))
        said = settled_text(text)
        _refuse_too_long(said, account)
        post = propose_post(
            account=account,
            subject=key,
            text=said,
            link=story_to_post(place, story, portal).address,
            picture=copied_picture(story, portal) if with_picture else None,
            actor=actor,
            now=now,
        )
        mark = mark_of_story(story, with_picture=bool(post.picture))
        StoryPost.objects.create(post=post, story=story, mark=mark)
    return post


def _refuse_too_long(text: str, account: SocialAccount) -> None:
    most = most_for(account.service)
    if len(text) > most:
        told = {"length": len(text), "service": account.get_service_display(), "most": most}
        raise UnableToPost(
            _("The post has %(length)s characters; %(service)s takes %(most)s at most.") % told
        )


def has_changed(post: SocialPost, story: StoryPage) -> bool:
    """Whether the story says or shows something else than when the post was made. One query."""
    return post.of_story.mark != mark_of_story(story, with_picture=bool(post.picture))


def approve_story_post(*, post: SocialPost, seen: str, actor: User, now: datetime) -> SocialPost:
    """Approve what was read: `seen` is the mark of the post as it stood on the page (`mark_of_post`).

    By the rule for texts: who may publish such a story on that portal, and did not propose the post.
    """
    with transaction.atomic():
        held = (
            SocialPost.objects.select_for_update(of=("self",))
            .select_related("of_story", "account__portal")
            .get(pk=post.pk)
        )
        place = standing_place(held.subject)
        story = live_story(place) if place else None
        if story is None:
            raise UnableToPost(_("This is not public: nothing is posted about it."))
        if seen != mark_of_post(held):
            raise UnableToPost(_("The post was changed in between. Please read it again."))
        if has_changed(held, story):
            raise UnableToPost(
                _("The story was changed since: do not post this, and propose it anew.")
            )
        _refuse_too_long(held.text, held.account)
        # This post's own time: another may have waited for the head for days.
        since = max(held.proposed_at, held.state_at)
        sensitive = bool(story.sensitive_subject)
        portal = held.account.portal
        if approval_basis(actor, portal, now, sensitive=sensitive, waiting_since=since) is None:
            raise NotYourOffice(_("You may not approve posts for the accounts of this portal."))
        return approve_post(post=held, actor=actor, now=now)


def mark_of_post(post: SocialPost) -> str:
    """Return a mark of all that a post will show, and of the text of the story that it was made of."""
    told = (post.text, post.link, post.picture_hash, post.of_story.mark)
    return sha256("\x00".join(told).encode()).hexdigest()


def copied_picture(story: StoryPage, portal: Portal) -> PostPicture | None:
    """Return a copy of the picture above the text, as it is shared; None without one that is fine."""
    rendition = shared_image(story)
    if rendition is None:
        return None
    with rendition.file.open("rb") as file:
        content = file.read()
    return PostPicture(content, f"anh-{story.pk}.jpg", main_origin(portal) + rendition.url)


def keeps_wordings(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the portal. One query."""
    return holds_post(user, portal, now, STANDING_EDITORS)


def keep_wording(
    *, portal: Portal, service: SocialService, text: str, actor: User, now: datetime
) -> None:
    """Word the portal's posts on `service` by `text` from here on; by the shipped wording where it is empty."""
    if not keeps_wordings(actor, portal, now):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board words its posts.")
        )
    settled = settled_wording(text) if text.strip() else ""
    with transaction.atomic():
        if settled:
            PostTemplate.objects.update_or_create(
                portal=portal,
                service=service,
                defaults={"text": settled, "changed_by": actor, "changed_at": now},
            )
        else:
            PostTemplate.objects.filter(portal=portal, service=service).delete()
        log(
            instance=portal,
            action="social_posts.keep_wording",
            user=actor,
            data={"portal": portal.pk, "service": str(service), "text": settled},
        )

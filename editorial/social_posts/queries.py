"""What a board sees of a story's posts: each account with the text that would stand there, and what became of posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from portals.boards.approval import standing_waiver
from portals.models import SocialAccount, SocialState
from portals.social.enums import SocialPostState
from portals.social.models import SocialPost
from portals.social.posting import not_postable_because

from .actions import has_changed, mark_of_post
from .composing import SHIPPED, StoryToPost, composed, most_for, wordings_of
from .subject import is_over, may_approve_story_post, subject_key

if TYPE_CHECKING:
    from editorial.models import Placement, StoryPage
    from portals.boards.models import User
    from portals.models import Portal

_FAILED = {SocialPostState.FAILED}
_THERE = {SocialPostState.SENT, SocialPostState.CONFIRMED, SocialPostState.CORRECTED}
ENDED = {SocialPostState.REFUSED, SocialPostState.WITHDRAWN}


@dataclass(slots=True)
class PostOnDesk:
    """A post about the story, and what the person may do with it now."""

    post: SocialPost
    seen: str
    approves: bool = False
    settles: bool = False
    is_own: bool = False
    # What it is about says something else by now.
    is_outdated: bool = False

    @property
    def is_proposed(self) -> bool:
        return self.post.state == SocialPostState.PROPOSED

    @property
    def picture_path(self) -> str:
        """The picture as this host serves it, which serves all that portals do."""
        return urlsplit(self.post.picture_address).path

    @property
    def may_refuse(self) -> bool:
        return self.is_proposed and (self.settles or self.is_own)

    @property
    def retries(self) -> bool:
        return self.settles and self.post.state in _FAILED

    @property
    def takes_down(self) -> bool:
        return self.settles and self.post.state in _FAILED | _THERE | {SocialPostState.QUEUED}


@dataclass(slots=True)
class AccountToPost:
    """An account with the text for it. `why_not`: in words, why nothing can be proposed for it now."""

    account: SocialAccount
    text: str
    most: int
    why_not: str = ""
    with_picture: bool = True
    refused: str = ""
    posts: list[PostOnDesk] = field(default_factory=list)

    @property
    def is_taken(self) -> bool:
        return any(one.post.state not in ENDED for one in self.posts)


def posts_on_desk(
    placement: Placement, story: StoryPage | None, user: User, now: datetime
) -> list[PostOnDesk]:
    """Return all posts about a story on a portal, the newest first. Eight queries at most, and one for each that waits.

    `story` as it is public there; None where it is not.
    """
    portal, key = placement.portal, subject_key(placement.story_id, placement.portal_id)
    posts = list(
        SocialPost.objects.filter(subject=key, of_story__isnull=False)
        .select_related("account", "of_story", "proposed_by", "approved_by", "ended_by")
        .order_by("-proposed_at", "-pk")
    )
    if not posts:
        return []
    approves = may_approve_story_post(user, key, portal, now)
    takes_own = approves and standing_waiver(portal, now) is not None
    found = []
    for post in posts:
        is_waiting = post.state == SocialPostState.PROPOSED
        is_outdated = is_waiting and (story is None or has_changed(post, story))
        is_own = post.proposed_by_id == user.pk
        found.append(
            PostOnDesk(
                post,
                mark_of_post(post),
                approves=approves and not is_outdated and (takes_own or not is_own),
                settles=approves,
                is_own=is_own,
                is_outdated=is_outdated,
            )
        )
    return found


def accounts_to_post(
    portal: Portal, told: StoryToPost | None, posts: list[PostOnDesk], now: datetime
) -> list[AccountToPost]:
    """Return the portal's verified accounts, each with the text that would stand there, and its posts.

    `told` None: the story is not public, so nothing is worded.
    """
    wordings: Mapping[tuple[int, str], str] = wordings_of([portal.pk]) if told else {}
    accounts = SocialAccount.objects.open().filter(portal=portal).order_by("service", "pk")
    found = []
    for account in accounts:
        most = most_for(account.service)
        wording = wordings.get((portal.pk, account.service), SHIPPED)
        one = AccountToPost(
            account,
            text=composed(told, wording, most) if told else "",
            most=most,
            why_not=_why_not(account, told, now),
            posts=[each for each in posts if each.post.account_id == account.pk],
        )
        if account.state == SocialState.VERIFIED or one.posts:
            found.append(one)
    return found


def _why_not(account: SocialAccount, told: StoryToPost | None, now: datetime) -> str:
    if told is None:
        return _("This is not public: nothing is posted about it.")
    if is_over(told.story, now):
        return _("What this notice announces is over: people would come too late.")
    return not_postable_because(account)

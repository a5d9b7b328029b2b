"""A round of the worker: posts are sent, read again, written anew and taken down, each try counted before it is made.

Nothing is true because a service said so: what stands there is read. A try that broke off may have posted: before
another one the account's latest posts are read, and ours is known by its link.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portals.models import SocialService, SocialState
from portals.social.channels import CHANNELS
from portals.social.channels.interface import ChannelFault, PostContent, ReadPost, SocialChannel
from portals.social.enums import SocialFault, SocialPostState
from portals.social.models import STANDING, SocialPost, SocialToken
from portals.social.subjects import subject_of

from .comparing import amiss_in, is_ours
from .outcomes import (
    note_confirmed,
    note_edited,
    note_gone,
    note_post_fault,
    note_sent,
    posting_pause,
    stop_unfit,
)
from .posting import posting_is_on
from .renewing import due_for_renewal, note_dead_tokens, note_token_fault, prove, renew

logger = structlog.get_logger(__name__)

SECONDS_A_ROUND = 50
# It may come to stand a moment after it was taken.
LOOKS_FOR_WHAT_NEVER_STOOD = 3
UNDER_WAY = (
    SocialPostState.WITHDRAWING,
    SocialPostState.CORRECTING,
    SocialPostState.SENT,
    SocialPostState.QUEUED,
    *STANDING,
)


def run_posting_round(*, now: datetime) -> int:
    """Do what is due, and return how many posts were looked after. Nothing unless it is switched on."""
    if not posting_is_on():
        return 0
    ends = time.monotonic() + SECONDS_A_ROUND
    note_dead_tokens(now)
    for token in due_for_renewal(now):
        if time.monotonic() < ends:
            renew(token, now=now)
    stop_unfit(now)
    done = 0
    while time.monotonic() < ends and (post := claimed_post(now)) is not None:
        look_after(post, now=now)
        done += 1
    return done


def claimed_post(now: datetime) -> SocialPost | None:
    """Take the next post that is due, what is to be taken down first, and count the try. Nobody else gets it."""
    usable = SocialToken.objects.filter(fault=SocialFault.NONE).exclude(rests_until__gt=now)
    usable = usable.exclude(access_until__lte=now)
    fit = Q(account__state=SocialState.VERIFIED, account__closed_on=None)
    with transaction.atomic():
        for state in UNDER_WAY:
            due = SocialPost.objects.filter(
                state=state, next_try_at__lte=now, account__in=usable.values("account")
            )
            post = (
                (due.filter(fit) if state == SocialPostState.QUEUED else due)
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("account__portal", "account__token")
                .order_by("next_try_at", "pk")
                .first()
            )
            if post is None:
                continue
            post.tries += 1
            post.next_try_at = now + posting_pause(post.tries)
            if state == SocialPostState.QUEUED:
                post.tried_at = post.tried_at or now
            post.save(update_fields=["tries", "next_try_at", "tried_at"])
            return post
    return None


def look_after(post: SocialPost, *, now: datetime) -> None:
    """Do the next step for a claimed post, and write down what came of it."""
    token = post.account.token
    channel = CHANNELS[SocialService(post.account.service)]
    step = _STEPS[SocialPostState(post.state)]
    try:
        prove(token, now=now)
        step(channel, token, post, now)
    except ChannelFault as fault:
        logger.warning("social.fault", post=post.pk, state=post.state, fault=fault.kind)
        note_post_fault(post, fault, now)
        if fault.kind in {SocialFault.TOKEN, SocialFault.GONE, SocialFault.RATE}:
            note_token_fault(token, fault, now)
    else:
        SocialToken.objects.filter(pk=token.pk).update(worked_at=now)


def _send(channel: SocialChannel, token: SocialToken, post: SocialPost, now: datetime) -> None:
    kind = subject_of(post.subject)
    if kind is None or not kind.is_public(post.subject, now):
        raise ChannelFault(
            SocialFault.CONTENT, _("This is not public any more: nothing was posted.")
        )
    content = content_of(post)
    # An earlier try may have posted it, whatever was said to it.
    if post.tried_at != now and (found := _ours(channel, token, content)) is not None:
        note_sent(post, found.external_id, now)
        return
    try:
        external_id = channel.send(token.access, token.page_id, content)
    except ChannelFault as fault:
        # "You posted this already": then it stands there.
        found = _ours(channel, token, content) if fault.kind == SocialFault.CONTENT else None
        if found is None:
            raise
        external_id = found.external_id
    if not external_id:
        raise ChannelFault(SocialFault.OUTAGE, _("The service did not say that it took the post."))
    note_sent(post, external_id, now)


def _check(channel: SocialChannel, token: SocialToken, post: SocialPost, now: datetime) -> None:
    content = content_of(post)
    read = channel.read(token.access, post.external_id)
    if read is None:
        raise ChannelFault(SocialFault.UNPROVEN, _("The post does not stand there."))
    if amiss := amiss_in(read, content):
        raise ChannelFault(SocialFault.UNPROVEN, amiss)
    note_confirmed(post, read, now)


def _edit(channel: SocialChannel, token: SocialToken, post: SocialPost, now: datetime) -> None:
    channel.edit(token.access, post.external_id, content_of(post))
    note_edited(post, now)


def _remove(channel: SocialChannel, token: SocialToken, post: SocialPost, now: datetime) -> None:
    known = post.external_id
    read = channel.read(token.access, known) if known else _ours(channel, token, content_of(post))
    if read is None and post.confirmed_at is None and post.tries < LOOKS_FOR_WHAT_NEVER_STOOD:
        raise ChannelFault(SocialFault.UNPROVEN, _("The post does not stand there."))
    if read is not None:
        channel.remove(token.access, read.external_id)
        if channel.read(token.access, read.external_id) is not None:
            raise ChannelFault(
                SocialFault.UNPROVEN, _("The service says that it is deleted, and it still stands.")
            )
    note_gone(post, now)


def _ours(channel: SocialChannel, token: SocialToken, content: PostContent) -> ReadPost | None:
    newest = channel.newest(token.access, token.page_id)
    return next((one for one in newest if is_ours(one, content)), None)


def content_of(post: SocialPost) -> PostContent:
    """Return what is to stand there, with the bytes of its picture."""
    picture = b""
    if post.picture:
        with post.picture.open("rb") as file:
            picture = file.read()
    name = (post.picture.name or "").rpartition("/")[2]
    return PostContent(post.text, post.link, picture, name, post.picture_address)


type _Step = Callable[[SocialChannel, SocialToken, SocialPost, datetime], None]
_STEPS: dict[SocialPostState, _Step] = {
    SocialPostState.QUEUED: _send,
    SocialPostState.SENT: _check,
    SocialPostState.CONFIRMED: _check,
    SocialPostState.CORRECTED: _check,
    SocialPostState.CORRECTING: _edit,
    SocialPostState.WITHDRAWING: _remove,
}

"""A round of the worker: posts are sent, read again, written anew and taken down, each try counted before it is made.

Nothing is true because a service said so: what stands there is read. A try that broke off may have posted: before
another one the account's latest posts are read, and ours is known by its link.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from rq.timeouts import JobTimeoutException

from portals.models import SocialService, SocialState
from portals.social.actions.posting import A_TRY_ENDS
from portals.social.channels import CHANNELS
from portals.social.channels.interface import ChannelFault, PostContent, ReadPost, SocialChannel
from portals.social.enums import SocialFault, SocialPostState
from portals.social.models import STANDING, SocialPost, SocialToken
from portals.social.subjects import subject_of

from .comparing import amiss_in, is_ours
from .outcomes import (
    MOST_READS,
    note_confirmed,
    note_edited,
    note_gone,
    note_lost,
    note_post_fault,
    note_sent,
    stop_unfit,
)
from .posting import posting_is_on
from .proving import SLOW_SECONDS, keep_tokens_alive, prove
from .renewing import (
    is_another_by_now,
    must_open,
    note_dead_tokens,
    note_ended,
    note_token_fault,
)

logger = structlog.get_logger(__name__)

SECONDS_A_ROUND = 50
# Clocks differ: what we sent may be dated a little earlier there.
CLOCKS_DIFFER = timedelta(minutes=15)
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
    began, done = time.monotonic(), 0
    note_dead_tokens(now)
    slow = keep_tokens_alive(now)
    stop_unfit(now)
    while (gone := time.monotonic() - began) < SECONDS_A_ROUND:
        post = claimed_post(now, gone=timedelta(seconds=gone), without=slow)
        if post is None:
            break
        asked = time.monotonic()
        look_after(post, now=now)
        if time.monotonic() - asked > SLOW_SECONDS:
            slow.add(SocialService(post.account.service))
        done += 1
    return done


def claimed_post(
    now: datetime, *, gone: timedelta = timedelta(), without: Collection[SocialService] = ()
) -> SocialPost | None:
    """Take the next post that is due, what is to be taken down first, and count the try. Nobody else gets it.

    It is ours until such a try has ended for certain, counted from when it begins: `gone` after the round did.
    """
    usable = SocialToken.objects.filter(fault=SocialFault.NONE).exclude(rests_until__gt=now)
    usable = usable.exclude(access_until__lte=now).exclude(account__service__in=without)
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
            post.next_try_at = now + gone + A_TRY_ENDS
            if state == SocialPostState.QUEUED:
                post.tried_at = post.tried_at or now
            post.save(update_fields=["tries", "next_try_at", "tried_at"])
            return post
    return None


def look_after(post: SocialPost, *, now: datetime) -> None:
    """Do the next step for a claimed post, and write down what came of it. One that breaks us stops no other."""
    try:
        _try(post, now)
    except JobTimeoutException:
        raise
    except Exception:
        logger.exception("social.broke", post=post.pk, state=post.state)
        fault = ChannelFault(SocialFault.OUTAGE, _("Something went wrong with us."))
        note_post_fault(post, fault, now)


def _try(post: SocialPost, now: datetime) -> None:
    token = post.account.token
    channel = CHANNELS[SocialService(post.account.service)]
    step = _STEPS[SocialPostState(post.state)]
    try:
        must_open(token)
        prove(token, now=now)
        step(channel, token, post, now)
    except ChannelFault as told:
        fault = told
        if fault.kind == SocialFault.TOKEN and (
            is_another_by_now(token, now) or note_ended(token, fault, now)
        ):
            fault = ChannelFault(SocialFault.OUTAGE, told.words)
        logger.warning("social.fault", post=post.pk, state=post.state, fault=fault.kind)
        note_post_fault(post, fault, now)
        if fault.kind in {SocialFault.TOKEN, SocialFault.GONE, SocialFault.RATE}:
            note_token_fault(token, fault, now)
    else:
        SocialToken.objects.filter(pk=token.pk).update(worked_at=now)


def _send(channel: SocialChannel, token: SocialToken, post: SocialPost, now: datetime) -> None:
    kind = subject_of(post.subject)
    if kind is None or not kind.is_public(post.subject, now):
        if post.tried_at != now and (found := _ours(channel, token, post)) is not None:
            # It left before: it is known by that, read again, and can be taken down.
            note_sent(post, found.external_id, now)
            return
        raise ChannelFault(
            SocialFault.CONTENT, _("This is not public any more: nothing was posted.")
        )
    content = content_of(post)
    # An earlier try may have posted it, whatever was said to it.
    if post.tried_at != now and (found := _ours(channel, token, post)) is not None:
        note_sent(post, found.external_id, now, amiss=bool(amiss_in(found, content)))
        return
    try:
        external_id = channel.send(token.access, token.page_id, with_picture(post, content))
    except ChannelFault as fault:
        # "You posted this already": then it stands there.
        found = _ours(channel, token, post) if fault.kind == SocialFault.CONTENT else None
        if found is None:
            raise
        note_sent(post, found.external_id, now, amiss=bool(amiss_in(found, content)))
        return
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
    # By the name under which it stands: until a service has made it, it goes by another.
    read = channel.read(token.access, post.external_id)
    if read is None and post.confirmed_at is not None and _was_missed(post):
        note_lost(post, now)
        return
    if read is None:
        raise ChannelFault(SocialFault.UNPROVEN, _("The post does not stand there."))
    channel.edit(token.access, read.external_id, content_of(post))
    note_edited(post, read.external_id, now)


def _remove(channel: SocialChannel, token: SocialToken, post: SocialPost, now: datetime) -> None:
    removed = False
    if post.external_id and (read := channel.read(token.access, post.external_id)) is not None:
        _take_down(channel, token, read)
        removed = True
    if post.confirmed_at is None:
        # A try that broke off may have left it once more.
        gone: set[str] = set()
        while (found := _ours(channel, token, post, but=gone)) is not None:
            _take_down(channel, token, found)
            # Lists name for a while what stands no more.
            gone.add(found.external_id)
            removed = True
    if not removed and not _was_missed(post):
        raise ChannelFault(SocialFault.UNPROVEN, _("The post does not stand there."))
    note_gone(post, now)


def _was_missed(post: SocialPost) -> bool:
    """Whether it was looked for so often, last time in vain, that what is missed now is not there.

    It may come to stand a while after it was taken, and services hide for a moment what stands; a service that did
    not answer showed nothing.
    """
    return post.tries >= MOST_READS and post.fault == SocialFault.UNPROVEN


def _take_down(channel: SocialChannel, token: SocialToken, read: ReadPost) -> None:
    channel.remove(token.access, read.external_id)
    if channel.read(token.access, read.external_id) is not None:
        raise ChannelFault(
            SocialFault.UNPROVEN, _("The service says that it is deleted, and it still stands.")
        )


def _ours(
    channel: SocialChannel, token: SocialToken, post: SocialPost, but: Collection[str] = ()
) -> ReadPost | None:
    """What stands there with our link since we first tried, and is no other post of ours."""
    others = SocialPost.objects.filter(account=post.account_id).exclude(pk=post.pk)
    known = {*but, *others.exclude(external_id="").values_list("external_id", flat=True)}
    since = (post.tried_at or post.proposed_at) - CLOCKS_DIFFER
    newest = channel.newest(token.access, token.page_id, since=since, known=known)
    content = content_of(post)
    return next((one for one in newest if is_ours(one, content)), None)


def content_of(post: SocialPost) -> PostContent:
    """Return what is to stand there, without the bytes of its picture."""
    return PostContent(
        text=post.text,
        link=post.link,
        author=post.account.portal.name,
        picture_address=post.picture_address,
    )


def with_picture(post: SocialPost, content: PostContent) -> PostContent:
    """Return it with the very picture that was approved."""
    if not post.picture:
        return content
    with post.picture.open("rb") as file:
        picture = file.read()
    name = (post.picture.name or "").rpartition("/")[2]
    return replace(content, picture=picture, picture_name=name)


type _Step = Callable[[SocialChannel, SocialToken, SocialPost, datetime], None]
_STEPS: dict[SocialPostState, _Step] = {
    SocialPostState.QUEUED: _send,
    SocialPostState.SENT: _check,
    SocialPostState.CONFIRMED: _check,
    SocialPostState.CORRECTED: _check,
    SocialPostState.CORRECTING: _edit,
    SocialPostState.WITHDRAWING: _remove,
}

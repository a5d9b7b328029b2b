"""What becomes of a post by what its service did, and when it is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portals.models import SocialState
from portals.social.actions.registering import log_post
from portals.social.channels.interface import ChannelFault, ReadPost
from portals.social.enums import PASSING, SocialFault, SocialPostState
from portals.social.models import LONGEST_WORDS, STANDING, SocialPost

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)
# What waited so long may be no news any more: a person decides. And half an hour of not being there.
LONGEST_WAIT, MOST_READS = timedelta(days=1), 6
MOST_READS_STANDING = 3
# A service that wants fewer posts and does not say until when.
RATE_PAUSE = timedelta(hours=1)
# What stands is read again each day for a week: services delete posts later.
SEEN_AGAIN, SEEN_FOR = timedelta(days=1), timedelta(days=7)
# What cannot be taken down is tried for as long as it takes.
STUBBORN_PAUSE = timedelta(hours=6)
STOPPED = (SocialPostState.QUEUED, SocialPostState.SENT, SocialPostState.CORRECTING)


def posting_pause(tries: int) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)


@transaction.atomic
def note_sent(post: SocialPost, external_id: str, now: datetime, *, amiss: bool = False) -> None:
    """Note that the service has it. What was withdrawn or corrected meanwhile is taken down or written anew after.

    `amiss` says that it was found there, and not as it is to be: then it is written anew too.
    """
    kept = SocialPost.objects.filter(pk=post.pk)
    known = {"external_id": external_id, "tries": 0, "next_try_at": now, "state_at": now}
    well = {"fault": SocialFault.NONE, "fault_words": ""}
    queued = kept.filter(state=SocialPostState.QUEUED)
    if not amiss and queued.filter(text=post.text).update(
        state=SocialPostState.SENT, **known, **well
    ):
        return
    if queued.update(state=SocialPostState.CORRECTING, **known, **well):
        return
    if kept.filter(state__in=(SocialPostState.WITHDRAWING, SocialPostState.WITHDRAWN)).update(
        state=SocialPostState.WITHDRAWING, **known
    ):
        return
    # Stopped meanwhile: whoever settles it knows that it stands there.
    kept.filter(external_id="").update(external_id=external_id)


def note_edited(post: SocialPost, external_id: str, now: datetime) -> None:
    """Note that the service took the new text; it is read again next. One that changed meanwhile is written again."""
    SocialPost.objects.filter(pk=post.pk, state=SocialPostState.CORRECTING, text=post.text).update(
        state=SocialPostState.SENT,
        external_id=external_id,
        state_at=now,
        tries=0,
        next_try_at=now,
    )


def note_lost(post: SocialPost, now: datetime) -> None:
    """Note that what is to be written anew stands there no more, though it once did: it is sent again."""
    _as_tried(post).update(
        state=SocialPostState.QUEUED,
        external_id="",
        address="",
        confirmed_at=None,
        state_at=now,
        tries=0,
        next_try_at=now,
    )


@transaction.atomic
def note_confirmed(post: SocialPost, read: ReadPost, now: datetime) -> None:
    """Note that it was read there as it was approved."""
    first = post.confirmed_at or now
    was_standing = post.state in STANDING
    again = SocialPostState.CORRECTED if post.confirmed_at else SocialPostState.CONFIRMED
    state = SocialPostState(post.state) if was_standing else again
    at = post.state_at if was_standing else now
    done = SocialPost.objects.filter(pk=post.pk, state=post.state, text=post.text).update(
        state=state,
        state_at=at,
        external_id=read.external_id,
        address=read.address,
        confirmed_at=first,
        seen_at=now,
        tries=0,
        next_try_at=_seen_again_at(at, now),
        fault=SocialFault.NONE,
        fault_words="",
    )
    if done and not was_standing:
        log_post(post, "social.confirm_post", None, state=state.value, address=read.address)


def note_gone(post: SocialPost, now: datetime) -> None:
    """Note that it was taken down: it was asked for, and nothing stands there."""
    if SocialPost.objects.filter(pk=post.pk, state=SocialPostState.WITHDRAWING).update(
        state=SocialPostState.WITHDRAWN,
        state_at=now,
        withdrawn_at=now,
        next_try_at=None,
        fault=SocialFault.NONE,
        fault_words="",
    ):
        log_post(post, "social.withdraw_post", None)


def note_post_fault(post: SocialPost, fault: ChannelFault, now: datetime) -> None:
    """Note why a try failed. What passes is tried again; what does not is for a person, at once."""
    kept = _as_tried(post)
    if post.state in STANDING and fault.kind != SocialFault.UNPROVEN:
        # It could not be looked at; nothing is known against it.
        kept.update(tries=0, next_try_at=_seen_again_at(post.state_at, now))
        return
    said = {"fault": fault.kind, "fault_words": fault.words[:LONGEST_WORDS]}
    if post.state == SocialPostState.WITHDRAWING:
        pause = posting_pause(post.tries) if _may_pass(post, fault, now) else STUBBORN_PAUSE
        kept.update(**said, next_try_at=now + (fault.rests or pause))
    elif _may_pass(post, fault, now):
        pause = RATE_PAUSE if fault.kind == SocialFault.RATE else posting_pause(post.tries)
        kept.update(**said, next_try_at=now + (fault.rests or pause))
    elif kept.update(
        **said, state=SocialPostState.FAILED, state_at=now, next_try_at=None
    ):  # fmt: skip
        log_post(post, "social.fail_post", None, fault=fault.kind, words=fault.words)


def _as_tried(post: SocialPost) -> QuerySet[SocialPost]:
    """The post, if nobody changed meanwhile what is wanted of it: what a try found then says nothing of it."""
    return SocialPost.objects.filter(
        pk=post.pk, state=post.state, text=post.text, state_at=post.state_at
    )


def _seen_again_at(since: datetime, now: datetime) -> datetime | None:
    return now + SEEN_AGAIN if now - since < SEEN_FOR else None


def _may_pass(post: SocialPost, fault: ChannelFault, now: datetime) -> bool:
    if fault.kind == SocialFault.UNPROVEN:
        # It takes a moment until what was sent, or deleted, is seen; and what stands may be missed once.
        return post.tries < (MOST_READS_STANDING if post.state in STANDING else MOST_READS)
    return fault.kind in PASSING and now - post.state_at < LONGEST_WAIT


def stop_unfit(now: datetime) -> int:
    """Stop what waits for accounts that take nothing any more; return how many posts. A statement a reason.

    A person has them tried again once the account is well: what was news then may be none by now. What is to be taken
    down goes on waiting, and says why.
    """
    no_token = _("The account has no token.")
    broken = _("The token of the account does not work: a new one is needed.")
    reasons = (
        (Q(account__closed_on__isnull=False), SocialFault.GONE, _("The account is closed.")),
        (
            ~Q(account__state=SocialState.VERIFIED),
            SocialFault.GONE,
            _("The account is not verified, or in alarm: nothing is posted to it."),
        ),
        (Q(account__token=None), SocialFault.TOKEN, no_token),
        (Q(account__token__fault__gt=""), SocialFault.TOKEN, broken),
    )
    stopped = 0
    for unfit, kind, words in reasons:
        posts = SocialPost.objects.filter(unfit)
        if kind == SocialFault.TOKEN:
            posts.filter(state=SocialPostState.WITHDRAWING, fault=SocialFault.NONE).update(
                fault=kind, fault_words=words
            )
        stopped += posts.filter(state__in=STOPPED).update(
            state=SocialPostState.FAILED,
            state_at=now,
            next_try_at=None,
            fault=kind,
            fault_words=words,
        )
    return stopped + _stop_late(now)


def _stop_late(now: datetime) -> int:
    """Stop what has not left within a day, why ever: a round may not even have been begun."""
    late = SocialPost.objects.filter(
        state=SocialPostState.QUEUED, state_at__lte=now - LONGEST_WAIT, next_try_at__lte=now
    )
    ended = {"state": SocialPostState.FAILED, "state_at": now, "next_try_at": None}
    words = _("It waited for more than a day: is it still to be posted?")
    silent = late.filter(fault=SocialFault.NONE)
    stopped = silent.update(**ended, fault=SocialFault.OUTAGE, fault_words=words)
    return stopped + late.update(**ended)

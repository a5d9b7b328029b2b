"""Posts to social accounts: proposed by one, approved by another; corrected and taken down with what they are about.

Nothing here asks a service: what is wanted is written down, and the worker does it (`portals/social/sending`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Case, DateTimeField, Q, Value, When
from django.utils.translation import gettext as _

from portals.boards.approval import standing_waiver
from portals.models import SocialAccount, SocialService
from portals.refusals import NotYourOffice, Refusal
from portals.social.enums import SocialFault, SocialPostState
from portals.social.models import LONGEST_LINK, LONGEST_POST, LONGEST_WORDS, SocialPost
from portals.social.posting import not_postable_because
from portals.social.subjects import PostSubject, subject_of
from portals.text import nfc

from .registering import log_post

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.social.models.posting import SocialPostQuerySet

# A try that is under way ends within this time, since the job is ended before: what it left with the service is
# looked for after that.
A_TRY_ENDS = timedelta(minutes=6)
_NEVER_LEFT = Q(tried_at=None, external_id="")


class UnfitPost(Refusal):
    """The post cannot be made, or is in no state in which this can be done to it."""


@dataclass(frozen=True, slots=True)
class PostPicture:
    """A picture to post: its bytes, and the public address where the portal shows that very picture."""

    content: bytes
    name: str
    address: str


def propose_post(
    *,
    account: SocialAccount,
    subject: str,
    text: str,
    link: str,
    picture: PostPicture | None,
    actor: User,
    now: datetime,
) -> SocialPost:
    """Propose a post about `subject` for somebody else to approve. `text` is as it will stand there, without the link.

    By whom the floor of the subject lets (`subjects.register`). Raises UnfitPost where the account takes none.
    """
    kind = _kind(subject)
    if not kind.may_propose(actor, subject, account.portal, now):
        raise NotYourOffice(_("You may not propose posts for the accounts of this portal."))
    _refuse_unpostable(account, kind, subject, now)
    post = SocialPost(
        account=account,
        subject=subject,
        text=settled_text(text),
        link=_settled_link(link),
        proposed_by=actor,
        proposed_at=now,
        state_at=now,
    )
    try:
        with transaction.atomic():
            if picture is not None:
                post.picture_hash = sha256(picture.content).hexdigest()
                post.picture_address = picture.address
                post.picture.save(picture.name, ContentFile(picture.content), save=False)
            post.save(force_insert=True)
            log_post(post, "social.propose_post", actor)
    except IntegrityError as error:
        raise UnfitPost(_("A post about this waits or stands on the account already.")) from error
    return post


def approve_post(*, post: SocialPost, actor: User, now: datetime) -> SocialPost:
    """Let a proposed post leave; the worker sends it. By somebody else than who proposed it.

    One's own takes the board's standing waiver, as a text does, and is marked so.
    """
    with _held(post, SocialPostState.PROPOSED) as held:
        kind = _kind(held.subject)
        if not kind.may_approve(actor, held.subject, held.account.portal, now):
            raise NotYourOffice(_("You may not approve posts for the accounts of this portal."))
        held.is_waived = held.proposed_by_id == actor.pk
        if held.is_waived and standing_waiver(held.account.portal, now) is None:
            raise NotYourOffice(_("You proposed this post: somebody else approves it."))
        _refuse_unpostable(held.account, kind, held.subject, now)
        held.approved_by, held.approved_at = actor, now
        _begin(held, SocialPostState.QUEUED, now, now)
        log_post(held, "social.approve_post", actor, is_waived=held.is_waived)
    return held


def refuse_post(*, post: SocialPost, reason: str, actor: User, now: datetime) -> SocialPost:
    """Say that a proposed post is not posted. By who may approve it, or who proposed it."""
    with _held(post, SocialPostState.PROPOSED) as held:
        kind, portal = _kind(held.subject), held.account.portal
        if held.proposed_by_id != actor.pk and not kind.may_approve(
            actor, held.subject, portal, now
        ):
            raise NotYourOffice(_("You may not refuse posts for the accounts of this portal."))
        held.ended_by, held.ended_because = actor, _reason(reason)
        _begin(held, SocialPostState.REFUSED, now, None)
        log_post(held, "social.refuse_post", actor, reason=held.ended_because)
    return held


def retry_post(*, post: SocialPost, actor: User, now: datetime) -> SocialPost:
    """Have a post that failed tried again: sent, or where the service has it, written there anew. By an approver."""
    with _held(post, SocialPostState.FAILED) as held:
        kind = _may_settle(held, actor, now)
        _refuse_unpostable(held.account, kind, held.subject, now)
        if held.external_id:
            _begin(held, SocialPostState.CORRECTING, now, now)
        else:
            # It may have been stopped while it was leaving: that try ends first.
            ended = held.state_at + A_TRY_ENDS if held.tried_at else now
            _begin(held, SocialPostState.QUEUED, now, max(now, ended))
        log_post(held, "social.retry_post", actor)
    return held


def take_down_post(*, post: SocialPost, reason: str, actor: User, now: datetime) -> SocialPost:
    """Have a post taken down that stands with the service or may, whatever becomes of its subject. By an approver."""
    with _held(
        post,
        SocialPostState.QUEUED,
        SocialPostState.SENT,
        SocialPostState.CONFIRMED,
        SocialPostState.CORRECTING,
        SocialPostState.CORRECTED,
        SocialPostState.FAILED,
    ) as held:
        _may_settle(held, actor, now)
        held.ended_by, held.ended_because = actor, _reason(reason)
        if held.tried_at is None and not held.external_id:
            held.withdrawn_at = now
            _begin(held, SocialPostState.WITHDRAWN, now, None)
        else:
            at = now if held.external_id else now + A_TRY_ENDS
            _begin(held, SocialPostState.WITHDRAWING, now, at)
        log_post(held, "social.take_down_post", actor, reason=held.ended_because)
    return held


def note_taken_down(*, post: SocialPost, said: str, actor: User, now: datetime) -> SocialPost:
    """Say that one has deleted a post on the service by hand, where no token of ours reaches it. By an approver."""
    with _held(post, SocialPostState.WITHDRAWING, SocialPostState.FAILED) as held:
        _may_settle(held, actor, now)
        held.ended_by, held.ended_because, held.withdrawn_at = actor, _reason(said), now
        _begin(held, SocialPostState.WITHDRAWN, now, None)
        log_post(held, "social.note_taken_down", actor, said=held.ended_because)
    return held


def withdraw_posts_of(
    *, subject: str | Collection[str], now: datetime, actor: User | None = None
) -> int:
    """Have all posts about `subject` taken down, those that never left dropped; return how many. One statement.

    Several subjects that end together are named at once.

    Called in the transaction in which the subject is withdrawn or recalled. Asks nobody: the worker takes them down.
    """
    subjects = [subject] if isinstance(subject, str) else subject
    about = SocialPost.objects.filter(subject__in=subjects)
    return withdraw_posts(about, now=now, actor=actor)


def withdraw_posts(posts: SocialPostQuerySet, *, now: datetime, actor: User | None = None) -> int:
    """Have those of `posts` that are open taken down, as `withdraw_posts_of` does. One statement."""
    return posts.open().exclude(
        state=SocialPostState.WITHDRAWING
    ).update(
        state=Case(
            When(_NEVER_LEFT, then=Value(SocialPostState.WITHDRAWN)),
            default=Value(SocialPostState.WITHDRAWING),
        ),
        withdrawn_at=Case(
            When(_NEVER_LEFT, then=Value(now)), default=None, output_field=DateTimeField()
        ),
        next_try_at=Case(
            When(_NEVER_LEFT, then=None),
            # It may be leaving at this moment.
            When(external_id="", then=Value(now + A_TRY_ENDS)),
            default=Value(now),
            output_field=DateTimeField(),
        ),
        ended_by=actor,
        state_at=now,
        tries=0,
        fault=SocialFault.NONE,
        fault_words="",
    )  # fmt: skip


def correct_posts_of(
    *, subject: str, text: str | Mapping[str, str], now: datetime, actor: User | None = None
) -> int:
    """Have all posts about `subject` say `text`, or by service what `text` names for it; return how many change.

    Two statements a service. Called in the transaction of the correction, which passed four eyes itself; asks nobody.
    What waits leaves with the new text, what stands with the service is written there anew and read again.
    """
    texts = dict.fromkeys(SocialService.values, text) if isinstance(text, str) else text
    done = 0
    for service, wanted in texts.items():
        said = settled_text(wanted)
        posts = (
            SocialPost.objects.open()
            .filter(subject=subject, account__service=service)
            .exclude(state=SocialPostState.WITHDRAWING)
            .exclude(text=said)
        )
        done += posts.exclude(external_id="").update(
            text=said, state=SocialPostState.CORRECTING, state_at=now, tries=0, next_try_at=now
        )
        done += posts.filter(external_id="").update(text=said)
    return done


def settled_text(text: str) -> str:
    """Return a post's text as it is kept: composed letters, no blank ends. Raises UnfitPost."""
    lines = [line.rstrip() for line in nfc(text).replace("\r\n", "\n").split("\n")]
    settled = "\n".join(lines).strip()
    if not settled:
        raise UnfitPost(_("A post needs a text."))
    if len(settled) > LONGEST_POST:
        raise UnfitPost(_("A post has %(most)s characters at most.") % {"most": LONGEST_POST})
    return settled


def _settled_link(link: str) -> str:
    link = link.strip()
    if not link.startswith(("https://", "http://")) or len(link) > LONGEST_LINK:
        raise UnfitPost(_("A post leads to a page of the portal: give its whole address."))
    return link


def _kind(subject: str) -> PostSubject:
    kind = subject_of(subject)
    if kind is None:
        raise UnfitPost(_("Nothing is posted about this."))
    return kind


def _refuse_unpostable(
    account: SocialAccount, kind: PostSubject, subject: str, now: datetime
) -> None:
    if why := not_postable_because(account):
        raise UnfitPost(why)
    if not kind.is_public(subject, now):
        raise UnfitPost(_("This is not public: nothing is posted about it."))


def _may_settle(held: SocialPost, actor: User, now: datetime) -> PostSubject:
    kind = _kind(held.subject)
    if not kind.may_approve(actor, held.subject, held.account.portal, now):
        raise NotYourOffice(_("You may not change posts on the accounts of this portal."))
    return kind


def _reason(text: str) -> str:
    reason = " ".join(nfc(text).split())[:LONGEST_WORDS]
    if not reason:
        raise UnfitPost(_("Say why."))
    return reason


@contextmanager
def _held(post: SocialPost, *states: SocialPostState) -> Iterator[SocialPost]:
    """The post under its lock; saved whole afterwards. Refuses one that is in another state meanwhile."""
    with transaction.atomic():
        found = SocialPost.objects.select_for_update(of=("self",))
        held = found.select_related("account__portal").get(pk=post.pk)
        if held.state not in states:
            raise UnfitPost(
                _("This cannot be done now: %(state)s.") % {"state": held.get_state_display()}
            )
        yield held
        held.save()


def _begin(
    held: SocialPost, state: SocialPostState, now: datetime, next_try_at: datetime | None
) -> None:
    held.state, held.state_at, held.tries, held.next_try_at = state, now, 0, next_try_at
    held.fault, held.fault_words = SocialFault.NONE, ""

"""What happens with comments on a draft: somebody sends one, the board says which words of it are public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.enums import PlacementRole
from editorial.models import Placement
from portals.accountability.actions.acting import must_handle
from portals.accountability.actions.receiving import Sent, receive_case
from portals.accountability.actions.releasing import end_release
from portals.accountability.actions.triage import accept_case
from portals.accountability.enums import CaseKind, CaseOutcome, CaseSource, CaseStep
from portals.accountability.models import CitizenCase
from portals.accountability.models.cases import LONGEST_SUBJECT
from portals.accountability.recording import held_case, record_event
from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import Refusal

from .enums import Moderation, Openness
from .models import LONGEST_COMMENT, LONGEST_NAME, ConsultationPage, DraftComment
from .openness import openness_on, openness_words

WHOLE = 0


class CommentsClosed(Refusal):
    """The draft is not open for comments, or stands there no more."""


class NotForThePublic(Refusal):
    """The words cannot be made public as they stand."""


@dataclass(frozen=True, slots=True)
class ToldComment:
    """What a person sends on an article; `article` 0 is the draft as a whole."""

    article: int
    text: str
    name: str = ""
    email: str = ""
    wants_name: bool = False


def about_of(page: ConsultationPage, article: int) -> str:
    """Return by what a case names an article of a draft."""
    return f"consultation:{page.pk}#{article}"


@transaction.atomic
def take_comment(
    *,
    portal: Portal,
    page: ConsultationPage,
    told: ToldComment,
    now: datetime,
    held_because: Iterable[str] = (),
    sending: str = "",
) -> CitizenCase:
    """Take a comment on a draft of `portal` itself, through the last minute of its last day. Raises CommentsClosed.

    The same sent again by one showing of the form (`sending`) is the same comment.
    """
    must_take_comments(portal, page, now)
    heading = _heading(page, told.article)
    case = receive_case(
        portal=portal,
        sent=Sent(
            kind=CaseKind.COMMENT,
            subject=f"{heading}: {page.title}"[:LONGEST_SUBJECT],
            text=told.text,
            person_name=told.name,
            email=told.email,
            wants_public=True,
            about=about_of(page, told.article),
            about_title=page.title[:300],
            about_path=page.public_path(),
        ),
        source=CaseSource.FORM,
        actor=None,
        held_because=held_because,
        now=now,
        # With another wish for the name it is another one.
        sending=sending and f"{sending} {told.wants_name}",
    )
    DraftComment.objects.get_or_create(
        case=case,
        defaults={
            "portal": portal,
            "page": page,
            "article": told.article,
            "wants_name": told.wants_name and bool(told.name.strip()),
        },
    )
    return case


def must_take_comments(portal: Portal, page: ConsultationPage, now: datetime) -> None:
    """Raise CommentsClosed unless the draft stands on `portal` as its own and is open. One query."""
    standing = Placement.objects.standing().filter(
        portal=portal, story=page, role=PlacementRole.ORIGIN
    )
    if page.adapted_from_id is not None or not page.live or not standing.exists():
        raise CommentsClosed(_("This draft does not stand here any more."))
    day = local_date(now)
    if openness_on(page, day) is not Openness.OPEN:
        raise CommentsClosed(openness_words(page, day))


def _heading(page: ConsultationPage, number: int) -> str:
    if number == WHOLE:
        return _("The draft as a whole")
    if not any(one.number == number for one in page.articles.all()):
        raise CommentsClosed(_("The draft has no such article any more. Look at it again."))
    return _("Article %(number)s") % {"number": number}


@transaction.atomic
def approve_comment(*, comment: DraftComment, words: str, actor: User, now: datetime) -> None:
    """Show `words` to the public, redacted by a person. The name stands there only where the person wished it.

    Raises NotYourOffice, NotForThePublic.
    """
    case, held = _decided(comment, actor, now)
    words = words.strip()
    if not words or len(words) > LONGEST_COMMENT:
        raise NotForThePublic(
            _("Write the words that the public reads, at most %(most)s characters.")
            % {"most": LONGEST_COMMENT}
        )
    if case.released_at is None:
        record_event(case, CaseStep.RELEASED, actor=actor, now=now)
        case.released_at = now
        case.save()
    held.state, held.public_words = Moderation.APPROVED, words
    held.public_name = case.person_name[:LONGEST_NAME] if held.wants_name else ""
    _save(held, actor, now)
    _tell(held, "consultations.approve", actor)


@transaction.atomic
def keep_back_comment(*, comment: DraftComment, actor: User, now: datetime) -> None:
    """Show nothing of a comment to the public, or no more. It is counted and considered all the same."""
    case, held = _decided(comment, actor, now)
    if case.released_at is not None:
        end_release(case, "", actor, now)
        case.save()
    held.state, held.public_words, held.public_name = Moderation.KEPT_BACK, "", ""
    _save(held, actor, now)
    _tell(held, "consultations.keep_back", actor)


def hide_comment(case: CitizenCase, now: datetime, _reason: str) -> None:
    """Let go of the words of a comment that is not public any more, by whomever. For `releases.on_retraction`."""
    comment = DraftComment.objects.filter(case=case, state=Moderation.APPROVED).first()
    if comment is None:
        return
    comment.state, comment.public_words, comment.public_name = Moderation.KEPT_BACK, "", ""
    comment.decided_at = now
    comment.save()
    change_editions(portal_ids=[comment.portal_id], forbid_stale=True)


def _decided(comment: DraftComment, actor: User, now: datetime) -> tuple[CitizenCase, DraftComment]:
    """Return case and comment, locked, taken up by whoever decides on it."""
    case = held_case(comment.case_id)
    must_handle(actor, case.portal, now)
    if case.outcome in {CaseOutcome.SEALED, CaseOutcome.NOT_A_REQUEST, CaseOutcome.TAKEN_BACK}:
        raise NotForThePublic(_("Nothing of this request becomes public."))
    if case.triaged_at is None:
        case = accept_case(case=case, actor=actor, now=now)
    return case, DraftComment.objects.select_related("portal").get(pk=comment.pk)


def _save(comment: DraftComment, actor: User, now: datetime) -> None:
    comment.decided_at, comment.decided_by = now, actor
    comment.save()
    change_editions(portal_ids=[comment.portal_id])


def _tell(comment: DraftComment, act: str, actor: User) -> None:
    log(
        instance=comment.case,
        action=act,
        user=actor,
        data={"code": comment.case.code, "portal": comment.portal_id},
    )

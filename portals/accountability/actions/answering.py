"""An answer: written by one, approved by another, given to the person; made public by `releasing`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.approval import ApprovalBasis, standing_waiver
from portals.boards.models import User
from portals.clock import local_date

from ..enums import (
    COUNCIL_KINDS,
    CaseOutcome,
    CaseState,
    CaseStep,
    DraftState,
    TextRole,
)
from ..explanations import must_be_accepted, must_say_all
from ..models import AnswerDraft, AnswerPromise, CitizenCase
from ..models.answering import LONGEST_PROMISE
from ..models.cases import LONGEST_SUBJECT, LONGEST_TEXT
from ..recording import CaseHappening, end_case, record_event
from .acting import (
    NotPossible,
    answered_case,
    handled_case,
    logged,
    must_decide,
    needed_words,
)
from .publishing import copies_to_release
from .releasing import release_answer
from .ruling import must_be_ruled


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """What a draft says. Its public words matter only where it `is_public`; `hidden` tells what was taken out."""

    text: str
    citations: Sequence[str] = ()
    is_public: bool = False
    public_subject: str = ""
    public_question: str = ""
    public_answer: str = ""
    hidden: Sequence[dict[str, Any]] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """Something that the answer says will be done by a day, in words fit for the public."""

    words: str
    due_on: date
    is_public: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class DraftSeen:
    """Which version of a draft a person had before them: the moment at which it was saved; None where none was."""

    saved_at: datetime | None


@transaction.atomic
def save_draft(
    *,
    case: CitizenCase,
    words: AnswerWords,
    actor: User,
    now: datetime,
    revision: int | None = None,
    seen: DraftSeen | None = None,
) -> AnswerDraft:
    """Keep an answer that is being written. Whoever saved it last is its author; what waits for approval is locked.

    `seen` says what the page was opened with; another's words are not written over unread.
    """
    held = answered_case(case, actor=actor, now=now, revision=revision)
    _must_fit(words)
    draft = held.drafts.exclude(state=DraftState.APPROVED).select_for_update().first()
    if draft is not None and draft.state == DraftState.SUBMITTED:
        raise NotPossible(_("The answer waits for approval. Have it sent back first."))
    if seen is not None and seen.saved_at != (draft.saved_at if draft else None):
        raise NotPossible(
            _(
                "Somebody saved another version meanwhile. Copy your words, then open the answer anew."
            )
        )
    draft = draft or AnswerDraft(case=held)
    draft.author = actor
    draft.text = words.text.strip()
    draft.citations = list(words.citations)
    draft.is_public = words.is_public
    draft.public_subject = words.public_subject.strip()
    draft.public_question = words.public_question.strip()
    draft.public_answer = words.public_answer.strip()
    draft.hidden = [dict(each) for each in words.hidden]
    draft.topic = words.topic
    draft.state = DraftState.WRITING
    draft.saved_at = now
    draft.save()
    return draft


@transaction.atomic
def submit_draft(*, draft: AnswerDraft, actor: User, now: datetime) -> AnswerDraft:
    """Ask for approval. Takes a request up that was not yet: who answers has accepted it.

    A call for an explanation is accepted by an act of its own before (`explanations`). Raises NotExplained.
    """
    held = answered_case(draft.case, actor=actor, now=now, revision=None)
    draft = locked_draft(draft)
    if draft.state not in {DraftState.WRITING, DraftState.RETURNED}:
        raise NotPossible(_("This answer waits for approval already."))
    _must_be_whole(draft)
    if held.state != CaseState.ENDED:
        # What was refused is answered after a review by who accepts nothing any more.
        must_be_accepted(held)
    must_say_all(held, draft.text)
    if held.triaged_at is None:
        record_event(held, CaseStep.ACCEPTED, actor=actor, now=now)
        held.triaged_at, held.held_because = now, []
    if held.state == CaseState.NEW:
        held.state = CaseState.OPEN
    record_event(held, CaseStep.SUBMITTED, actor=actor, now=now)
    held.save()
    draft.state, draft.submitted_at = DraftState.SUBMITTED, now
    draft.save()
    logged(held, "submit", actor)
    return draft


def _must_fit(words: AnswerWords) -> None:
    if len(words.text) > LONGEST_TEXT:
        raise NotPossible(
            _("This is longer than %(most)s characters. Shorten it.") % {"most": LONGEST_TEXT}
        )
    if len(words.public_subject.strip()) > LONGEST_SUBJECT:
        raise NotPossible(
            _("Shorten the public subject to %(most)s characters.") % {"most": LONGEST_SUBJECT}
        )


def _must_be_whole(draft: AnswerDraft, files: Mapping[int, str] | None = None) -> None:
    if not draft.text:
        raise NotPossible(_("Write the answer first."))
    if draft.case.kind in COUNCIL_KINDS and not draft.is_public:
        raise NotPossible(
            _("What is answered to a council is public: publish question and answer.")
        )
    if draft.is_public and not (
        draft.public_subject and draft.public_question and draft.public_answer
    ):
        raise NotPossible(
            _("Write the subject, the question and the answer as the public will read them.")
        )
    if draft.is_public:
        copies_to_release(draft.case, files)


def locked_draft(draft: AnswerDraft) -> AnswerDraft:
    """Return the draft, locked and read anew. Its case is locked before it."""
    return (
        AnswerDraft.objects.select_for_update(of=("self",)).select_related("case").get(pk=draft.pk)
    )


@transaction.atomic
def return_draft(*, draft: AnswerDraft, reason: str, actor: User, now: datetime) -> AnswerDraft:
    """Send an answer back to its author, with the reason. One's own needs no second person."""
    held = answered_case(draft.case, actor=actor, now=now, revision=None)
    draft = locked_draft(draft)
    if draft.state != DraftState.SUBMITTED:
        raise NotPossible(_("This answer does not wait for approval."))
    if actor.pk != draft.author_id:
        must_decide(actor, held.portal, now, draft.submitted_at or now)
    why = CaseHappening(
        role=TextRole.NOTE, text=needed_words(reason, _("Write what has to be changed."))
    )
    record_event(held, CaseStep.RETURNED, actor=actor, now=now, more=why)
    held.save()
    draft.state = DraftState.RETURNED
    draft.save()
    logged(held, "return", actor)
    return draft


@transaction.atomic
def approve_draft(
    *,
    draft: AnswerDraft,
    actor: User,
    now: datetime,
    saved_at: datetime | None = None,
    files: Mapping[int, str] | None = None,
    promises: Iterable[Promised] = (),
) -> CitizenCase:
    """Approve an answer: the person has it from now on, and the clock ends. Where it is public it is released with it.

    For the head, a deputy, or who acts for them; not for its author, unless the portal above lets a board of one.
    `saved_at` says which text was read, and `files` which copies for the public (titles by id): others are refused.
    Public is only what the person agreed to.
    """
    held = handled_case(draft.case, actor=actor, now=now, revision=None)
    draft = locked_draft(draft)
    basis = approve_words(held, draft, actor, now, saved_at, files=files)
    answered = CaseHappening(role=TextRole.ANSWER, text=draft.text)
    record_event(held, CaseStep.ANSWERED, actor=actor, now=now, more=answered)
    end_case(held, CaseOutcome.ANSWERED, now)
    for promise in promises:
        add_promise(held, promise, actor, now)
    if draft.is_public:
        release_answer(held, draft, actor, now)
    held.save()
    logged(held, "approve", actor, public=draft.is_public, waiver=draft.waiver_id, **basis.logged())
    return held


def approve_words(
    case: CitizenCase,
    draft: AnswerDraft,
    actor: User,
    now: datetime,
    saved_at: datetime | None,
    *,
    files: Mapping[int, str] | None = None,
) -> ApprovalBasis:
    """Approve the text of a locked draft, and say on what that rests; what follows for the case is the caller's.

    Raises NotPossible for what does not wait, was changed since `saved_at`, is not whole, has other copies of files for
    the public than `files`, is public against the person's will, or is one's own without a waiver, and for a correction
    that nobody ruled on; NotYourOffice.
    """
    if draft.state != DraftState.SUBMITTED:
        raise NotPossible(_("This answer does not wait for approval."))
    if saved_at is not None and draft.saved_at != saved_at:
        raise NotPossible(_("The answer was changed since you read it. Read it again."))
    if draft.is_public and not case.wants_public:
        raise NotPossible(_("The person did not agree that this becomes public."))
    _must_be_whole(draft, files)
    must_be_ruled(case, actor, now)
    basis = must_decide(actor, case.portal, now, draft.submitted_at or now)
    if actor.pk == draft.author_id:
        draft.waiver = standing_waiver(case.portal, now)
        if draft.waiver is None:
            raise NotPossible(_("You wrote this answer: another person approves it."))
    draft.state, draft.decided_at, draft.decided_by = DraftState.APPROVED, now, actor
    draft.save()
    return basis


def add_promise(case: CitizenCase, promise: Promised, actor: User, now: datetime) -> None:
    """Keep what an answer promises by a day that is still to come. The caller saves the case."""
    words = promise.words.strip()
    if promise.due_on <= local_date(now) or not words:
        raise NotPossible(_("A promise says what, and names a day that is still to come."))
    if len(words) > LONGEST_PROMISE:
        raise NotPossible(
            _("Say in %(most)s characters what is promised.") % {"most": LONGEST_PROMISE}
        )
    AnswerPromise.objects.create(
        case=case,
        portal=case.portal,
        words=words,
        due_on=promise.due_on,
        is_public=promise.is_public or case.kind in COUNCIL_KINDS,
    )
    due = CaseHappening(data={"due_on": promise.due_on.isoformat()})
    record_event(case, CaseStep.PROMISED, actor=actor, now=now, more=due)

"""What is made public of an answer, and taken out of view again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.models import User

from ..enums import COUNCIL_KINDS, CaseStep, TermStep
from ..erasing import drop_copies, forget_promises, forget_public_words, forget_statements
from ..lives import load_rules
from ..models import AnswerDraft, CaseEvent, CaseReview, CitizenCase
from ..recording import held_case, record_event
from ..releases import Release, tell_released, tell_retracted
from .acting import NotPossible, logged, must_decide, must_handle, needed_words
from .publishing import copies_to_release
from .receiving import due_of


def release_answer(case: CitizenCase, draft: AnswerDraft, actor: User, now: datetime) -> None:
    """Make the public words of an approved draft public. The caller saves the case."""
    record_event(case, CaseStep.RELEASED, actor=actor, now=now)
    case.released_at = now
    tell_released(Release(case, draft, now, copies_to_release(case)))


@transaction.atomic
def retract_release(*, case: CitizenCase, reason: str, actor: User, now: datetime) -> CitizenCase:
    """Take an answer out of public view, with a reason that stands in its place. The person keeps it.

    Who asked by way of a council has nothing else: such a question is owed another answer from now on.
    """
    held = held_case(case.pk)
    must_handle(actor, held.portal, now)
    must_decide(actor, held.portal, now, now)
    if held.released_at is None:
        raise NotPossible(_("This answer is not public."))
    reason = needed_words(reason, _("Write why: it stands in the place of the answer."))
    return _retract(held, reason, actor, now)


@transaction.atomic
def retract_again(*, case: CitizenCase, reason: str, actor: User, now: datetime) -> CitizenCase:
    """Take out of view what the ledger says was taken, on a copy restored from before. Raises NotPossible.

    Whoever took it had the right to, and was asked for it then: `actor` is the operator's word for who repeats it.
    """
    held = held_case(case.pk)
    if held.released_at is None:
        raise NotPossible(_("This answer is not public."))
    return _retract(held, reason, actor, now)


def _retract(held: CitizenCase, reason: str, actor: User, now: datetime) -> CitizenCase:
    event = end_release(held, reason, actor, now)
    held.save()
    if held.kind in COUNCIL_KINDS and held.erased_at is None:
        _owe_anew(held, event, now)
    logged(held, "retract", actor)
    return held


def _owe_anew(case: CitizenCase, event: CaseEvent, now: datetime) -> None:
    """Keep by when another answer is owed: with the time of a review. The clock that ended starts no more."""
    due_at = due_of(case.portal, case.kind, TermStep.REVIEW, now, load_rules())
    undecided = {"decided_at": None, "decided_by": None, "changed": None}
    CaseReview.objects.update_or_create(
        case=case, defaults={"request": event, "due_at": due_at, **undecided}
    )


def end_release(case: CitizenCase, reason: str, actor: User | None, now: datetime) -> CaseEvent:
    """Take what is public out of view; `reason` is read in its place. The caller saves the case."""
    event = record_event(case, CaseStep.UNRELEASED, actor=actor, now=now)
    case.released_at = None
    tell_retracted(case, now, reason)
    if case.erased_at is not None:
        # Of what was erased only what was public was left.
        drop_copies([case.pk])
        forget_public_words(case.drafts.all())
        # Counted by the row, which the caller saves later.
        CitizenCase.objects.filter(pk=case.pk).update(released_at=None)
        forget_promises([case.pk])
        forget_statements([case.pk])
    return event

"""Looking again at an answer or a refusal, because the person asked for it: by somebody who had no hand in it.

What came before a council and lost its answer is owed another by the same row; no act is judged there, so four eyes
are enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.approval import standing_waiver
from portals.boards.models import User

from ..enums import CaseOutcome, CaseStep, DraftState, TextRole
from ..models import AnswerDraft, CaseReview, CaseText, CitizenCase
from ..recording import CaseHappening, held_case, record_event
from .acting import NotPossible, drop_open_draft, logged, must_decide, must_handle, needed_words
from .answering import approve_words, locked_draft
from .releasing import end_release, release_answer
from .ruling import must_not_judge_oneself


@transaction.atomic
def uphold_answer(*, review: CaseReview, reason: str, actor: User, now: datetime) -> CaseReview:
    """Decide that the answer, or the refusal, stays as it is, with a reason that the person reads."""
    held, review = _held_review(review)
    if review.is_for_want_of_answer:
        raise NotPossible(_("Nothing stands in public that could stay: have an answer written."))
    basis = _must_review(held, actor, now)
    why = CaseHappening(
        data={"changed": False},
        role=TextRole.REASON,
        text=needed_words(reason, _("Write why: the person reads it.")),
    )
    record_event(held, CaseStep.REVIEW_DECIDED, actor=actor, now=now, more=why)
    held.save()
    drop_open_draft(held)
    return _decided(held, review, actor, now, changed=False, basis=basis)


@transaction.atomic
def change_answer(
    *,
    review: CaseReview,
    draft: AnswerDraft,
    reason: str,
    actor: User,
    now: datetime,
    saved_at: datetime | None = None,
    files: Mapping[int, str] | None = None,
) -> CaseReview:
    """Decide that another answer takes the place of the first, or of the refusal: the draft that was submitted for it.

    The person has it from now on, with the reason. What was public goes out of view, and comes back with the new
    public words where these are public. Whether the request ended in time stays as it was.
    """
    held, review = _held_review(review)
    basis = _must_review(held, actor, now, judges=not review.is_for_want_of_answer)
    draft = locked_draft(draft)
    if draft.case_id != held.pk:
        raise NotPossible(_("This answer belongs to another request."))
    approve_words(held, draft, actor, now, saved_at, files=files)
    given = CaseHappening(data={"changed": True}, role=TextRole.ANSWER, text=draft.text)
    event = record_event(held, CaseStep.REVIEW_DECIDED, actor=actor, now=now, more=given)
    why = needed_words(reason, _("Write why: the person reads it."))
    CaseText.objects.create(case=held, event=event, role=TextRole.REASON, text=why, written_at=now)
    held.outcome, held.ground = CaseOutcome.ANSWERED, ""
    if held.released_at is not None:
        end_release(held, _("The answer was changed after a review."), actor, now)
    if draft.is_public:
        release_answer(held, draft, actor, now)
    held.save()
    return _decided(held, review, actor, now, changed=True, basis=basis)


def _held_review(review: CaseReview) -> tuple[CitizenCase, CaseReview]:
    held = held_case(review.case_id)
    reviews = CaseReview.objects.select_for_update(of=("self",)).select_related("request")
    review = reviews.get(pk=review.pk)
    if review.decided_at is not None:
        raise NotPossible(_("This review was decided already."))
    return held, review


def _must_review(
    case: CitizenCase, actor: User, now: datetime, *, judges: bool = True
) -> dict[str, object]:
    """Return what the log keeps of why `actor` decides. A board of one reviews its own answers under its waiver."""
    must_handle(actor, case.portal, now)
    basis = must_decide(actor, case.portal, now, now)
    must_not_judge_oneself(case, actor, now)
    waiver = None
    if judges and actor.pk in hands_in_answer(case):
        waiver = standing_waiver(case.portal, now)
        if waiver is None:
            raise NotPossible(
                _("You had a hand in what is to be reviewed: another person decides on it.")
            )
    return {**basis.logged(), "waiver": waiver.pk if waiver else None}


def hands_in_answer(case: CitizenCase) -> set[int]:
    """Return the ids of who wrote or approved the answer, or decided on the refusal. Two queries."""
    hands: set[int] = set()
    approved = case.drafts.filter(state=DraftState.APPROVED)
    for author, decider in approved.values_list("author", "decided_by"):
        hands |= {author, decider}
    refused = case.events.filter(step=CaseStep.REFUSED, actor__isnull=False)
    return hands | set(refused.values_list("actor", flat=True))


def _decided(
    case: CitizenCase,
    review: CaseReview,
    actor: User,
    now: datetime,
    *,
    changed: bool,
    basis: dict[str, object],
) -> CaseReview:
    review.decided_at, review.decided_by, review.changed = now, actor, changed
    review.save()
    logged(case, "review", actor, changed=changed, **basis)
    return review

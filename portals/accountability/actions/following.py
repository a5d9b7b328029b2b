"""What the person does by their secret link: adding, answering back, taking back, rating, asking for a review."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from ..enums import CaseOutcome, CaseState, CaseStep, TermStep, TextRole
from ..lives import load_rules
from ..models import CaseEvent, CaseRating, CaseReview, CitizenCase
from ..models.cases import LONGEST_TEXT
from ..recording import CaseHappening, end_case, held_case, record_event
from .acting import NotPossible, drop_open_draft
from .receiving import due_of
from .releasing import end_release

# Whoever has the link could fill the store with it.
MOST_ADDED = 40
BY_PERSON = frozenset({TextRole.ADDED, TextRole.ANSWER_BACK})
REVIEWED = frozenset({CaseOutcome.ANSWERED, CaseOutcome.REFUSED})


@transaction.atomic
def add_to_case(*, case: CitizenCase, text: str, now: datetime) -> CitizenCase:
    """Add something to a running request. Where the person was asked it is their answer, and the clock goes on."""
    held = held_case(case.pk)
    if held.state == CaseState.ENDED:
        raise NotPossible(
            _("This request has ended. Ask for a review of the answer, or send a new request.")
        )
    text = _written(text)
    if held.texts.filter(event__actor=None, role__in=BY_PERSON).count() >= MOST_ADDED:
        raise NotPossible(_("You have added very much already. Please wait for the agency."))
    if held.state == CaseState.WAITING:
        back = CaseHappening(role=TextRole.ANSWER_BACK, text=text)
        record_event(held, CaseStep.ANSWERED_BACK, actor=None, now=now, more=back)
    else:
        added = CaseHappening(role=TextRole.ADDED, text=text)
        record_event(held, CaseStep.ADDED, actor=None, now=now, more=added)
    held.save()
    return held


@transaction.atomic
def take_back_case(*, case: CitizenCase, now: datetime) -> CitizenCase:
    """End a running request by its person's own will."""
    held = held_case(case.pk)
    if held.state == CaseState.ENDED:
        raise NotPossible(_("This request has ended already."))
    if held.released_at is not None:
        # What was said to a draft is public while it runs.
        end_release(held, "", None, now)
    record_event(held, CaseStep.TAKEN_BACK, actor=None, now=now)
    end_case(held, CaseOutcome.TAKEN_BACK, now)
    held.save()
    drop_open_draft(held)
    return held


@transaction.atomic
def rate_answer(*, case: CitizenCase, stars: int, words: str, now: datetime) -> CaseRating:
    """Say what one thinks of an answer, 1 to 5; once a case. Words are for the agency, and are never public."""
    held = held_case(case.pk)
    if held.outcome != CaseOutcome.ANSWERED:
        raise NotPossible(_("Only an answer can be rated."))
    if CaseRating.objects.filter(case=held).exists():
        raise NotPossible(_("You rated this answer already. Thank you."))
    _must_be_kept(held)
    if not 1 <= stars <= 5:
        raise NotPossible(_("Choose one to five stars."))
    rating = CaseRating.objects.create(
        case=held, stars=stars, words=words.strip()[:LONGEST_TEXT], rated_at=now
    )
    record_event(
        held, CaseStep.RATED, actor=None, now=now, more=CaseHappening(data={"stars": stars})
    )
    held.save()
    return rating


@transaction.atomic
def ask_review(*, case: CitizenCase, reason: str, now: datetime) -> CaseReview:
    """Ask that another person looks at an answer or a refusal again, with a clock of its own.

    Once a case, and once more where the overseer had it taken up again: what ended it before stands no longer. The row
    is of the newest review, the events tell of the one before.
    """
    held = held_case(case.pk)
    if held.outcome not in REVIEWED:
        raise NotPossible(_("Only an answer, or that a request was not accepted, can be reviewed."))
    if standing_review(held) is not None:
        raise NotPossible(_("You asked for a review already."))
    _must_be_kept(held)
    why = CaseHappening(role=TextRole.REVIEW_REQUEST, text=_written(reason))
    event = record_event(held, CaseStep.REVIEW_ASKED, actor=None, now=now, more=why)
    held.save()
    due_at = due_of(held.portal, held.kind, TermStep.REVIEW, now, load_rules())
    asked = {"request": event, "due_at": due_at}
    undecided = {"decided_at": None, "decided_by": None, "changed": None}
    review, _created = CaseReview.objects.update_or_create(
        case=held, defaults={**asked, **undecided}
    )
    return review


def standing_review(case: CitizenCase) -> CaseReview | None:
    """Return the review that was asked of how the request ended, if it was not taken up again since. One query."""
    again = CaseEvent.objects.filter(
        case=OuterRef("case"),
        step=CaseStep.REOPENED,
        sequence__gt=OuterRef("request__sequence"),
    )
    return CaseReview.objects.filter(~Exists(again), case=case).first()


def _must_be_kept(case: CitizenCase) -> None:
    if case.erased_at is not None:
        raise NotPossible(_("The data of this request were erased: send a new one."))


def _written(text: str) -> str:
    text = text.strip()
    if not text:
        raise NotPossible(_("Write something first."))
    if len(text) > LONGEST_TEXT:
        raise NotPossible(
            _("This is longer than %(most)s characters. Shorten it, or attach it as a file.")
            % {"most": LONGEST_TEXT}
        )
    return text

"""What became of a promise of an answer: kept, kept late, or dropped. The person reads it either way."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.clock import local_date

from ..enums import AnswerPromiseState, CaseStep
from ..erasing import forget_promises
from ..models import AnswerPromise
from ..recording import CaseHappening, held_case, record_event
from .acting import NotPossible, logged, must_decide, must_handle, needed_words

LONGEST_NOTE = 300


@transaction.atomic
def keep_answers_promise(
    *, promise: AnswerPromise, done_on: date, note: str, actor: User, now: datetime
) -> AnswerPromise:
    """Say that it was done on a day, with what was done. Late where that day is after the promised one."""
    promise = _open(promise)
    must_handle(actor, promise.portal, now)
    if done_on > local_date(now):
        raise NotPossible(_("The day on which it was done is still to come."))
    is_late = done_on > promise.due_on
    state = AnswerPromiseState.LATE if is_late else AnswerPromiseState.KEPT
    return _decide(promise, state, note, actor, now, done_on=done_on.isoformat())


@transaction.atomic
def drop_answers_promise(
    *, promise: AnswerPromise, reason: str, actor: User, now: datetime
) -> AnswerPromise:
    """Say that it will not be done, and why. A decision of the agency: for the head, a deputy, or who acts for them."""
    promise = _open(promise)
    must_handle(actor, promise.portal, now)
    must_decide(actor, promise.portal, now, now)
    return _decide(promise, AnswerPromiseState.DROPPED, reason, actor, now)


def _open(promise: AnswerPromise) -> AnswerPromise:
    held = held_case(promise.case_id)
    promise = (
        AnswerPromise.objects.select_for_update(of=("self",))
        .select_related("portal")
        .get(pk=promise.pk)
    )
    promise.case = held
    if promise.state != AnswerPromiseState.OPEN:
        raise NotPossible(_("It was said already what became of this promise."))
    return promise


def _decide(
    promise: AnswerPromise,
    state: AnswerPromiseState,
    note: str,
    actor: User,
    now: datetime,
    **data: str,
) -> AnswerPromise:
    note = needed_words(note, _("Write what became of it: the person reads it."))
    if len(note) > LONGEST_NOTE:
        raise NotPossible(
            _("This is longer than %(most)s characters. Shorten it.") % {"most": LONGEST_NOTE}
        )
    promise.state, promise.note = state, note
    promise.decided_at, promise.decided_by = now, actor
    promise.save()
    what = CaseHappening(data={"promise": promise.pk, "state": str(state), **data})
    record_event(promise.case, CaseStep.PROMISE_DECIDED, actor=actor, now=now, more=what)
    promise.case.save()
    if promise.case.erased_at is not None:
        forget_promises([promise.case_id])
        promise.refresh_from_db(fields=["words", "note"])
    logged(promise.case, "promise", actor, promise=promise.pk, state=str(state))
    return promise

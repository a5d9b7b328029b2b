"""Asking another board what it knows: it reads the question and nothing of the person; the request's clock goes on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal

from ..enums import CaseState, CaseStep, TermStep, TextRole
from ..lives import load_rules
from ..models import CaseConsult, CitizenCase
from ..recording import CaseHappening, held_case, record_event
from .acting import NotPossible, handled_case, logged, must_handle, needed_words
from .receiving import due_of


@transaction.atomic
def consult_board(
    *,
    case: CitizenCase,
    portal: Portal,
    question: str,
    actor: User,
    now: datetime,
    revision: int | None = None,
) -> CaseConsult:
    """Ask the board of `portal`, which answers by a small clock of its own: the term `consult`, on its hours.

    It reads `question` only, so that must hold all it needs and nothing of the person.
    """
    held = handled_case(case, actor=actor, now=now, revision=revision)
    question = needed_words(question, _("Write what you ask of the other agency."))
    if portal.pk == held.portal_id:
        raise NotPossible(_("The request is with this agency already."))
    if portal.closed_on is not None and portal.closed_on <= local_date(now):
        raise NotPossible(_("That agency is closed. Choose the one that took over its tasks."))
    if held.consults.filter(portal=portal, answered_at=None).exists():
        raise NotPossible(_("This agency was asked already and has not answered yet."))
    asked = CaseHappening(office=portal, role=TextRole.CONSULT_QUESTION, text=question)
    event = record_event(held, CaseStep.CONSULTED, actor=actor, now=now, more=asked)
    held.save()
    consult = CaseConsult.objects.create(
        case=held,
        portal=portal,
        question=event.texts.get(),
        asked_by=actor,
        asked_at=now,
        due_at=due_of(portal, held.kind, TermStep.CONSULT, now, load_rules()),
    )
    logged(held, "consult", actor, asked=portal.pk)
    return consult


@transaction.atomic
def answer_consult(*, consult: CaseConsult, text: str, actor: User, now: datetime) -> CaseConsult:
    """Answer as the board that was asked. Nobody is waited for once the request itself has ended."""
    held = held_case(consult.case_id)
    consult = (
        CaseConsult.objects.select_for_update(of=("self",))
        .select_related("portal")
        .get(pk=consult.pk)
    )
    must_handle(actor, consult.portal, now)
    if consult.answered_at is not None:
        raise NotPossible(_("This question was answered already."))
    if held.state == CaseState.ENDED:
        raise NotPossible(_("The request has ended: nobody waits for this answer any more."))
    text = needed_words(text, _("Write the answer first."))
    told = CaseHappening(office=consult.portal, role=TextRole.CONSULT_ANSWER, text=text)
    event = record_event(held, CaseStep.CONSULT_ANSWERED, actor=actor, now=now, more=told)
    held.save()
    consult.answer, consult.answered_by, consult.answered_at = event.texts.get(), actor, now
    consult.save()
    logged(held, "answer_consult", actor, portal=consult.portal_id)
    return consult

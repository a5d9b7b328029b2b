"""Erasing on demand: the agency erases within its time, or names the ground on which it may not."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.clock import local_date
from portals.refusals import NotYourOffice

from ..enums import CaseOutcome, CaseState, CaseStep, TermStep, TextRole
from ..erasing import DEMAND, erase_cases
from ..lives import load_rules
from ..models import CitizenCase, ErasureDemand, ErasureGround
from ..national.handed import close_if_erased, handover_of
from ..recording import CaseHappening, held_case, record_event
from ..telling import tell_erased
from .acting import NotPossible, is_under_review, logged, must_decide, must_handle, needed_words

# Whoever has the link could keep an agency busy with it.
MOST_DEMANDS = 3


@transaction.atomic
def demand_erasure(
    *,
    case: CitizenCase,
    now: datetime,
    actor: User | None = None,
    came_at: datetime | None = None,
) -> ErasureDemand:
    """Demand that what the person told of themselves be erased, once their request has ended.

    `actor` is None for the person themselves, else the officer who enters what came on paper; `came_at` is when it did,
    and its time runs from then. Raises NotPossible, NotYourOffice.
    """
    held = held_case(case.pk)
    if actor is not None:
        _must_open(held, actor, now)
    _must_be_erasable(held)
    if held.erasure_demands.filter(decided_at=None).exists():
        raise NotPossible(_("This was demanded already, and is being decided on."))
    if held.erasure_demands.count() >= MOST_DEMANDS:
        raise NotPossible(_("This was demanded and decided on several times already."))
    came_at = came_at or now
    if came_at > now or came_at < held.arrived_at:
        raise NotPossible(
            _("Give the day on which the demand came: not before the request, and not after today.")
        )
    days = days_to_decide(held, came_at)
    record_event(held, CaseStep.ERASURE_ASKED, actor=actor, now=now)
    held.save()
    demand = ErasureDemand.objects.create(
        case=held, demanded_at=came_at, due_at=came_at + timedelta(days=days), entered_by=actor
    )
    if actor is not None:
        logged(held, "enter_erasure", actor)
    return demand


@transaction.atomic
def grant_erasure(*, demand: ErasureDemand, actor: User, now: datetime) -> CitizenCase:
    """Erase what the person told of themselves, and tell them. For who decides; of a sealed request its one officer.

    What goes to the national system is given over first: it would get nothing else, and the person no answer.
    """
    held, demand = _held_demand(demand, actor, now)
    _must_be_erasable(held)
    basis = _must_decide_on(held, actor, now, demand)
    handover = handover_of(held)
    if handover is not None and handover.exported_at is None:
        raise NotPossible(
            _(
                "This goes to the national system and was not given over yet. Have the head download the file for it"
                " first; then the data can be erased."
            )
        )
    erase_cases([held], actor=actor, now=now, why=DEMAND)
    # The last mail, to the address that is here still; those before it are gone.
    tell_erased(held, now=now)
    held.refresh_from_db()
    if handover is not None:
        close_if_erased(handover, now)
    logged(held, "erase", actor, **basis)
    return held


@transaction.atomic
def refuse_erasure(
    *, demand: ErasureDemand, ground: str, reason: str, actor: User, now: datetime
) -> ErasureDemand:
    """Keep the data, on a ground of the law, with a reason that the person reads. For who decides."""
    held, demand = _held_demand(demand, actor, now)
    if held.erased_at is not None:
        raise NotPossible(why_not_erasable(held))
    basis = _must_decide_on(held, actor, now, demand)
    reason = needed_words(reason, _("Write why: the person reads it."))
    of_law = ErasureGround.objects.in_force(local_date(now)).filter(code=ground).first()
    if of_law is None:
        raise NotPossible(_("Choose a ground that the law gives for keeping the data."))
    why = CaseHappening(basis=ground, role=TextRole.REASON, text=f"{of_law.words}\n\n{reason}")
    record_event(held, CaseStep.ERASURE_REFUSED, actor=actor, now=now, more=why)
    held.save()
    demand.ground, demand.granted = ground, False
    demand.decided_at, demand.decided_by = now, actor
    demand.save()
    logged(held, "refuse_erasure", actor, ground=ground, **basis)
    return demand


def days_to_decide(case: CitizenCase, came_at: datetime) -> int:
    """Return in how many days a demand that came then is decided on, of 24 hours each. Four queries."""
    return load_rules().term(case.kind, TermStep.ERASURE, local_date(came_at)).days


def why_not_erasable(case: CitizenCase) -> str:
    """Return in words why a request is not erased now; empty where it may be. One query."""
    if case.erased_at is not None:
        return _("The data of this request were erased already.")
    if case.state != CaseState.ENDED:
        return _(
            "This request is still running, and cannot be handled without its data. Take it back first, or wait until"
            " it has ended; then the data can be erased."
        )
    if is_under_review(case):
        return _("A review of this request is open. Once it is decided the data can be erased.")
    return ""


def _must_be_erasable(case: CitizenCase) -> None:
    if fault := why_not_erasable(case):
        raise NotPossible(fault)


def _must_open(case: CitizenCase, actor: User, now: datetime) -> None:
    if case.outcome != CaseOutcome.SEALED:
        must_handle(actor, case.portal, now)
    elif case.sealed_for_id != actor.pk:
        raise NotYourOffice(
            _("Only the board of the portal in charge of this request may do this.")
        )


def _must_decide_on(
    case: CitizenCase, actor: User, now: datetime, demand: ErasureDemand
) -> dict[str, object]:
    """Return what the log keeps of why `actor` decides."""
    _must_open(case, actor, now)
    if case.outcome == CaseOutcome.SEALED:
        return {}
    return dict(must_decide(actor, case.portal, now, demand.demanded_at).logged())


def _held_demand(
    demand: ErasureDemand, actor: User, now: datetime
) -> tuple[CitizenCase, ErasureDemand]:
    held = held_case(demand.case_id)
    _must_open(held, actor, now)
    demand = ErasureDemand.objects.select_for_update(of=("self",)).get(pk=demand.pk)
    if demand.decided_at is not None:
        raise NotPossible(_("This demand was decided on already."))
    return held, demand

"""The one way in which something happens to a case: an event is added, and the copy of its clock is written anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.models import Portal
from portals.refusals import Refusal

from .clock.events import Announced, ClockVerdict
from .clock.folding import ClockState, RequestClock
from .clock.sessions import moment_of
from .enums import CLOCK_STEPS, CaseOutcome, CaseState, CaseStep, TextRole
from .lives import FoldedCase, Rules, fold_case, load_rules
from .models import CaseEvent, CaseText, CitizenCase
from .telling import tell_person


class StaleCase(Refusal):
    """Something happened to the case since the person looked at it."""


class ClockRefuses(Refusal):
    """The rules of the clock do not allow the act: asking when it is due already, a second or too long extension."""


@dataclass(frozen=True, slots=True)
class CaseHappening:
    """What an event has beside its step: see `CaseEvent`. `text` is sealed beside it, in the role that is given."""

    office: Portal | None = None
    days: int | None = None
    most: int | None = None
    other: CitizenCase | None = None
    basis: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    role: TextRole | None = None
    text: str = ""


NOTHING_MORE = CaseHappening()


def held_case(case_id: int, *, revision: int | None = None) -> CitizenCase:
    """Return the case, locked until the transaction ends. `revision` is the one that the person saw, where they did.

    Raises StaleCase. Verbs that touch two cases lock them by `held_cases`.
    """
    case = (
        CitizenCase.objects.select_for_update(of=("self",)).select_related("portal").get(pk=case_id)
    )
    must_be_fresh(case, revision)
    return case


def must_be_fresh(case: CitizenCase, revision: int | None) -> None:
    """Raise StaleCase where a locked case is not as the person saw it; `revision` is None where they saw nothing."""
    if revision is not None and case.revision != revision:
        raise _stale()


def _stale() -> StaleCase:
    return StaleCase(
        _("Something happened to this request meanwhile. Look at it again before you decide.")
    )


def held_cases(*case_ids: int) -> dict[int, CitizenCase]:
    """Return cases by id, locked in the order of their ids, so that two persons never wait for each other."""
    cases = (
        CitizenCase.objects.select_for_update(of=("self",))
        .select_related("portal")
        .filter(pk__in=case_ids)
        .order_by("pk")
    )
    return {case.pk: case for case in cases}


def record_event(
    case: CitizenCase,
    step: CaseStep,
    *,
    actor: User | None,
    now: datetime,
    more: CaseHappening = NOTHING_MORE,
    rules: Rules | None = None,
) -> CaseEvent:
    """Add an event to a case that the caller holds locked, and write its clock anew. The caller saves the case.

    The person is mailed of what they see of it, where they left an address.

    `actor` is None for the person themselves and for the clockwork. An act of the clock that its rules refuse or
    ignore raises ClockRefuses, and the caller's transaction goes back. A case's events never go back in time: whoever
    waited for the lock, and began before what happened meanwhile, gets StaleCase.
    """
    last = case.events.order_by("sequence").last()
    if last is not None and now < last.at:
        raise _stale()
    case.revision += 1
    event = CaseEvent.objects.create(
        case=case,
        sequence=case.revision,
        step=step,
        at=now,
        actor=actor,
        portal=case.portal,
        office=more.office,
        days=more.days,
        most=more.most,
        other=more.other,
        basis=more.basis,
        data=more.data,
    )
    if more.role is not None and more.text:
        CaseText.objects.create(
            case=case, event=event, role=more.role, text=more.text, written_at=now
        )
    if more.office is not None and step in {CaseStep.HANDED_OVER, CaseStep.BODY_CLOSED}:
        case.portal = more.office
    if step in CLOCK_STEPS or step is CaseStep.RECEIVED:
        folded = folded_case(case, rules or load_rules())
        _must_be_taken(folded, step)
        copy_clock(case, folded.clock)
    tell_person(case, event, now=now)
    return event


def folded_case(case: CitizenCase, rules: Rules) -> FoldedCase:
    """Read a case's events and fold them. One query."""
    events = case.events.filter(step__in=CLOCK_STEPS).select_related("other").order_by("sequence")
    return fold_case(case, events, rules)


def _must_be_taken(folded: FoldedCase, step: CaseStep) -> None:
    # What was announced of the calendar after this moment stands behind the act, and says nothing of it.
    own = (told for event, told in reversed(folded.verdicts) if not isinstance(event, Announced))
    if step in {CaseStep.RECEIVED, CaseStep.REOPENED} or next(own, None) is ClockVerdict.ACCEPTED:
        return
    if step is CaseStep.ASKED:
        raise ClockRefuses(
            _(
                "The answer is due already, so the time cannot be stopped any more. Answer with what you have."
            )
        )
    if step is CaseStep.EXTENDED:
        raise ClockRefuses(
            _(
                "This request cannot be extended: only once, before it is due, and by no more days than the law allows."
            )
        )
    raise ClockRefuses(_("This request has ended, or nothing was asked of the citizen."))


def copy_clock(case: CitizenCase, clock: RequestClock) -> None:
    """Write what the clock says onto the case's row, for lists and reminders. Nothing is saved here."""
    case.governs_since = moment_of(clock.arrival.at)
    case.due_at = moment_of(clock.due.at) if clock.due else None
    case.left_minutes = clock.left
    case.was_extended = clock.was_extended
    if clock.ended is not None:
        case.ended_late = (
            None if clock.ended is ClockState.WITHDRAWN else clock.ended is ClockState.CLOSED_LATE
        )
    elif clock.due is None:
        case.state = CaseState.WAITING
    elif case.state == CaseState.WAITING:
        case.state = CaseState.OPEN


def end_case(case: CitizenCase, outcome: CaseOutcome, now: datetime) -> None:
    """Write on the row that the case has ended. Its event was recorded before; nothing is saved here."""
    case.state, case.outcome, case.ended_at = CaseState.ENDED, outcome, now
    if outcome in {
        CaseOutcome.JOINED,
        CaseOutcome.SEALED,
        CaseOutcome.ELSEWHERE,
        CaseOutcome.NOT_A_REQUEST,
    }:
        # Neither in time nor late: another clock goes on, or there is none.
        case.ended_late = None

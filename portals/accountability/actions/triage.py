"""Taking a request up: accepting it, asking back, handing it on, joining it, not accepting it, sealing it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.enums import EDITORS, Position
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal

from ..clock.sessions import local_minute
from ..enums import (
    LOOK_BY,
    LOOKED_AT,
    CaseKind,
    CaseOutcome,
    CaseState,
    CaseStep,
    TermStep,
    TextRole,
)
from ..explanations import waits_for_acceptance
from ..lives import load_rules
from ..models import CaseStatement, CitizenCase, RefusalGround
from ..recording import CaseHappening, end_case, held_cases, must_be_fresh, record_event
from .acting import (
    NotPossible,
    drop_open_draft,
    handled_case,
    logged,
    must_be_of_citizen,
    must_decide,
    must_handle,
    needed_words,
)
from .receiving import due_of
from .ruling import must_not_judge_oneself

# Who answers for a sealed request: a head alone.
SEAL_KEEPERS = frozenset({Position.HEAD})
LONGEST_BASIS = 300


@transaction.atomic
def accept_case(
    *, case: CitizenCase, actor: User, now: datetime, revision: int | None = None
) -> CitizenCase:
    """Take a request up: the agency handles it. What the guard of the form held is let through with it.

    A call for an explanation is accepted by a notice, also after its person was asked for more.
    """
    held = handled_case(case, actor=actor, now=now, revision=revision)
    if held.triaged_at is not None and not waits_for_acceptance(held):
        raise NotPossible(_("This request was taken up already."))
    record_event(held, CaseStep.ACCEPTED, actor=actor, now=now)
    held.triaged_at = held.triaged_at or now
    _taken_up(held, now)
    held.save()
    logged(held, "accept", actor)
    return held


def _taken_up(case: CitizenCase, now: datetime) -> None:
    if case.kind != CaseKind.EXPLANATION:
        # Of a call nobody has taken anything up before its person has the notice.
        case.triaged_at = case.triaged_at or now
    case.held_because = []
    if case.state == CaseState.NEW:
        case.state = CaseState.OPEN


@transaction.atomic
def ask_person(
    *, case: CitizenCase, question: str, actor: User, now: datetime, revision: int | None = None
) -> CitizenCase:
    """Ask the person for what is missing; their time to wait stops until they answer. Raises ClockRefuses."""
    held = handled_case(case, actor=actor, now=now, revision=revision, of_citizens=True)
    question = needed_words(question, _("Write what you ask of the person."))
    if held.state == CaseState.WAITING:
        raise NotPossible(_("The person was asked already and has not answered yet."))
    asked = CaseHappening(role=TextRole.QUESTION_BACK, text=question)
    record_event(held, CaseStep.ASKED, actor=actor, now=now, more=asked)
    if held.kind != CaseKind.EXPLANATION:
        held.triaged_at = held.triaged_at or now
    held.held_because = []
    held.save()
    logged(held, "ask", actor)
    return held


@transaction.atomic
def hand_over_case(
    *,
    case: CitizenCase,
    to: Portal,
    reason: str,
    actor: User,
    now: datetime,
    revision: int | None = None,
) -> CitizenCase:
    """Hand a request to the agency that is in charge of the matter; its clock goes on. The person reads the reason.

    The other agency looks at it anew, and has the time for that of any that reaches it, never beyond the due moment.
    """
    held = handled_case(case, actor=actor, now=now, revision=revision)
    reason = needed_words(
        reason, _("Write why the other agency is in charge: the person reads it.")
    )
    if to.pk == held.portal_id:
        raise NotPossible(_("The request is with this agency already."))
    if to.closed_on is not None and to.closed_on <= local_date(now):
        raise NotPossible(_("That agency is closed. Choose the one that took over its tasks."))
    giver = held.portal_id
    handed = CaseHappening(office=to, data=_look_of_giver(held), role=TextRole.REASON, text=reason)
    record_event(held, CaseStep.HANDED_OVER, actor=actor, now=now, more=handed)
    held.assigned_to = None
    held.held_because = []
    held.triaged_at = None
    held.triage_due_at = _looked_at_by(held, to, now)
    if held.state == CaseState.OPEN:
        held.state = CaseState.NEW
    held.save()
    drop_open_draft(held)
    logged(held, "hand_over", actor, portal=giver, to=to.pk)
    return held


def _look_of_giver(case: CitizenCase) -> dict[str, str]:
    """Return what `facts.triage_due` judges the giver by: the row tells of the other's look from now on."""
    look = {LOOK_BY: case.triage_due_at.isoformat()}
    return look | ({LOOKED_AT: case.triaged_at.isoformat()} if case.triaged_at else {})


def _looked_at_by(case: CitizenCase, office: Portal, now: datetime) -> datetime:
    """Return by when the agency that a request was handed to looks at it: none gains time for the answer by it."""
    looked = due_of(office, case.kind, TermStep.TRIAGE, now, load_rules())
    return min(looked, case.due_at) if case.due_at is not None else looked


@transaction.atomic
def join_cases(
    *,
    case: CitizenCase,
    into: CitizenCase,
    actor: User,
    now: datetime,
    revision: int | None = None,
) -> CitizenCase:
    """Join `case` into another request about the same, of which it is a duplicate; return that one.

    The clock of the one that arrived first goes on, whole. Both must be the board's and running, and the one that ends
    must never have been stopped or extended: its time would be lost. Who asked for a correction is owed a ruling, so
    theirs is joined with another about the same text alone.
    """
    if case.pk == into.pk:
        raise NotPossible(_("A request cannot be joined with itself."))
    held = held_cases(case.pk, into.pk)
    other, kept = held[case.pk], held[into.pk]
    must_be_fresh(other, revision)
    for each in (other, kept):
        must_handle(actor, each.portal, now)
        if each.state == CaseState.ENDED:
            raise NotPossible(_("One of the two requests has ended."))
        must_be_of_citizen(each)
        must_not_judge_oneself(each, actor, now)
    _must_contest_the_same(other, kept)
    if other.was_extended or other.events.filter(step=CaseStep.ASKED).exists():
        raise NotPossible(
            _(
                "The time of this request was stopped or extended, so it stays as it is: join the other into it."
            )
        )
    rules = load_rules()
    for comes in (other, *_earlier_in(other)):
        joined = CaseHappening(other=comes)
        record_event(kept, CaseStep.JOINED, actor=actor, now=now, more=joined, rules=rules)
    record_event(
        other,
        CaseStep.JOINED_INTO,
        actor=actor,
        now=now,
        more=CaseHappening(other=kept),
        rules=rules,
    )
    other.joined_into = kept
    other.triaged_at = other.triaged_at or now
    end_case(other, CaseOutcome.JOINED, now)
    _taken_up(kept, now)
    other.save()
    kept.save()
    drop_open_draft(other)
    logged(other, "join", actor, into=kept.code)
    return kept


def _earlier_in(case: CitizenCase) -> list[CitizenCase]:
    """Return whose clock `case` has since that was joined into it: what it is joined with next gets that clock, too."""
    joined = case.events.filter(step=CaseStep.JOINED).select_related("other")
    earliest = joined.order_by("other__arrived_at", "sequence").first()
    first = earliest.other if earliest else None
    if first is None or local_minute(first.arrived_at) >= local_minute(case.arrived_at):
        return []
    return [first]


def _must_contest_the_same(case: CitizenCase, into: CitizenCase) -> None:
    kinds = {case.kind, into.kind}
    if CaseKind.CORRECTION in kinds and (len(kinds) > 1 or case.about != into.about):
        raise NotPossible(
            _("A request for a correction is joined only with another about the same text.")
        )


@transaction.atomic
def refuse_case(
    *,
    case: CitizenCase,
    ground: str,
    reason: str,
    actor: User,
    now: datetime,
    revision: int | None = None,
) -> CitizenCase:
    """Not accept a request, on a ground that the law gives for its kind, with a reason that the person reads.

    A decision of the agency: for the head, a deputy, or who acts for them; of a correction, not for who wrote what is
    contested.
    """
    held = handled_case(case, actor=actor, now=now, revision=revision, of_citizens=True)
    basis = must_decide(actor, held.portal, now, held.arrived_at)
    must_not_judge_oneself(held, actor, now)
    reason = needed_words(
        reason, _("Write why: the person reads it, with what they can do instead.")
    )
    of_law = RefusalGround.objects.in_force(local_date(now)).filter(kind=held.kind, code=ground)
    if not of_law.exists():
        raise NotPossible(_("Choose a ground that the law gives for this kind of request."))
    refused = CaseHappening(basis=ground, role=TextRole.REASON, text=reason)
    record_event(held, CaseStep.REFUSED, actor=actor, now=now, more=refused)
    held.triaged_at = held.triaged_at or now
    held.held_because = []
    held.ground = ground
    end_case(held, CaseOutcome.REFUSED, now)
    held.save()
    drop_open_draft(held)
    logged(held, "refuse", actor, ground=ground, **basis.logged())
    return held


@transaction.atomic
def dismiss_case(
    *, case: CitizenCase, actor: User, now: datetime, revision: int | None = None
) -> CitizenCase:
    """Say that what came is no request at all: advertising, a test, nothing that can be read. It is counted apart."""
    held = handled_case(case, actor=actor, now=now, revision=revision, of_citizens=True)
    if held.triaged_at is not None:
        raise NotPossible(_("This request was taken up already: answer it, or give a ground."))
    must_not_judge_oneself(held, actor, now)
    record_event(held, CaseStep.DISMISSED, actor=actor, now=now)
    held.triaged_at = now
    end_case(held, CaseOutcome.NOT_A_REQUEST, now)
    held.save()
    drop_open_draft(held)
    logged(held, "dismiss", actor)
    return held


@transaction.atomic
def seal_case(
    *, case: CitizenCase, officer: User, actor: User, now: datetime, revision: int | None = None
) -> CitizenCase:
    """Seal a complaint or a denunciation that came under another label: from now on `officer` alone opens it.

    The officer is the head of the board. Nothing of it is handed on, goes up, is counted by name or stands in the
    ledger; the person is told the lawful way.
    """
    held = handled_case(case, actor=actor, now=now, revision=revision, of_citizens=True)
    must_not_judge_oneself(held, actor, now)
    if not holds_post(officer, held.portal, now, SEAL_KEEPERS):
        raise NotPossible(
            _("A sealed request is opened by the head of the board alone: choose them.")
        )
    if held.events.filter(step=CaseStep.RELEASED).exists():
        raise NotPossible(_("What was public cannot be sealed."))
    if CaseStatement.objects.filter(case=held).exists():
        # Withdrawn or not it is in the ledger, with the number of the request.
        raise NotPossible(
            _(
                "The head spoke in public beside this request, so it cannot be sealed. Withdraw what stands there, then"
                " do not accept the request and write the citizen where such a complaint is lawfully made."
            )
        )
    record_event(held, CaseStep.SEALED, actor=actor, now=now)
    held.triaged_at = held.triaged_at or now
    held.sealed_for = officer
    held.assigned_to = None
    held.wants_public = False
    end_case(held, CaseOutcome.SEALED, now)
    held.save()
    drop_open_draft(held)
    logged(held, "seal", actor)
    return held


@transaction.atomic
def extend_case(
    *,
    case: CitizenCase,
    days: int,
    basis: str,
    reason: str,
    actor: User,
    now: datetime,
    revision: int | None = None,
) -> CitizenCase:
    """Take `days` working days more, once, within what the law allows for the kind. Raises ClockRefuses.

    `basis` is the legal ground, `reason` what the person reads. For the head, a deputy, or who acts for them.
    """
    held = handled_case(case, actor=actor, now=now, revision=revision, of_citizens=True)
    decided = must_decide(actor, held.portal, now, held.arrived_at)
    basis = needed_words(basis, _("Give the legal ground."))
    if len(basis) > LONGEST_BASIS:
        raise NotPossible(
            _("Give the legal ground in %(most)s characters.") % {"most": LONGEST_BASIS}
        )
    rules = load_rules()
    most = rules.term(held.kind, TermStep.ANSWER, local_date(held.arrived_at)).extension_days
    if not 1 <= days <= most:
        raise NotPossible(
            _("The law allows at most %(most)s working days more for this kind of request.")
            % {"most": most}
        )
    more = CaseHappening(
        days=days,
        most=most,
        basis=basis,
        role=TextRole.REASON,
        text=needed_words(reason, _("Write why more time is needed: the person reads it.")),
    )
    record_event(held, CaseStep.EXTENDED, actor=actor, now=now, more=more, rules=rules)
    held.save()
    logged(held, "extend", actor, days=days, **decided.logged())
    return held


@transaction.atomic
def assign_case(
    *, case: CitizenCase, officer: User, actor: User, now: datetime, revision: int | None = None
) -> CitizenCase:
    """Give a request to an officer of the same board, who is then the first to be reminded."""
    held = handled_case(case, actor=actor, now=now, revision=revision)
    if not holds_post(officer, held.portal, now, EDITORS):
        raise NotPossible(_("Choose somebody of this board who may answer requests."))
    record_event(held, CaseStep.ASSIGNED, actor=actor, now=now)
    held.assigned_to = officer
    held.save()
    logged(held, "assign", actor, officer=officer.pk)
    return held

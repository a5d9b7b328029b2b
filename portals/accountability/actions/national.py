"""Handing a request to the national system: it ends here, is given over whole, and is kept here no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.approval import ApprovalBasis, approval_basis
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal

from ..enums import CaseKind, CaseOutcome, CaseStep, TextRole
from ..erasing import erase_cases
from ..models import CitizenCase, NationalHandover
from ..models.national import LONGEST_NUMBER
from ..national.exporting import GivenOver, give_over, is_being_examined, with_joined
from ..national.plan import NationalPlan, plan_national
from ..recording import CaseHappening, end_case, held_case, held_cases, record_event
from .acting import NotPossible, drop_open_draft, handled_case, logged, must_decide, needed_words
from .ruling import must_not_judge_oneself
from .triage import LONGEST_BASIS

# What the event of erasing says of why.
GIVEN_OVER = "given_over"


class BadExport(Refusal):
    """Some rows are wrong, and nothing was changed. `plan` has every fault."""

    def __init__(self, plan: NationalPlan) -> None:
        self.plan = plan
        super().__init__(_("Some rows must be mended; nothing was brought in."))


@transaction.atomic
def hand_to_national(
    *,
    case: CitizenCase,
    number: str,
    basis: str,
    reason: str,
    actor: User,
    now: datetime,
    revision: int | None = None,
) -> CitizenCase:
    """End a request here because the national system handles it, under `number` there; the person reads number and why.

    `basis` is the legal ground. A decision of the agency: for the head, a deputy, or who acts for them. Its texts stay
    until they were exported (`export_handovers`) and are erased then.
    """
    held = handled_case(case, actor=actor, now=now, revision=revision, of_citizens=True)
    decided = must_decide(actor, held.portal, now, held.arrived_at)
    must_not_judge_oneself(held, actor, now)
    if held.kind == CaseKind.COMMENT:
        raise NotPossible(_("A comment is answered with its draft: it is not handed over."))
    if NationalHandover.objects.filter(case=held).exists():
        raise NotPossible(_("This request was handed to the national system already."))
    number = " ".join(number.split())
    if not number or len(number) > LONGEST_NUMBER:
        raise NotPossible(
            _("Give the number of the national system, %(most)s characters at most.")
            % {"most": LONGEST_NUMBER}
        )
    if NationalHandover.objects.filter(number=number).exists():
        raise NotPossible(_("Another request has this number of the national system. Check it."))
    basis = needed_words(basis, _("Give the legal ground."))
    if len(basis) > LONGEST_BASIS:
        raise NotPossible(
            _("Give the legal ground in %(most)s characters.") % {"most": LONGEST_BASIS}
        )
    told = CaseHappening(
        basis=basis,
        data={"number": number},
        role=TextRole.REASON,
        text=needed_words(
            reason, _("Write why the national system is in charge: the person reads it.")
        ),
    )
    record_event(held, CaseStep.TO_NATIONAL, actor=actor, now=now, more=told)
    held.triaged_at, held.held_because = held.triaged_at or now, []
    held.national_number = number
    end_case(held, CaseOutcome.ELSEWHERE, now)
    held.save()
    drop_open_draft(held)
    NationalHandover.objects.create(
        case=held, portal=held.portal, number=number, basis=basis, handed_at=now, handed_by=actor
    )
    logged(held, "to_national", actor, number=number, **decided.logged())
    return held


@transaction.atomic
def export_handovers(*, portal: Portal, actor: User, now: datetime) -> GivenOver:
    """Return, as a ZIP, all requests that `portal` handed over and still has, but for those of `left_out`.

    For the head of the board alone, or who acts for them: it holds all that persons wrote and said of themselves. The
    salts are in the file alone; what it commits to stays beside that of the exports before, so each file that was
    downloaded can be proven. Raises NotPossible where there is nothing, or nothing that may go.
    """
    basis = _must_head(actor, portal, now)
    found = list(
        NationalHandover.objects.select_for_update(of=("self",))
        .filter(portal=portal, erased_at=None)
        .select_related("case__portal", "case__received_by")
        .order_by("pk")
    )
    if not found:
        raise NotPossible(_("Nothing waits to be given to the national system."))
    given = give_over(found, now)
    whole = [one for one in found if one.pk in given.commitments]
    if not whole:
        given.file.close()
        raise NotPossible(left_out_words(given))
    for one in whole:
        one.exported_at, one.exported_by = now, actor
        one.commitments += [[*pair, now.isoformat()] for pair in given.commitments[one.pk]]
        one.save()
    log(
        instance=portal,
        action="national.export",
        user=actor,
        data={
            "portal": portal.pk,
            "numbers": [one.number for one in whole],
            "left_out": [number for number, _why in given.left_out],
            **basis.logged(),
        },
    )
    return given


def left_out_words(given: GivenOver) -> str:
    """Say which requests an export left out, and why; empty where none."""
    if not given.left_out:
        return ""
    named = "; ".join(f"{number}: {why}" for number, why in given.left_out)
    return _("Not in the file, export them again later: %(named)s.") % {"named": named}


@transaction.atomic
def erase_exported(*, portal: Portal, actor: User, now: datetime) -> int:
    """Erase what was exported, once the national system has it; return how many requests. For who may export.

    Nothing else erases it before its retention is over: that the file arrived is known to the head alone.
    """
    _must_head(actor, portal, now)
    numbers = _erase(portal, actor, now)
    if not numbers:
        raise NotPossible(_("Nothing that was exported waits to be erased."))
    log(
        instance=portal,
        action="national.erase",
        user=actor,
        data={"portal": portal.pk, "numbers": numbers},
    )
    return len(numbers)


def _erase(portal: Portal, actor: User, now: datetime) -> list[str]:
    wanted = NationalHandover.objects.filter(
        portal=portal, exported_at__isnull=False, erased_at=None
    )
    numbers = []
    for one in wanted.select_for_update(of=("self",), skip_locked=True).order_by("pk"):
        if is_being_examined(one):
            # A file that no export can have held.
            continue
        held = held_cases(*(each.pk for each in with_joined(one.case))).values()
        still = [case for case in held if case.erased_at is None]
        erase_cases(still, actor=actor, now=now, why=GIVEN_OVER)
        one.erased_at = now
        one.save()
        numbers.append(one.number)
    return numbers


@transaction.atomic
def bring_back_national(
    *,
    portal: Portal,
    table: Iterable[tuple[int, Mapping[str, str]]],
    actor: User,
    now: datetime,
) -> NationalPlan:
    """Take over how requests stand in the national system, from an export of it (`national.rows`), all or nothing.

    The same again changes nothing. For the head, a deputy, or who acts for them. Raises BadExport, NotYourOffice.
    """
    basis = must_decide(actor, portal, now, now)
    plan = plan_national(portal, table, now=now, lock=True)
    if plan.faults:
        raise BadExport(plan)
    for row, one in plan.changed:
        one.state, one.told_at = row.state, now
        one.received_on, one.due_on = row.received_on, row.due_on
        one.answered_on = row.answered_on
        one.save()
        case = held_case(one.case_id)
        told = CaseHappening(data={"state": row.state})
        record_event(case, CaseStep.FROM_NATIONAL, actor=actor, now=now, more=told)
        case.save()
    if plan.changed:
        log(
            instance=portal,
            action="national.bring_back",
            user=actor,
            data={
                "portal": portal.pk,
                "numbers": [one.number for _row, one in plan.changed],
                **basis.logged(),
            },
        )
    return plan


def _must_head(actor: User, portal: Portal, now: datetime) -> ApprovalBasis:
    # As with a sensitive text: no deputy, unless the head was silent.
    basis = approval_basis(actor, portal, now, sensitive=True, waiting_since=now)
    if basis is None:
        raise NotYourOffice(_("The head of the board alone gives requests over and erases them."))
    return basis

"""The verdict on a refusal that was drawn: it was lawful, or the request is taken up again with its old clock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Oversight, Portal
from portals.refusals import NotYourOffice

from ..enums import CaseOutcome, CaseState, CaseStep, RefusalVerdict, TextRole
from ..models import CitizenCase, RefusalCheck
from ..models.sampling import LONGEST_VERDICT
from ..recording import CaseHappening, held_case, record_event
from .acting import NotPossible, is_under_review, logged, needed_words
from .reviews import hands_in_answer


@transaction.atomic
def judge_refusal(
    *, check: RefusalCheck, verdict: RefusalVerdict, reason: str, actor: User, now: datetime
) -> RefusalCheck:
    """Give the overseer's verdict. `reason` is needed to take a request up again: its person and its board read it.

    For head, deputies and secretary of the overseer, never for who refused or reviewed it. Nothing restarts: the
    refusal counts as if it had never ended the clock. Raises NotYourOffice, NotPossible.
    """
    held = held_case(check.case_id)
    check = RefusalCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if not may_judge(actor, check, now):
        raise NotYourOffice(
            _(
                "The head, a deputy or the secretary of the overseer looks at this, and none who decided on it."
            )
        )
    if fault := why_not_judged(check, held):
        raise NotPossible(fault)
    reason = reason.strip()
    if len(reason) > LONGEST_VERDICT:
        raise NotPossible(
            _("This is longer than %(most)s characters. Shorten it.") % {"most": LONGEST_VERDICT}
        )
    if verdict == RefusalVerdict.REOPENED:
        _take_up_again(held, needed_words(reason, _("Write why: the person reads it.")), actor, now)
    check.verdict, check.reason = verdict, reason
    check.decided_at, check.decided_by = now, actor
    check.save()
    logged(held, "judge_refusal", actor, verdict=verdict)
    return check


def _take_up_again(case: CitizenCase, reason: str, actor: User, now: datetime) -> None:
    case.state, case.outcome, case.ground = CaseState.OPEN, "", ""
    case.ended_at = case.ended_late = None
    why = CaseHappening(role=TextRole.REASON, text=reason)
    record_event(case, CaseStep.REOPENED, actor=actor, now=now, more=why)
    case.save()


def overseer_of_check(check: RefusalCheck, now: datetime) -> Portal | None:
    """Return who oversees the board that refused, as of now. One query."""
    tie = Oversight.objects.in_force(local_date(now)).filter(portal=check.portal_id)
    found = tie.select_related("overseer").first()
    return found.overseer if found is not None else None


def may_judge(user: User, check: RefusalCheck, now: datetime) -> bool:
    """Whether `user` sits with the overseer, and neither refused, nor answered, nor decided on a review of it."""
    overseer = overseer_of_check(check, now)
    if overseer is None or user.pk in hands_in_answer(check.case):
        return False
    # The events tell of every review, the row of the newest alone.
    if check.case.events.filter(step=CaseStep.REVIEW_DECIDED, actor=user).exists():
        return False
    return holds_post(user, overseer, now, STANDING_EDITORS)


def why_not_judged(check: RefusalCheck, case: CitizenCase) -> str:
    """Return in words why no verdict is given now; empty where one may be."""
    if check.verdict:
        return _("A verdict was given already.")
    if case.erased_at is not None or case.outcome != CaseOutcome.REFUSED:
        return _("This refusal stands no longer, or the data of the request were erased.")
    if is_under_review(case):
        return _("The person asked for a review, which the board decides first.")
    if case.erasure_demands.filter(decided_at=None).exists():
        return _("The person demanded that their data be erased: the board decides on that first.")
    return ""

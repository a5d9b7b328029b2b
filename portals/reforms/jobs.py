"""Making plans and carrying changes out, away from any request: both look at every table."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_rq import job

from portals.jobs.schedules import BULK, ROUTINE

from .models import Reform, ReformAct, ReformPlan
from .planning import reform_plan_of
from .retrying import is_due, note_failure
from .switch_actions import run_reform_act

# A province of 313 units takes seconds; a job that is killed for its time begins anew.
LONGEST_ACT = 3600

logger = logging.getLogger(__name__)


@job(BULK)
def make_waiting_plans() -> int:
    """Make the plans that wait; return how many. Queued when one is asked for, and by the clock."""
    return make_plans(now=timezone.now())


def make_plans(*, now: datetime) -> int:
    """Make each plan that waits, each in a transaction of its own. One that is being made elsewhere is left to that.

    One that cannot be made keeps why, for the person who asked, and is not tried again.
    """
    made = 0
    for pk in list(ReformPlan.objects.filter(made_at=None).values_list("pk", flat=True)):
        with transaction.atomic():
            waiting = ReformPlan.objects.select_for_update(skip_locked=True, of=("self",))
            plan = waiting.select_related("reform").filter(pk=pk, made_at=None).first()
            if plan is not None:
                plan.content, plan.failure = _content_or_failure(plan.reform)
                plan.made_at = now
                plan.save(update_fields=["content", "failure", "made_at"])
                made += plan.content is not None
    return made


def _content_or_failure(reform: Reform) -> tuple[dict[str, Any] | None, str]:
    try:
        with transaction.atomic():
            return reform_plan_of(reform), ""
    except Exception as error:
        logger.exception("the plan of change %s could not be made", reform.pk)
        return None, _said(error)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]


@job(ROUTINE, timeout=LONGEST_ACT)
def carry_out_confirmed() -> int:
    """Carry out what two persons confirmed and whose day has come; return how many. By the clock, each minute.

    What failed is tried again as `retrying` says.
    """
    now = timezone.now()
    waiting = ReformAct.objects.wanted().filter(confirmed_at__isnull=False).order_by("confirmed_at")
    return sum(_carried_out(act.pk, now) for act in list(waiting) if is_due(act, now))


def _carried_out(act_id: int, now: datetime) -> bool:
    """Whether the act was carried out now. One that breaks keeps why, changes nothing, and stops no other."""
    try:
        act = run_reform_act(act_id=act_id, now=now)
    except Exception as error:
        with transaction.atomic():
            waiting = ReformAct.objects.wanted().select_for_update(of=("self",))
            broken = waiting.select_related("reform").filter(pk=act_id).first()
            is_new = broken is not None and note_failure(broken, _said(error), now, is_error=True)
        if is_new:
            logger.exception("act %s of a change of units broke off", act_id)
        return False
    return act is not None and act.done_at is not None

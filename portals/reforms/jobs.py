"""Making plans and carrying changes out, away from any request: both look at every table."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_rq import job

from portals.jobs.schedules import BULK, ROUTINE

from .models import ReformAct, ReformPlan
from .planning import reform_plan_of
from .switch_actions import run_reform_act


@job(BULK)
def make_waiting_plans() -> int:
    """Make the plans that wait; return how many. Queued when one is asked for, and by the clock."""
    return make_plans(now=timezone.now())


def make_plans(*, now: datetime) -> int:
    """Make each plan that waits, each in a transaction of its own. One that is being made elsewhere is left to that."""
    made = 0
    for pk in list(ReformPlan.objects.filter(made_at=None).values_list("pk", flat=True)):
        with transaction.atomic():
            waiting = ReformPlan.objects.select_for_update(skip_locked=True, of=("self",))
            plan = waiting.select_related("reform").filter(pk=pk, made_at=None).first()
            if plan is not None:
                plan.content, plan.made_at = reform_plan_of(plan.reform), now
                plan.save(update_fields=["content", "made_at"])
                made += 1
    return made


@job(ROUTINE)
def carry_out_confirmed() -> int:
    """Carry out what two persons confirmed and whose day has come; return how many. By the clock, each minute."""
    now = timezone.now()
    waiting = ReformAct.objects.wanted().filter(confirmed_at__isnull=False).order_by("confirmed_at")
    tried = (
        run_reform_act(act_id=pk, now=now) for pk in list(waiting.values_list("pk", flat=True))
    )
    return sum(act is not None and act.done_at is not None for act in tried)

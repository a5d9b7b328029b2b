"""Wanting, confirming and carrying out a change of units, and taking it back: verbs of the province, by two persons."""

from __future__ import annotations

import time
from datetime import date, datetime
from datetime import time as clock_time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.clock import LOCAL_ZONE, local_date
from portals.jobs.queueing import enqueue
from portals.pagecache.cache_invalidation import change_province_edition

from .actions import ReformNotPossible, must_confirm_reforms, must_enter_reforms
from .boards import left_without_post, posts_that_end
from .differences import differences_to_plan
from .endings import run_afterwards
from .enums import ActDirection
from .models import Reform, ReformAct
from .recording import ChangeRecorder
from .registry import day_waits
from .retrying import note_failure, try_soon
from .seating import seated_on, tell_who_has_no_post
from .switching import Switching, carry_reform_out, faults_now
from .undoing import (
    carry_back,
    make_ready_again,
    may_be_taken_back_until,
    reform_stands,
    stands_upon,
)

if TYPE_CHECKING:
    from portals.boards.models import User

# Whatever a change waits for: from here on it is carried out, and `checks` counts how late it is.
LATEST_BEGINNING = clock_time(0, 30)


def want_reform_act(
    *, reform: Reform, direction: ActDirection, actor: User, now: datetime
) -> ReformAct:
    """Ask a second person of the province to have the change carried out on its day, or taken back.

    Raises NotYourOffice, and ReformNotPossible where it was done already, nothing is planned, or its time is over.
    """
    must_enter_reforms(actor, now)
    with transaction.atomic():
        reform = Reform.objects.select_for_update().get(pk=reform.pk)
        if reform.acts.wanted().exists():
            raise ReformNotPossible(_("A second person has been asked already."))
        if direction is ActDirection.FORWARD:
            _must_be_planned(reform)
        else:
            _must_be_to_take_back(reform, now)
        act = reform.acts.create(direction=direction, wanted_by=actor, wanted_at=now)
        _log(act, "want", actor, now)
    return act


def confirm_reform_act(*, act: ReformAct, actor: User, now: datetime) -> ReformAct:
    """Confirm what another person wanted; a job does it on the first day on which it may.

    Raises NotYourOffice for all but heads and deputies, and ReformNotPossible for who wanted it.
    """
    must_confirm_reforms(actor, now)
    with transaction.atomic():
        act = _wanted(act)
        if act.wanted_by_id == actor.pk:
            raise ReformNotPossible(_("Another head or deputy of the province has to confirm it."))
        if act.confirmed_at is not None:
            raise ReformNotPossible(_("It is confirmed already."))
        if act.direction == ActDirection.BACK:
            _must_be_to_take_back(act.reform, now)
        act.confirmed_by, act.confirmed_at = actor, now
        act.save(update_fields=["confirmed_by", "confirmed_at"])
        _log(act, "confirm", actor, now)
        if may_run_on(act, local_date(now)):
            enqueue("portals.reforms.jobs.carry_out_confirmed")
    return act


def call_off_reform_act(*, act: ReformAct, actor: User, now: datetime) -> None:
    """Call off what is wanted and not yet carried out: one person is enough; once confirmed, a head or deputy."""
    must_enter_reforms(actor, now)
    with transaction.atomic():
        act = _wanted(act)
        if act.confirmed_at is not None:
            must_confirm_reforms(actor, now)
        act.called_off_at = now
        act.save(update_fields=["called_off_at"])
        _log(act, "call_off", actor, now)


def try_reform_act_again(*, act: ReformAct, actor: User, now: datetime) -> None:
    """Have an act that could not be carried out tried at once and then each minute, as when it failed first."""
    must_enter_reforms(actor, now)
    with transaction.atomic():
        act = _wanted(act)
        if act.failed_since is None:
            raise ReformNotPossible(_("Nothing stands against it: it is carried out on its day."))
        try_soon(act, now)
        enqueue("portals.reforms.jobs.carry_out_confirmed")


def may_run_on(act: ReformAct, day: date) -> bool:
    """Whether the act's day has come: that of the decision; what is taken back waits for none."""
    return act.direction == ActDirection.BACK or act.reform.takes_effect_on <= day


def waits_for(act: ReformAct, now: datetime) -> str:
    """What an act whose day has come waits for, in words; empty where it need not, or no longer."""
    day = act.reform.takes_effect_on
    latest = datetime.combine(day, LATEST_BEGINNING, LOCAL_ZONE)
    if act.direction == ActDirection.BACK or now >= latest:
        return ""
    return " ".join(day_waits(day))


def run_reform_act(*, act_id: int, now: datetime) -> ReformAct | None:
    """Carry out what was confirmed, whole or not at all; None where there is nothing to do, or not yet.

    Where it is refused, by what stands now, nothing changes but `failure`.
    """
    began = time.monotonic()
    day = local_date(now)
    with transaction.atomic():
        # Changes wait for each other: each is checked against what the one before left. Locked first, as by the verbs.
        list(Reform.objects.select_for_update().order_by("pk").values_list("pk"))
        wanted = ReformAct.objects.select_for_update(of=("self",), skip_locked=True)
        act = wanted.wanted().select_related("reform", "confirmed_by").filter(pk=act_id).first()
        if act is None or act.confirmed_at is None or not may_run_on(act, day):
            return None
        if waits_for(act, now):
            return None
        failure = _refusal(act, now, day)
        if failure:
            note_failure(act, failure, now)
            return act
        act.failure, act.failed_since, act.next_try_at = "", None, None
        act.failures_told = []
        act.findings = _carried(act, now, day)
        act.done_on, act.done_at = day, now
        act.took_ms = round((time.monotonic() - began) * 1000)
        act.save()
        change_province_edition()
        _log(act, "carry_out", act.confirmed_by, now)
    return act


def _carried(act: ReformAct, now: datetime, day: date) -> dict[str, Any]:
    switching = Switching(act, day, now, act.confirmed_by, ChangeRecorder(act))
    findings: dict[str, Any] = {}
    if act.direction == ActDirection.FORWARD:
        posts = posts_that_end(act.reform, day=day)
        carry_reform_out(switching, lambda: make_ready_again(act.reform, switching))
        findings["differences"] = differences_to_plan(act.reform, switching)
        if switching.not_seated:
            findings["not_seated"] = switching.not_seated
        left = left_without_post(posts, seated_on(act.reform, day))
        tell_who_has_no_post(act.reform, left, day, now)
    else:
        done = act.reform.acts.done().first()
        if done is None:
            raise ValueError("nothing was carried out that could be taken back")
        findings["kept"] = carry_back(switching, done)
    run_afterwards(switching.touched, now)
    switching.recorder.finish()
    return findings


def _refusal(act: ReformAct, now: datetime, day: date) -> str:
    """Why the act cannot be carried out now, in words; empty where it can."""
    try:
        if act.direction == ActDirection.BACK:
            _must_be_to_take_back(act.reform, now)
            return ""
    except ReformNotPossible as refused:
        return str(refused)
    bad = faults_now(act, day)
    return "\n".join(
        _("Line %(line)d: %(reason)s") % {"line": one.line, "reason": one.reason} for one in bad
    )


def _must_be_planned(reform: Reform) -> None:
    last = reform.acts.done().first()
    if last is not None and last.direction == ActDirection.FORWARD:
        raise ReformNotPossible(_("The change was carried out already."))
    plan = reform.plans.filter(made_at__isnull=False).order_by("-made_at").first()
    if plan is None:
        raise ReformNotPossible(_("Have the plan made first, and read it."))
    if plan.content is None:
        raise ReformNotPossible(_("The plan could not be made. Have it made anew first."))
    if plan.content["conflicts"]:
        raise ReformNotPossible(
            _("The plan names faults. Take the change back, and enter a corrected table.")
        )


def _must_be_to_take_back(reform: Reform, now: datetime) -> None:
    done = reform.acts.done().first()
    if done is None or not reform_stands(done):
        raise ReformNotPossible(_("The change has not been carried out."))
    if now >= may_be_taken_back_until(done):
        raise ReformNotPossible(_("A change can be taken back within thirty days; they are over."))
    later = stands_upon(done)
    if later is not None:
        raise ReformNotPossible(
            _("Take back the later change first, which stands upon this one: %(change)s.")
            % {"change": later.reform}
        )


def _wanted(act: ReformAct) -> ReformAct:
    Reform.objects.select_for_update().get(pk=act.reform_id)
    found = ReformAct.objects.wanted().select_related("reform").filter(pk=act.pk).first()
    if found is None:
        raise ReformNotPossible(_("It was carried out or called off meanwhile."))
    return found


def _log(act: ReformAct, action: str, actor: User | None, now: datetime) -> None:
    data = {"direction": act.direction, "mandate": act.reform.mandate}
    log(instance=act.reform, action=f"reforms.{action}", user=actor, data=data, timestamp=now)

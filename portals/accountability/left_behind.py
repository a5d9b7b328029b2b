"""Requests that lie at an agency that has ended: what came in at the very moment, or on its last day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from portals.clock import local_date
from portals.models import Oversight, Portal
from portals.queries import heirs_of

from .enums import CaseOutcome, CaseState, CaseStep
from .models import CitizenCase
from .recording import CaseHappening, held_case, record_event


def follow_left_behind(*, now: datetime) -> int:
    """Let running requests of ended agencies come to who took over, with clocks that go on; return how many.

    Who took over: a successor, or who oversaw it last. Where there is neither, of a province alone, they stay.
    """
    today = local_date(now)
    running = CitizenCase.objects.exclude(state=CaseState.ENDED).exclude(outcome=CaseOutcome.SEALED)
    left = running.filter(portal__closed_on__lte=today).order_by("pk")
    return sum(_follow(key, today, now) for key in list(left.values_list("pk", flat=True)))


@transaction.atomic
def _follow(key: int, today: date, now: datetime) -> bool:
    case = held_case(key)
    heir = _heir_of(case.portal, today)
    if heir is None or case.state == CaseState.ENDED:
        return False
    record_event(case, CaseStep.BODY_CLOSED, actor=None, now=now, more=CaseHappening(office=heir))
    case.assigned_to = None
    case.save()
    return True


def _heir_of(portal: Portal, today: date) -> Portal | None:
    heirs = heirs_of(portal, today)
    if heirs:
        return heirs[0]
    last = (
        Oversight.objects.filter(portal=portal, period__isempty=False)
        .select_related("overseer")
        .order_by("-period")
        .first()
    )
    if last is None:
        return None
    return _heir_of(last.overseer, today) if last.overseer.has_ended_by(today) else last.overseer

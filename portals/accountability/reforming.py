"""What becomes of requests in a change of units: who takes over the tasks has them, with clocks that go on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from portals.reforms.endings import Following
from portals.reforms.registry import UnderWay, count_by_portal

from .enums import CaseOutcome, CaseState, CaseStep
from .lives import Rules, load_rules
from .models import CaseEvent, CitizenCase
from .recording import CaseHappening, held_case, record_event

if TYPE_CHECKING:
    from portals.reforms.models import ReformAct
    from portals.reforms.switching import Switching

# What an event of a change of units says of the act that it belongs to.
ACT = "reform_act"
# To whom the request was given before.
OFFICER = "officer"


def _open_requests(portals: Collection[int], _day: date) -> Mapping[int, int]:
    return count_by_portal(CitizenCase.objects.filter(portal__in=portals, ended_at=None), "portal")


REQUESTS_OPEN = UnderWay(
    "requests", _("requests that the successor answers, with clocks that go on"), _open_requests
)


def _of_portals(portals: Collection[int]) -> QuerySet[CitizenCase]:
    return CitizenCase.objects.filter(portal__in=portals)


def _carry(switching: Switching) -> int:
    """Requests come to the successor. Those that run have an event of it, and their persons are told."""
    theirs = _of_portals(switching.heirs.keys())
    # A sealed one is told to nobody; it goes with the files, to the officer who may open it.
    running = theirs.exclude(state=CaseState.ENDED).exclude(outcome=CaseOutcome.SEALED)
    keys = list(running.order_by("pk").values_list("pk", flat=True))
    heirs = {portal.pk: portal for portal in Portal.objects.filter(pk__in=switching.heirs.values())}
    rest = theirs.exclude(pk__in=keys)
    count = switching.recorder.update(rest, portal=switching.heir_of("portal"))
    rules = load_rules()
    for key in keys:
        case = held_case(key)
        if case.state == CaseState.ENDED:
            # Somebody ended it since: it goes with the files.
            ended = CitizenCase.objects.filter(pk=key)
            switching.recorder.update(ended, portal=switching.heir_of("portal"))
            continue
        _take_over(case, heirs[switching.heirs[case.portal_id]], None, switching, rules)
    return count + len(keys)


def _take_over(
    case: CitizenCase, office: Portal, officer: int | None, switching: Switching, rules: Rules
) -> None:
    """Whoever the case was given to holds no post where it comes to; `officer` does."""
    data = {ACT: switching.act.pk, OFFICER: case.assigned_to_id}
    happening = CaseHappening(office=office, data=data)
    last = case.events.order_by("sequence").last()
    # What happened since the act began comes before it, whichever hour the act has.
    now = max(switching.now, last.at) if last else switching.now
    record_event(
        case,
        CaseStep.BODY_CLOSED,
        actor=switching.actor,
        now=now,
        more=happening,
        rules=rules,
    )
    case.assigned_to_id = officer
    case.save()


def _carry_back(switching: Switching, done: ReformAct) -> None:
    """What came to a successor by `done`, is there still and runs, goes back: its clock goes on all the while."""
    came = CaseEvent.objects.filter(step=CaseStep.BODY_CLOSED, data__contains={ACT: done.pk})
    rules = load_rules()
    for event in came.select_related("portal").order_by("case_id"):
        case = held_case(event.case_id)
        if case.portal_id != event.office_id:
            continue
        if case.state == CaseState.ENDED:
            ended = CitizenCase.objects.filter(pk=case.pk)
            switching.recorder.update(ended, portal=event.portal)
        else:
            _take_over(case, event.portal, event.data[OFFICER], switching, rules)


REQUESTS_FOLLOW = Following("accountability.CitizenCase.portal", _of_portals, _carry, _carry_back)

"""Every portal of the demo was asked over the last months, and its rows are such as the verbs would have left."""

from __future__ import annotations

from datetime import datetime

import pytest

from editorial.demo.earlier_requests import ask_everywhere
from portals.accountability.enums import CaseState
from portals.accountability.facts import ANSWERED_KINDS, INFORMATION_KINDS, answers_due, triage_due
from portals.accountability.lives import load_rules
from portals.accountability.models import CaseEvent, CaseRating, CitizenCase
from portals.accountability.recording import copy_clock, folded_case
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.people import Crew
from portals.models import Portal
from scoring.periods import Month
from tests.factories import make_member, make_portal

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2026, 11, 27, 6, tzinfo=LOCAL_ZONE)
DECEMBER = datetime(2026, 12, 1, 0, 10, tzinfo=LOCAL_ZONE)
COPIES = ("due_at", "left_minutes", "governs_since", "ended_late", "state", "was_extended")


def _asked(now: datetime) -> list[Portal]:
    portals = [make_portal("department", code="SYT"), make_portal()]
    heads = {portal.pk: make_member(portal, Position.HEAD) for portal in portals}
    crews = {pk: Crew([(Position.HEAD, head)]) for pk, head in heads.items()}
    ask_everywhere(portals, crews, now=now)
    return portals


@pytest.mark.parametrize("now", [NOVEMBER, DECEMBER], ids=str)
def test_each_month_had_requests_that_fell_due(now: datetime) -> None:
    shown, plain = _asked(now)
    for past in (1, 2, 3):
        month = Month.of(local_date(now)).later(-past)
        starts, ends = (
            datetime.combine(one, datetime.min.time(), LOCAL_ZONE)
            for one in (month.first, month.end)
        )
        for kinds in (ANSWERED_KINDS, INFORMATION_KINDS):
            assert list(answers_due([plain.pk], starts, ends, kinds))
        assert list(triage_due([plain.pk], starts, ends))
    assert not CitizenCase.objects.filter(portal=shown).exclude(state=CaseState.ENDED).exists()
    assert not CaseEvent.objects.filter(at__gt=now).exists()
    assert not CaseRating.objects.filter(rated_at__gt=now).exists()
    rules = load_rules()
    for case in CitizenCase.objects.select_related("portal"):
        before = {name: getattr(case, name) for name in COPIES}
        copy_clock(case, folded_case(case, rules).clock)
        assert {name: getattr(case, name) for name in COPIES} == before
        numbers = list(case.events.order_by("at", "sequence").values_list("sequence", flat=True))
        assert numbers == list(range(1, case.revision + 1))
        assert (case.outcome == "answered") == case.texts.filter(role="answer").exists()
        assert case.events.filter(step="accepted").exists() == (case.triaged_at is not None)

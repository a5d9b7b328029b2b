"""What citizens of the demo ask stands in every state, on every tier, and gives nobody away."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from editorial.demo.day_off import NAME, announce_day_off
from editorial.demo.requests import COURSES, ask_and_answer
from portals.accountability.derivation import derivation_of
from portals.accountability.enums import CaseKind, CaseOutcome, CaseState, CaseStep
from portals.accountability.models import AnswerDraft, CaseEvent, CaseReview, CitizenCase
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.demo.people import Crew
from portals.models import Portal
from portals.redaction import propose
from tests.factories import make_member, make_portal
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 10, tzinfo=LOCAL_ZONE)
SHOWN = {"27": "province", "SYT": "department", "256": "district", "09163": "commune"}


def _asked() -> list[Portal]:
    portals = [make_portal(tier=tier, code=code) for code, tier in SHOWN.items()]
    # One that is not shown off is asked nothing.
    portals.append(make_portal())
    crews = {
        portal.pk: Crew(
            [
                (post, make_member(portal, post))
                for post in (Position.HEAD, Position.DEPUTY, Position.EDITOR)
            ]
        )
        for portal in portals
    }
    ask_and_answer(portals, crews, now=NOW)
    announce_day_off(actor=crews[portals[0].pk].head, now=NOW)
    return portals


built, portals = once_a_file(_asked)


def test_stands_in_every_state_on_every_tier(portals) -> None:
    for portal in portals[:4]:
        cases = CitizenCase.objects.filter(received_by=portal)
        assert cases.count() >= len(COURSES)
        assert set(cases.values_list("state", flat=True)) == set(CaseState)
        outcomes = {"answered", "refused", "joined", "taken_back"}
        assert outcomes <= set(cases.values_list("outcome", flat=True))
        assert {True, False} <= set(cases.values_list("ended_late", flat=True))
        assert cases.running().filter(due_at__lt=NOW).exists()
    assert not CitizenCase.objects.filter(received_by=portals[4]).exists()
    assert CitizenCase.objects.get(outcome=CaseOutcome.SEALED).released_at is None


def test_one_travels_over_three_portals_with_its_clock(portals) -> None:
    steps = Counter(CaseEvent.objects.values_list("case", "step"))
    [travelled] = [
        case for (case, step), n in steps.items() if step == CaseStep.HANDED_OVER and n == 2
    ]
    case = CitizenCase.objects.get(pk=travelled)
    assert case.received_by.tier_id == "commune"
    assert case.portal.tier_id == "province"
    assert case.governs_since == case.arrived_at
    assert case.ended_late is False


def test_a_day_off_that_was_announced_late_stands_in_the_clock_of_what_runs(portals) -> None:
    moved = CitizenCase.objects.running().filter(moves__moved_at=NOW)
    assert {case.received_by for case in moved} == set(portals[:4])
    monday = datetime(2026, 11, 30, 12, tzinfo=LOCAL_ZONE)
    for case in moved:
        lines = derivation_of(case)
        (day,) = [one for one in lines[-1].days if one.day == monday.date()]
        assert (day.number, day.why) == (None, NAME)
    for case in CitizenCase.objects.running().filter(due_at__date__lt=monday.date()):
        assert case not in moved


def test_reviews_are_decided_or_not_due_yet(portals) -> None:
    reviews = CaseReview.objects.all()
    assert reviews.filter(decided_at=None, due_at__gt=NOW).count() == 4
    assert reviews.exclude(decided_at=None).count() == 4
    assert reviews.count() == 8


def test_no_event_is_of_a_time_to_come(portals) -> None:
    assert CaseEvent.objects.exists()
    assert not CaseEvent.objects.filter(at__gt=NOW).exists()


def test_all_kinds_that_the_form_takes_are_asked(portals) -> None:
    kinds = set(CitizenCase.objects.values_list("kind", flat=True))
    assert {
        CaseKind.QUESTION, CaseKind.FEEDBACK, CaseKind.INFORMATION, CaseKind.EXPLANATION, CaseKind.CORRECTION,
    } == kinds  # fmt: skip


def test_public_words_hold_nothing_personal(portals) -> None:
    drafts = AnswerDraft.objects.filter(is_public=True)
    assert drafts
    for draft in drafts:
        words = "\n".join([draft.public_subject, draft.public_question, draft.public_answer])
        assert propose(words) == []
        assert "{noi}" not in words

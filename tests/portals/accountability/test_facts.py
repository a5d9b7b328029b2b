"""What fell due, for whom, and whether it was done: against lives by hand and an oracle that walks each case."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portals.accountability.actions.triage import accept_case, hand_over_case
from portals.accountability.enums import CaseKind, CaseOutcome, CaseStep
from portals.accountability.facts import (
    ANSWERED_KINDS,
    INFORMATION_KINDS,
    TRIAGED_KINDS,
    FallenDue,
    Rated,
    answers_due,
    ratings_between,
    triage_due,
)
from portals.accountability.models import CaseRating, CitizenCase, RefusalCheck
from portals.accountability.recording import CaseHappening, end_case, held_case, record_event
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import Refusal
from tests.factories import make_member, make_portal, make_user
from tests.portals.accountability.cases import happens, local, make_case

pytestmark = pytest.mark.django_db
STARTS, ENDS = local(1, "00:00"), local(30, "23:59")
STEPS = {
    CaseOutcome.ANSWERED: CaseStep.ANSWERED,
    CaseOutcome.REFUSED: CaseStep.REFUSED,
    CaseOutcome.TAKEN_BACK: CaseStep.TAKEN_BACK,
    CaseOutcome.ELSEWHERE: CaseStep.TO_NATIONAL,
    CaseOutcome.SEALED: CaseStep.SEALED,
    CaseOutcome.NOT_A_REQUEST: CaseStep.DISMISSED,
}


@transaction.atomic
def ends(case: CitizenCase, outcome: CaseOutcome, at: datetime) -> None:
    held = held_case(case.pk)
    record_event(held, STEPS[outcome], actor=None, now=at, more=CaseHappening())
    end_case(held, outcome, at)
    held.triaged_at = held.triaged_at or at
    if outcome is CaseOutcome.SEALED:
        held.sealed_for = make_user()
    held.save()


def fallen(*portals: Portal, kinds=ANSWERED_KINDS, starts=STARTS, until=ENDS) -> dict[int, bool]:
    found = answers_due([portal.pk for portal in portals], starts, until, kinds)
    return {one.case_id: one.in_time for one in found}


@pytest.fixture
def portal():
    return make_portal()


def test_the_due_minute_is_in_time_and_the_next_is_not(portal) -> None:
    on_time, late, open_one, refused = (make_case(portal) for _number in range(4))
    ends(on_time, CaseOutcome.ANSWERED, local(16, "17:00"))
    ends(late, CaseOutcome.ANSWERED, local(16, "17:01"))
    ends(refused, CaseOutcome.REFUSED, local(4))
    assert fallen(portal) == {
        on_time.pk: True, late.pk: False, open_one.pk: False, refused.pk: True,
    }  # fmt: skip
    assert fallen(portal, until=local(16, "17:00")) == {}
    assert fallen(portal, starts=local(16, "17:01")) == {}
    assert fallen(make_portal()) == {}


def test_what_nobody_owed_an_answer_to_is_left_out(portal) -> None:
    for outcome in (CaseOutcome.TAKEN_BACK, CaseOutcome.SEALED, CaseOutcome.NOT_A_REQUEST):
        ends(make_case(portal), outcome, local(17))
    early, evaded = make_case(portal), make_case(portal)
    ends(early, CaseOutcome.ELSEWHERE, local(5))
    ends(evaded, CaseOutcome.ELSEWHERE, local(17))
    kept, other = make_case(portal, now=local(3)), make_case(portal, now=local(2))
    happens(kept, CaseStep.JOINED, local(4), other=other)
    CitizenCase.objects.filter(pk=other.pk).update(
        state="ended", outcome="joined", joined_into=kept, ended_at=local(4)
    )
    assert fallen(portal) == {evaded.pk: False, kept.pk: False}


def test_counts_for_who_was_in_charge_when_it_fell_due(portal) -> None:
    other, third = make_portal(), make_portal()
    before, after, twice = (make_case(portal) for _number in range(3))
    happens(before, CaseStep.HANDED_OVER, local(16, "16:59"), office=other)
    happens(after, CaseStep.HANDED_OVER, local(17, "08:00"), office=other)
    happens(twice, CaseStep.HANDED_OVER, local(4), office=other)
    happens(twice, CaseStep.BODY_CLOSED, local(5), office=third)
    assert fallen(portal) == {after.pk: False}
    assert fallen(other) == {before.pk: False}
    assert fallen(third) == {twice.pk: False}


def test_an_extension_moves_the_day_and_a_wait_takes_it_away(portal) -> None:
    extended, waits = make_case(portal, kind="information"), make_case(portal)
    due_at = extended.due_at
    happens(extended, CaseStep.EXTENDED, local(3), days=1, most=10, basis="Điều 31")
    happens(waits, CaseStep.ASKED, local(3))
    assert extended.due_at > due_at
    assert fallen(portal, kinds=INFORMATION_KINDS, until=extended.due_at) == {}
    last = extended.due_at + timedelta(minutes=1)
    assert fallen(portal, kinds=INFORMATION_KINDS, starts=due_at, until=last) == {
        extended.pk: False
    }
    assert fallen(portal) == {}


def test_taking_up_is_judged_by_its_own_day(portal) -> None:
    in_time, late, never, dismissed, back = (make_case(portal) for _number in range(5))
    due_at = in_time.triage_due_at
    for case, at in ((in_time, due_at), (late, due_at + timedelta(minutes=1))):
        CitizenCase.objects.filter(pk=case.pk).update(triaged_at=at)
    ends(dismissed, CaseOutcome.NOT_A_REQUEST, local(3))
    ends(back, CaseOutcome.TAKEN_BACK, local(3))
    found = {one.case_id: one.in_time for one in triage_due([portal.pk], STARTS, ENDS)}
    assert found == {in_time.pk: True, late.pk: False, never.pk: False}
    assert not list(triage_due([portal.pk], due_at + timedelta(minutes=1), ENDS))


def test_each_agency_looks_at_what_it_was_handed_by_its_own_day(portal, editor) -> None:
    other, third = make_portal(), make_portal()
    theirs = make_member(other, Position.EDITOR)

    def give(case: CitizenCase, at: datetime, to: Portal, actor: User = editor) -> None:
        hand_over_case(case=case, to=to, reason="Xã", actor=actor, now=at)

    sat, quick, looked, stale, back, last, sealed = (make_case(portal) for _number in range(7))
    give(sat, local(9), other)
    give(quick, local(4, "17:00") + timedelta(seconds=30), other)
    accept_case(case=quick, actor=theirs, now=local(6, "17:00") + timedelta(seconds=59))
    accept_case(case=looked, actor=editor, now=local(4))
    give(looked, local(9), third)
    give(stale, stale.due_at, other)
    give(back, local(3), other)
    give(back, local(4), portal, theirs)
    accept_case(case=last, actor=editor, now=local(4, "17:01"))
    give(sealed, local(9), other)
    ends(sealed, CaseOutcome.SEALED, local(10))

    def found(whose: Portal, starts: datetime = STARTS, until: datetime = ENDS) -> dict[int, bool]:
        return {one.case_id: one.in_time for one in triage_due([whose.pk], starts, until)}

    assert found(portal) == {
        sat.pk: False, quick.pk: True, looked.pk: True, stale.pk: False, back.pk: False,
        last.pk: False,
    }  # fmt: skip
    assert found(other) == {sat.pk: False, quick.pk: True, back.pk: True}
    assert found(third) == {looked.pk: False}
    by_the_fourth = found(portal, until=local(4, "17:01"))
    assert by_the_fourth == {**found(portal), back.pk: True}
    assert found(portal, starts=local(4, "17:01")) == {back.pk: False}


def test_ratings_are_those_given_in_the_time_to_the_portals_answers(portal) -> None:
    other = make_portal()
    given = (
        (local(1), 5, portal),
        (local(29), 2, portal),
        (local(29), 1, portal),
        (local(9), 1, other),
    )
    for at, stars, whose in given:
        CaseRating.objects.create(case=make_case(whose), stars=stars, rated_at=at)
    CaseRating.objects.create(case=make_case(portal), stars=1, rated_at=ENDS)
    found = ratings_between([portal.pk], STARTS, ENDS)
    # Those of a day are one: five, and one and a half.
    assert found == {portal.pk: Rated(3, 2, Decimal("3.25"))}


def test_what_came_in_numbers_is_no_case_whatever_became_of_it(portal) -> None:
    """Of one origin: neither sent to a rival, nor to a friend who answers it at once."""
    answered, rated = (
        make_case(portal, held_because=[why]) for why in ("same_text", "many_from_network")
    )
    ends(answered, CaseOutcome.ANSWERED, local(3))
    CaseRating.objects.create(case=rated, stars=5, rated_at=local(5))
    strange = make_case(portal, held_because=["no_script"])
    assert fallen(portal) == {strange.pk: False}
    assert [one.case_id for one in triage_due([portal.pk], STARTS, ENDS)] == [strange.pk]
    assert ratings_between([portal.pk], STARTS, ENDS) == {}


def test_a_refusal_is_read_once_its_overseer_found_it_lawful(portal) -> None:
    reader = make_user()
    for verdict, is_unread in (("", True), ("lawful", False)):
        case = make_case(portal)
        ends(case, CaseOutcome.REFUSED, local(4))
        decided = (
            {"verdict": verdict, "decided_at": local(9), "decided_by": reader} if verdict else {}
        )
        RefusalCheck.objects.create(
            case=case, refusal=case.events.get(step=CaseStep.REFUSED), portal=portal, drawn_at=local(8),
            due_at=local(20), **decided,
        )  # fmt: skip
        (found,) = (
            one
            for one in answers_due([portal.pk], STARTS, ENDS, ANSWERED_KINDS)
            if one.case_id == case.pk
        )
        assert (found.in_time, found.is_unread_refusal) == (True, is_unread)


def naive(case: CitizenCase, kinds, *, triage: bool) -> FallenDue | None:
    """The same of one case, walking its events."""
    due = case.triage_due_at if triage else case.due_at
    left_out = {"joined", "taken_back", "sealed", "not_a_request"}
    if (
        due is None
        or not STARTS <= due < ENDS
        or case.kind not in kinds
        or case.outcome in left_out
    ):
        return None
    charge = case.received_by_id
    for event in case.events.order_by("sequence"):
        if event.step in {"handed_over", "body_closed"} and event.at <= due:
            charge = event.office_id
    if triage:
        done = case.triaged_at or case.ended_at
        return FallenDue(charge, case.pk, case.kind, done is not None and done <= due)
    if case.outcome == "elsewhere" and case.ended_at <= due:
        return None
    answered = case.outcome in {"answered", "refused"}
    in_time = answered and case.ended_at.replace(second=0) <= due
    return FallenDue(charge, case.pk, case.kind, in_time, case.outcome == "refused")


def test_random_lives_are_counted_as_an_oracle_counts_them() -> None:
    random = Random("facts")
    portals = [make_portal() for _number in range(3)]
    for _number in range(60):
        case = make_case(
            random.choice(portals), now=local(random.randint(1, 12), "09:00"),
            kind=random.choice([CaseKind.QUESTION, CaseKind.INFORMATION, CaseKind.FEEDBACK]),
        )  # fmt: skip
        for day in sorted(random.sample(range(13, 30), 4)):
            case.refresh_from_db()
            if case.state == "ended":
                break
            try:
                with transaction.atomic():
                    _something_happens(case, random, portals, local(day, "10:00"))
            except Refusal:
                continue
    ids = [portal.pk for portal in portals]
    cases = list(CitizenCase.objects.all())
    for kinds in (ANSWERED_KINDS, INFORMATION_KINDS):
        expected = [one for case in cases if (one := naive(case, kinds, triage=False))]
        with CaptureQueriesContext(connection) as asked:
            found = list(answers_due(ids, STARTS, ENDS, kinds))
        assert set(found) == set(expected)
        assert len(found) == len(expected) > 5
        assert len(asked) == 1
    expected = [one for case in cases if (one := naive(case, TRIAGED_KINDS, triage=True))]
    assert set(triage_due(ids, STARTS, ENDS)) == set(expected)


def _something_happens(
    case: CitizenCase, random: Random, portals: list[Portal], at: datetime
) -> None:
    step = random.choice(["hand", "ask", "back", "end", "end"])
    if step == "hand":
        happens(case, CaseStep.HANDED_OVER, at, office=random.choice(portals))
    elif step == "ask":
        happens(case, CaseStep.ASKED, at)
    elif step == "back":
        happens(case, CaseStep.ANSWERED_BACK, at)
    else:
        ends(case, random.choice([*STEPS, *[CaseOutcome.ANSWERED] * 5]), at)

"""D1, D2, D3 and D5: what became of the requests that fell due in the month. Each life is in `test_facts`."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from portals.accountability.enums import CaseOutcome
from portals.accountability.models import CaseRating, CitizenCase
from scoring.measures.requests import MISSED
from scoring.periods import Month, Period
from scoring.rubrics.yaml_format import read_default
from tests.factories import make_portal
from tests.portals.accountability.cases import local, make_case
from tests.portals.accountability.test_facts import ends
from tests.scoring.cast import measure, october

pytestmark = pytest.mark.django_db
# What the shipped rubrics take by themselves.
SHIPPED = {
    *("cases.answered", "cases.triaged", "cases.information", "cases.rating"),
    "consultations.summed_up",
}
BY_HAND = {"requests.answered", "requests.triaged", "information.answered", "requests.rating"}
NOVEMBER = Month(2026, 11)


def november(day: int = 30, clock: str = "23:59") -> Period:
    return Period.of_months(NOVEMBER, local(day, clock), october().calendar)


@pytest.fixture
def portal():
    return make_portal()


def test_answers_and_information_are_judged_apart(portal) -> None:
    asked, missed = make_case(portal), make_case(portal, kind="feedback")
    told = make_case(portal, kind="information")
    for case in (asked, told):
        ends(case, CaseOutcome.ANSWERED, local(4))
    answers = measure("cases.answered", portal, period=november())[portal.pk]
    assert (answers.value, answers.cases) == (Decimal("0.5"), 2)
    assert [(one.pk, one.why) for one in answers.examples] == [(missed.pk, MISSED)]
    information = measure("cases.information", portal, period=november())[portal.pk]
    assert (information.value, information.cases) == (1, 1)
    assert [one.pk for one in information.evidence] == [told.pk]


def test_what_is_not_due_yet_is_no_case_and_no_other_month_takes_it(portal) -> None:
    make_case(portal)
    for code in ("cases.answered", "cases.triaged"):
        assert measure(code, portal, period=november(2))[portal.pk].cases == 0
        assert measure(code, portal, period=november())[portal.pk].cases == 1
        assert measure(code, portal)[portal.pk].cases == 0


def test_taking_up_counts_of_all_that_came(portal) -> None:
    in_time, _never = make_case(portal, kind="information"), make_case(portal)
    CitizenCase.objects.filter(pk=in_time.pk).update(triaged_at=local(2, "11:00"))
    found = measure("cases.triaged", portal, make_portal(), period=november())
    assert (found[portal.pk].value, found[portal.pk].cases) == (Decimal("0.5"), 2)
    assert [one.cases for pk, one in found.items() if pk != portal.pk] == [0]


def test_names_no_word_of_a_request(portal) -> None:
    case = make_case(portal)
    (one,) = measure("cases.answered", portal, period=november())[portal.pk].evidence
    assert (one.kind, one.pk, one.name) == ("case", case.pk, str(case.pk))


def test_a_rating_counts_from_five_on(portal) -> None:
    for number in range(5):
        found = measure("cases.rating", portal, period=november())[portal.pk]
        assert (found.value, found.cases) == (0, 0)
        case = make_case(portal, now=local(2) + timedelta(minutes=number))
        CaseRating.objects.create(case=case, stars=5 - number % 2, rated_at=local(5))
    found = measure("cases.rating", portal, period=november())[portal.pk]
    assert (found.value, found.cases) == (Decimal("4.6") / 5, 5)
    assert found.numbers == {"ratings": 5, "mean": "4,6"}


def test_the_shipped_rubrics_have_nobody_enter_any_of_it() -> None:
    for spec in read_default():
        named = {one.measure for one in spec.criteria}
        assert named >= SHIPPED
        assert not named & {*BY_HAND, "consultations.held"}

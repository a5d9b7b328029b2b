"""D1, D2, D3 and D5: what became of the requests that fell due in the month. Each life is in `test_facts`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portals.accountability.enums import CaseOutcome
from portals.accountability.models import CaseRating, CitizenCase
from scoring.measures.requests import MISSED, REFUSED
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


def rated(portal, stars: int, *days: int) -> None:
    for day in days:
        CaseRating.objects.create(case=make_case(portal), stars=stars, rated_at=local(day))


def test_ratings_count_from_five_days_on_and_little_at_first(portal) -> None:
    """Fifteen days of the middle of the scale stand beside them, else of the peers' mean."""
    rated(portal, 5, 3, 3, 4, 5, 6)
    found = measure("cases.rating", portal, period=november())[portal.pk]
    assert (found.value, found.cases, found.numbers["ratings"]) == (0, 0, 5)
    rated(portal, 5, 9)
    found = measure("cases.rating", portal, period=november())[portal.pk]
    assert (found.value, found.cases) == (Decimal(5 * 5 + 15 * 3) / 20 / 5, 5)
    assert found.numbers == {"ratings": 6, "days": 5, "mean": "5,0", "peers": "3,0"}


def test_ratings_are_weighed_by_those_of_the_same_tier(portal) -> None:
    peer, few, other = make_portal(), make_portal(), make_portal("district")
    rated(portal, 5, *range(3, 8))
    rated(peer, 4, *range(3, 13))
    rated(few, 1, *range(3, 7))
    rated(other, 1, *range(3, 8))
    found = measure("cases.rating", portal, peer, few, other, period=november())
    assert found[portal.pk].value == Decimal(5 * 5 + 15 * 4) / 20 / 5
    assert found[peer.pk].value == Decimal(10 * 4 + 15 * 5) / 25 / 5
    assert found[few.pk].cases == 0


def test_refusals_count_up_to_the_share_of_the_peers(portal) -> None:
    """At least one in twenty; what was refused late is late, and another tier has other peers."""
    peer, other = make_portal(), make_portal("district")
    for whose, refusals, number in ((portal, 4, 20), (peer, 1, 10), (other, 2, 2)):
        for place in range(number):
            outcome = CaseOutcome.REFUSED if place < refusals else CaseOutcome.ANSWERED
            ends(make_case(whose), outcome, local(17 if (place, whose) == (0, portal) else 4))

    def value(code: str, *portals) -> list[Decimal]:
        found = measure(code, *portals, period=november())
        return [found[one.pk].value * found[one.pk].cases for one in portals]

    found = measure("cases.answered", portal, period=november())[portal.pk]
    assert (found.value, [one.why for one in found.evidence if one.why]) == (
        Decimal("0.85"), [MISSED, REFUSED, REFUSED],
    )  # fmt: skip
    # The peer refuses one in ten, so two of ours are free, of those in time; we refuse two of its ten.
    assert value("cases.answered", portal, peer, other) == [18, 10, 0]
    CitizenCase.objects.update(kind="information")
    assert value("cases.information", portal, peer, other) == [18, 10, 0]


def test_the_shipped_rubrics_have_nobody_enter_any_of_it() -> None:
    for spec in read_default():
        named = {one.measure for one in spec.criteria}
        assert named >= SHIPPED
        assert not named & {*BY_HAND, "consultations.held"}

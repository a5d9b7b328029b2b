"""Tricks with citizens' requests, ratings and promises, by what they gain in the total: none more than a point.

The town answers half of what falls due in October, and its rubric takes D1 to D5 from the requests themselves.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from editorial.plans.enums import PlanKind
from editorial.plans.models import Plan, PlanTarget
from portals.accountability.enums import CaseOutcome, CaseStep
from portals.accountability.models import CaseRating, CitizenCase, RefusalCheck
from scoring.models import Criterion, FactEntry
from tests.factories import make_official, make_user
from tests.portals.accountability.cases import make_case
from tests.portals.accountability.test_facts import ends
from tests.scoring import cast
from tests.scoring.cast import OCTOBER, SNAPSHOT, local
from tests.scoring.measures.test_tricks_by_total import POINT, Town, make_town
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db
MISSED = 5


def _asked_town() -> Town:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cast, "_kept_elsewhere", lambda spec: spec)
        town = make_town("commune")
    for number in range(10):
        case = asked(town)
        if number >= MISSED:
            ends(case, CaseOutcome.ANSWERED, local(2026, 10, 6, 9))
    CitizenCase.objects.update(triaged_at=local(2026, 10, 2, 9))
    return town


def asked(town: Town, **sent: object) -> CitizenCase:
    return make_case(town.portal, now=local(2026, 10, 1, 9), **sent)


def refuse_all(town: Town) -> list[CitizenCase]:
    """What would be missed, each on the day before it is due."""
    late = list(CitizenCase.objects.filter(portal=town.portal, state="new"))
    for case in late:
        ends(case, CaseOutcome.REFUSED, local(2026, 10, 13, 9))
    return late


built, town = once_a_file(_asked_town)


class TestRefusals:
    def test_all_that_would_be_late_is_refused(self, town) -> None:
        before = town.total()
        refused = refuse_all(town)

        assert len(refused) == MISSED
        assert town.total() - before <= POINT
        assert town.line("D1")["numbers"] == {"in_time": 5, "due": 10}

    def test_what_the_overseer_read_and_found_lawful_counts_whole(self, town) -> None:
        before = town.total()
        for case in refuse_all(town):
            RefusalCheck.objects.create(
                case=case, refusal=case.events.get(step=CaseStep.REFUSED), portal=town.portal,
                drawn_at=local(2026, 10, 14), due_at=local(2026, 10, 30), verdict="lawful",
                decided_at=local(2026, 10, 20), decided_by=make_user(),
            )  # fmt: skip

        assert town.total() - before > POINT


class TestFriends:
    """Without ratings three answers were read, and half of what is wanted was found in them."""

    @pytest.fixture(autouse=True)
    def read(self, town) -> None:
        FactEntry.objects.create(
            portal=town.portal, month=OCTOBER.first, measure="judged.answers", value=Decimal("0.5"),
            cases=3, source="Đọc ba câu trả lời", entered_by=town.head_of_province,
            entered_at=SNAPSHOT,
        )  # fmt: skip

    def rate(self, town, stars: int, *days: int) -> None:
        """Of what is answered already: by friends who never asked it would be the same."""
        unrated = CitizenCase.objects.filter(outcome=CaseOutcome.ANSWERED, rating=None)
        for case, day in zip(unrated.order_by("pk"), days, strict=False):
            CaseRating.objects.create(case=case, stars=stars, rated_at=local(2026, 10, day, 20))

    def test_five_friends_rate_of_an_evening(self, town) -> None:
        before = town.total()
        self.rate(town, 5, 20, 20, 20, 20, 20)

        assert town.total() == before
        assert town.line("D5")["points"] == "1.50"

    def test_five_friends_rate_on_as_many_days(self, town) -> None:
        before = town.total()
        self.rate(town, 5, 20, 21, 22, 23, 24)

        assert Decimal() < town.total() - before <= POINT
        assert town.line("D5")["cases"] == 5


class TestRivals:
    """What is sent to a rival in numbers, or is no request, takes nothing from it; nor does it help a friend."""

    @pytest.mark.parametrize("outcome", ["", CaseOutcome.ANSWERED])
    def test_requests_of_one_origin_in_numbers(self, town, outcome) -> None:
        before = town.total()
        for why in ("same_text", "many_from_network", "many_to_address") * 2:
            case = asked(town, held_because=[why])
            if outcome:
                ends(case, outcome, local(2026, 10, 2, 9))

        assert town.total() == before

    def test_what_moderation_found_to_be_no_request(self, town) -> None:
        before = town.total()
        for kind in ("question", "information") * 3:
            # Late: nobody owed an answer to it by any day.
            ends(asked(town, kind=kind), CaseOutcome.NOT_A_REQUEST, local(2026, 10, 30, 9))

        assert town.total() == before


class TestPromises:
    def test_what_a_plan_promised_by_the_month_is_dropped_before(self, town, monkeypatch) -> None:
        plan = Plan.objects.create(
            portal=town.portal, document=make_official(town.portal), kind=PlanKind.YEARLY,
            first_year=2026, last_year=2026, added_by=town.head, added_at=local(2026, 1, 5),
        )  # fmt: skip
        for name in ("Hộ dùng nước sạch", "Hộ nghèo"):
            PlanTarget.objects.create(
                plan=plan,
                name=name,
                unit="hộ",
                wanted=95,
                due_on=date(2026, 10, 30),
                body="UBND xã",
            )
        Criterion.objects.filter(code="A1").update(measure="plans.targets", parameters={})
        before = town.total()
        assert (town.line("A1")["points"], town.line("A1")["cases"]) == ("0.00", 2)
        PlanTarget.objects.update(ended_at=local(2026, 9, 30), ended_reason="Thôi không làm")

        assert town.total() == before
        assert town.line("A1")["numbers"] == {"due": 2, "reached": 0}

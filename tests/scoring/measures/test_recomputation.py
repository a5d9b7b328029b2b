"""The totals computed again by other means: plain fractions over the frozen facts and the rubric's file.

Nothing of the engine is used here, so that one mistake would have to be made twice.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest
import yaml

from editorial.models import Placement
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.assessing.sampling import SAMPLED
from scoring.models import Scorecard
from scoring.rounds.actions import score_month
from scoring.rubrics.storage import read_specs
from scoring.rubrics.yaml_format import write_rubric
from tests.factories import make_official, make_portal
from tests.scoring.cast import (
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    drawn_from,
    local,
    make_province,
    owes,
    write,
)

pytestmark = pytest.mark.django_db

ENTERED = {
    "schedules.in_time": 4,
    "requests.answered": 8, "requests.triaged": 4,
    "information.answered": 2, "requests.rating": 6,
    "judged.accuracy": 3, "judged.presentation": 1,
}  # fmt: skip


def hundredth(number: Fraction) -> Fraction:
    scaled = number * 100
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    return Fraction(whole + (2 * rest >= scaled.denominator), 100)


def points(criterion: dict, line: dict) -> Fraction | None:
    if line["state"] != "scored":
        return None
    if line["cases"] == 0:
        return Fraction(0)
    value, most = Fraction(line["value"]), Fraction(str(criterion["points"]))
    if criterion["rule"] == "share":
        earned = hundredth(most * min(Fraction(1), value))
    else:
        earned = next(
            Fraction(str(step["points"]))
            for step in criterion["steps"]
            if step["up_to"] is None or value <= Fraction(str(step["up_to"]))
        )
    if criterion["pools_small_numbers"] and line["cases"] < 5:
        earned = max(earned, hundredth(most / 2))
    return earned


def total(card: Scorecard, rubric: dict) -> tuple[Fraction, str]:
    criteria = {one["code"]: one for group in rubric["groups"] for one in group["criteria"]}
    earned = applicable = Fraction(0)
    for line in card.lines["criteria"]:
        worth = points(criteria[line["code"]], line)
        if worth is not None:
            earned += worth
            applicable += Fraction(str(criteria[line["code"]]["points"]))
    base = hundredth(earned * 100 / applicable) if applicable else Fraction(0)
    of = {
        kind: sum(
            (Fraction(one["points"]) for one in card.lines["adjustments"] if one["kind"] == kind),
            Fraction(0),
        )
        for kind in ("bonus", "penalty")
    }
    after = max(Fraction(0), base - min(of["penalty"], 20))
    band = max(
        (one for one in rubric["bands"] if after >= Fraction(str(one["from"]))),
        key=lambda one: one["from"],
    )
    highest = 100 if band["below"] is None else Fraction(str(band["below"])) - Fraction(1, 100)
    result = max(after, min(after + min(of["bonus"], 5), highest))
    return result, "" if applicable < 70 else band["name"]


class TestTheTotals:
    def test_are_the_same_by_plain_arithmetic(self) -> None:
        random = Random("recomputation")
        province, head, deputy = make_province()
        rubric = adopt_default(head, deputy, tiers=("commune",))[0]
        portals = [make_portal(overseer=province) for _ in range(8)]
        facts = []
        for number, portal in enumerate(portals):
            for day in sorted(random.sample(range(1, 31), random.randint(0, 6))):
                write(portal, local(2026, 10, day, 9), number * 100 + day)
            document = make_official(portal, issued_on=date(2026, 10, 1))
            at = local(2026, 10, 2 + number * 2, 9)
            Placement.objects.filter(story=document).update(placed_at=at)
            owes(portal, shown=number % 3 > 0)
            for code, most in ENTERED.items():
                value = Decimal(random.randint(0, 10_000)).scaleb(-4)
                cases = drawn_from(portal) if code in SAMPLED else random.randint(0, most)
                facts.append(EnteredFact(portal, code, value, cases, "Sổ"))
            facts.append(EnteredFact(portal, "round.in_time", Decimal(number), 1, "Sổ"))
        facts += [
            EnteredFact(
                portals[0], "adjustment.personal_data", Decimal(2), 2, "Biên bản số 3/BB-STTTT"
            ),
            EnteredFact(portals[1], "adjustment.government", Decimal(3), 3, "Cổng Chính phủ"),
        ]
        enter_facts(month=OCTOBER, facts=facts, actor=head, now=SNAPSHOT)
        score_month(month=OCTOBER, actor=head, now=SNAPSHOT)
        file = yaml.safe_load(write_rubric(read_specs([rubric])[rubric.pk]))
        cards = list(Scorecard.objects.order_by("pk"))
        again = {card.pk: total(card, file) for card in cards}

        assert {card.pk: (Fraction(card.total), card.band) for card in cards} == again
        ranked = [card for card in cards if not card.provisional]
        assert len(ranked) >= 5
        for card in ranked:
            above = sum(again[other.pk][0] > again[card.pk][0] for other in ranked)
            assert card.rank_in_tier == above + 1

    def test_half_a_hundredth_goes_up(self) -> None:
        assert hundredth(Fraction(1, 200)) == Fraction(1, 100)
        assert Decimal("0.005").quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("0.01")

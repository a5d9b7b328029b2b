"""Rubrics and portals drawn by lot, as the plain data that `adding_up` takes. Ends of all rules are drawn often."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from tests.scoring.oracle.adding_up import adjusted, line, score, written

SEED = 20261126
HOW_MANY = 2_000
# Points that apply, where the rules have an end or the sum is easily followed.
ROUND_SUMS = ("69.99", "70", "70.01", "71", "80", "100", "100", "100")


@dataclass(frozen=True, slots=True)
class DrawnCase:
    rubric: dict[str, Any]
    portal: dict[str, Any]
    totals: dict[str, str]


@cache
def draw_cases(how_many: int = HOW_MANY, seed: int = SEED) -> tuple[DrawnCase, ...]:
    lot = random.Random(seed)
    return tuple(draw_case(lot) for _ in range(how_many))


def draw_case(lot: random.Random) -> DrawnCase:
    rubric = draw_rubric(lot)
    portal = draw_portal(lot, rubric)
    if lot.random() < 0.5:
        fill_up(lot, rubric, portal)
    if lot.random() < 0.5:
        aim_at_a_line(lot, rubric, portal)
    return DrawnCase(rubric, portal, draw_totals(lot))


def hundredths(lot: random.Random, least: int, most: int) -> str:
    """Draw a number between two, of at most two decimals and often of none."""
    whole = lot.random() < 0.6
    return (
        str(lot.randint(least, most))
        if whole
        else written(Fraction(lot.randint(least * 100, most * 100), 100))
    )


def draw_rubric(lot: random.Random) -> dict[str, Any]:
    bands = draw_bands(lot)
    return {
        "bonus_limit": lot.choice(("0", "5", "5", hundredths(lot, 1, 30))),
        "penalty_limit": lot.choice(("20", "20", hundredths(lot, 0, 60))),
        "bands": bands,
        "criteria": [draw_criterion(lot, f"C{place}") for place in range(lot.randint(1, 9))],
        "adjustments": [
            draw_adjustment(lot, f"J{place}", bands) for place in range(lot.randint(0, 5))
        ],
    }


def draw_bands(lot: random.Random) -> list[dict[str, Any]]:
    """Draw bands that leave no gap, in any order."""
    usual = lot.random() < 0.5
    lines = (
        ["60", "75", "90"] if usual else {hundredths(lot, 1, 99) for _ in range(lot.randint(0, 4))}
    )
    ends = ["0", *sorted({written(Fraction(end)) for end in lines}, key=Fraction), None]
    bands = [
        {
            "code": f"band-{place}",
            "name": f"Band {place}",
            "from": ends[place],
            "below": ends[place + 1],
        }
        for place in range(len(ends) - 1)
    ]
    lot.shuffle(bands)
    return bands


def draw_criterion(lot: random.Random, code: str) -> dict[str, Any]:
    points = hundredths(lot, 1, 30)
    rule = lot.choice(("share", "steps"))
    return {
        "code": code,
        "points": points,
        "rule": rule,
        "no_cases": lot.choice(("leaves", "leaves", "zero")),
        "pools_small_numbers": lot.random() < 0.6,
        "steps": draw_steps(lot, Fraction(points)) if rule == "steps" else [],
    }


def draw_steps(lot: random.Random, most: Fraction) -> list[dict[str, Any]]:
    ends = sorted({hundredths(lot, 0, 20) for _ in range(lot.randint(1, 4))}, key=Fraction)
    above: list[str | None] = [None, *ends]
    worth = [most, *sorted((most * lot.randint(0, 20) / 20 for _ in ends), reverse=True)]
    return [
        {"above": start, "up_to": end, "points": written(points)}
        for start, end, points in zip(above, [*ends, None], worth, strict=True)
    ]


def draw_adjustment(lot: random.Random, code: str, bands: list[dict[str, Any]]) -> dict[str, Any]:
    points = hundredths(lot, 0, 10)
    return {
        "code": code,
        "kind": lot.choice(("bonus", "penalty")),
        "points": points,
        "most_points": lot.choice((points, "20", hundredths(lot, 0, 20))),
        "caps_band": lot.choice((None, None, lot.choice(bands)["code"])),
    }


def draw_portal(lot: random.Random, rubric: dict[str, Any]) -> dict[str, Any]:
    return {
        "working_days_open": lot.choice((0, 13, 14, 15, 15, 16, 22, 22, 22, 22)),
        "facts": {each["code"]: draw_fact(lot, each) for each in rubric["criteria"]},
        "overrides": {
            each["code"]: hundredths(lot, 0, int(Fraction(each["points"])))
            for each in rubric["criteria"]
            if lot.random() < 0.1
        },
        "times": {
            each["code"]: lot.randint(0, 4) for each in rubric["adjustments"] if lot.random() < 0.7
        },
    }


def draw_fact(lot: random.Random, criterion: dict[str, Any]) -> dict[str, Any]:
    cases = lot.choice((0, 1, 3, 4, 4, 5, 5, 6, 40))
    month = draw_measured(lot, criterion, cases)
    more = cases + lot.choice((0, 1, 1, 2, 4, 30))
    return {
        "month": None if lot.random() < 0.08 else month,
        "pooled": None if lot.random() < 0.2 else draw_measured(lot, criterion, more),
        "by_nature": "by nature" if lot.random() < 0.08 else "",
    }


def draw_measured(lot: random.Random, criterion: dict[str, Any], cases: int) -> dict[str, Any]:
    if criterion["rule"] == "share":
        value = draw_share(lot, Fraction(criterion["points"]))
    else:
        ends = [step["up_to"] for step in criterion["steps"] if step["up_to"] is not None]
        beside = Fraction(lot.choice(("0", "0", "0", "1/100", "-1/100", "1/3")))
        value = max(Fraction(lot.choice(ends)) + beside, Fraction(0))
    return {"value": str(value), "cases": cases}


def draw_share(lot: random.Random, points: Fraction) -> Fraction:
    """Draw a share: some of a few, of a whole, or one whose points end on half a hundredth."""
    way = lot.random()
    if way < 0.5:
        whole = lot.randint(1, 60)
        return Fraction(lot.randint(0, whole), whole)
    if way < 0.6:
        return Fraction(lot.choice(("0", "1", "0.5", "1.25", "-0.1")))
    return Fraction(2 * lot.randint(0, int(points * 100) - 1) + 1, 200) / points


def fill_up(lot: random.Random, rubric: dict[str, Any], portal: dict[str, Any]) -> None:
    """Add a line that brings the points that apply to a round sum, or an end of "too little"."""
    missing = Fraction(lot.choice(ROUND_SUMS)) - Fraction(score(rubric, portal)["applicable"])
    if missing > 0:
        last = draw_criterion(lot, "LAST") | {"points": written(missing), "rule": "share"}
        rubric["criteria"].append(last)
        portal["facts"]["LAST"] = {
            "month": draw_measured(lot, last, 9), "pooled": None, "by_nature": "",
        }  # fmt: skip


def aim_at_a_line(lot: random.Random, rubric: dict[str, Any], portal: dict[str, Any]) -> None:
    """Override the heaviest line so that the total falls on the line of a band, or a hundredth beside it."""
    counted = [
        each
        for each in rubric["criteria"]
        if line(each, portal["facts"][each["code"]])["state"] == "scored"
    ]
    if not counted:
        return
    heaviest = max(counted, key=lambda each: Fraction(each["points"]))
    card = score(rubric, portal)
    total = Fraction(lot.choice([each["from"] for each in rubric["bands"]] + ["100"]))
    total += Fraction(lot.choice((-1, -1, 0, 0, 1)), 100) + adjusted(rubric, portal, "penalty")
    total -= lot.choice((Fraction(0), adjusted(rubric, portal, "bonus")))
    others = Fraction(card["earned"]) - Fraction(card["lines"][heaviest["code"]]["points"])
    points = total * Fraction(card["applicable"]) / 100 - others
    if 0 <= points <= Fraction(heaviest["points"]):
        portal["overrides"][heaviest["code"]] = written(points)


def draw_totals(lot: random.Random) -> dict[str, str]:
    """Draw the totals of a cluster, many of them tied."""
    drawn = [written(Fraction(lot.randint(0, 10_000), 100)) for _ in range(lot.randint(1, 4))]
    return {str(place): lot.choice(drawn) for place in range(lot.randint(0, 8))}

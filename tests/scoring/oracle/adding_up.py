"""The monthly score by the words of `docs/scoring.md`, "The rules of the sum", in exact fractions.

Written from those words and the default rubric alone, by somebody who had not seen the engine. It takes and gives plain
data: numbers as strings, fractions among them ("1/3"), `None` for an open end.

Where the words leave something open, this is what they are taken to say:

 1. "Never applicable" goes before everything, then "no figures" for the month, then "no case in the month". Figures of
    the two months before make no figures for this one.
 2. "No case in the month" is about this month alone: cases of the two months before do not bring a line back. Where the
    rubric says that no case scores zero, the line is scored with 0 points of its full weight, and none of it is safe.
 3. Only lines that the rubric says pool small numbers are pooled, and only those have a safe half.
 4. "At most half of the points can be lost": what was earned, but at least half. Not half and half of what was earned.
 5. Where nothing is known of the months before, the month stands alone, and a half of it is safe.
 6. A share over 1 earns the points of the line and no more, one under 0 earns none. A value on no step earns none.
 7. An override is points, and is rounded as a line is. A line that was not scored has nothing to replace.
 8. "Under 70 points that apply" are 70 points of the rubric, whatever the rubric's points come to.
 9. What is earned of what applies is brought to 100 without being rounded. With nothing that applies it is 0.
10. An adjustment counts as often as it was entered up to its own most points, and the sum of a kind up to its limit.
    `bonus` and `penalty` are these sums, also where a line of a band or an end of the scale keeps a part of them from
    counting.
11. Scores run from 0 to 100. Penalties come first and stop at 0, so a bonus counts from there.
12. Lines of bands are held against the rounded total, which is what is shown. 90 is in the band from 90, so a bonus
    stops a hundredth below it. A total that rounds to 90 before the bonus has reached the band by itself.
13. A cap holds the band down, never the total; of several the lowest holds. It never lifts a band.
14. A portal with too few points that apply and too few days has the days named: what a portal that was hardly open did
    is not judged at all.
15. Ties share a rank, and who comes after them stands where he would without the tie: 1, 1, 3.
16. Months counted together: each value weighs as many cases as it was taken from. A month without cases weighs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

FEW = 5
WHOLE = Fraction(100)
LEAST_POINTS = 70
LEAST_DAYS = 15
HUNDREDTH = Fraction(1, 100)


def score(rubric: dict[str, Any], portal: dict[str, Any]) -> dict[str, Any]:
    """Return the card of one portal for one month."""
    lines = {
        criterion["code"]: line(criterion, portal["facts"].get(criterion["code"]))
        for criterion in rubric["criteria"]
    }
    for code, points in portal["overrides"].items():
        if lines[code]["state"] == "scored":
            lines[code]["points"] = to_hundredth(Fraction(points))
    weights = {each["code"]: Fraction(each["points"]) for each in rubric["criteria"]}
    counted = [code for code, each in lines.items() if each["state"] == "scored"]
    earned = sum((lines[code]["points"] for code in counted), Fraction(0))
    applicable = sum((weights[code] for code in counted), Fraction(0))
    penalty = adjusted(rubric, portal, "penalty")
    bonus = adjusted(rubric, portal, "bonus")
    brought = earned * WHOLE / applicable if applicable else Fraction(0)
    after = max(brought - penalty, Fraction(0))
    total = lifted(after, bonus, rubric["bands"])
    provisional = why_provisional(applicable, portal["working_days_open"])
    return {
        "lines": {code: shown(each) for code, each in lines.items()},
        "earned": written(earned),
        "applicable": written(applicable),
        "bonus": written(bonus),
        "penalty": written(penalty),
        "total": written(total),
        "provisional": provisional,
        "band": "" if provisional else band(total, rubric, portal["times"]),
    }


def line(criterion: dict[str, Any], fact: dict[str, Any] | None) -> dict[str, Any]:
    if fact and fact["by_nature"]:
        return {"state": "by_nature", "points": None}
    if not fact or fact["month"] is None:
        return {"state": "not_measured", "points": None}
    if fact["month"]["cases"] == 0:
        if criterion["no_cases"] == "zero":
            return {"state": "scored", "points": Fraction(0)}
        return {"state": "no_cases", "points": None}
    counted, safe = fact["month"], Fraction(0)
    if criterion["pools_small_numbers"] and counted["cases"] < FEW:
        counted = fact["pooled"] or counted
        if counted["cases"] < FEW:
            safe = Fraction(criterion["points"]) / 2
    return {"state": "scored", "points": to_hundredth(max(by_rule(criterion, counted), safe))}


def by_rule(criterion: dict[str, Any], counted: dict[str, Any]) -> Fraction:
    value = Fraction(counted["value"])
    if criterion["rule"] == "share":
        return Fraction(criterion["points"]) * min(max(value, Fraction(0)), Fraction(1))
    for step in criterion["steps"]:
        beyond = step["above"] is None or value > Fraction(step["above"])
        within = step["up_to"] is None or value <= Fraction(step["up_to"])
        if beyond and within:
            return Fraction(step["points"])
    return Fraction(0)


def adjusted(rubric: dict[str, Any], portal: dict[str, Any], kind: str) -> Fraction:
    """Return the points of all adjustments of a kind, each and all held to their limits."""
    points = sum(
        (
            min(
                Fraction(each["points"]) * portal["times"].get(each["code"], 0),
                Fraction(each["most_points"]),
            )
            for each in rubric["adjustments"]
            if each["kind"] == kind
        ),
        Fraction(0),
    )
    return min(points, Fraction(rubric[f"{kind}_limit"]))


def lifted(after: Fraction, bonus: Fraction, bands: list[dict[str, Any]]) -> Fraction:
    """Return the rounded total, with as much of the bonus as neither 100 nor the line of a band keeps from it."""
    before = to_hundredth(after)
    ends = {Fraction(end) for each in bands for end in (each["from"], each["below"]) if end}
    above = [end - HUNDREDTH for end in ends if end > before]
    return min(to_hundredth(after + bonus), WHOLE, *above)


def why_provisional(applicable: Fraction, working_days_open: int) -> str:
    if working_days_open < LEAST_DAYS:
        return "too_short"
    if applicable < LEAST_POINTS:
        return "too_little"
    return ""


def band(total: Fraction, rubric: dict[str, Any], times: dict[str, int]) -> str:
    rising = sorted(rubric["bands"], key=lambda each: Fraction(each["from"] or 0))
    order = [each["code"] for each in rising]
    reached = [place for place, each in enumerate(rising) if holds(each, total)]
    if not reached:
        return ""
    caps = [
        order.index(each["caps_band"])
        for each in rubric["adjustments"]
        if each["caps_band"] and times.get(each["code"], 0) > 0
    ]
    return rising[min([*reached, *caps])]["name"]


def holds(each: dict[str, Any], total: Fraction) -> bool:
    """Say whether a total lies in a band: its start is in it, its end is not."""
    starts = each["from"] is None or total >= Fraction(each["from"])
    return starts and (each["below"] is None or total < Fraction(each["below"]))


def ranks(totals: dict[str, str]) -> dict[str, int]:
    """Return the rank of each portal among those given; provisional cards are not among them."""
    exact = {code: Fraction(total) for code, total in totals.items()}
    return {code: 1 + sum(other > own for other in exact.values()) for code, own in exact.items()}


def pooled(months: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Count what was entered for several months together, by cases."""
    months = list(months)
    cases = sum(month["cases"] for month in months)
    weighed = sum((Fraction(month["value"]) * month["cases"] for month in months), Fraction(0))
    return {"value": str(weighed / cases if cases else Fraction(0)), "cases": cases}


def to_hundredth(number: Fraction) -> Fraction:
    """Round to a hundredth; half a hundredth goes up."""
    return Fraction((number * 200 + 1) // 2, 100)


def written(number: Fraction) -> str:
    hundredths = int(to_hundredth(number) * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def shown(each: dict[str, Any]) -> dict[str, Any]:
    points = each["points"]
    return {"state": each["state"], "points": None if points is None else written(points)}

"""The comparison would find a fault: each of these is put into the engine, by itself, and must be found.

A fault is a line of the engine's source in place of another, in a copy that is loaded beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from scoring.rounds import engine
from scoring.rubrics.spec import StepSpec
from tests.scoring.oracle.comparing import first_difference
from tests.scoring.oracle.drawing import draw_cases

SOURCE = Path(engine.__file__).read_text(encoding="utf-8")
FAULTS = {
    "half goes to the even hundredth": (
        "quantize(HUNDREDTH, rounding=ROUND_HALF_UP)",
        "quantize(HUNDREDTH, rounding='ROUND_HALF_EVEN')",
    ),
    "a cut quotient is rounded as it stands": (".quantize(CUT_UNSEEN)", ""),
    "a share over 1 earns more": ("min(Decimal(1), max(Decimal(0), value))", "max(Decimal(0), value)"),
    "4 cases are enough": ("FEW_CASES = 5", "FEW_CASES = 4"),
    "6 cases are few": ("FEW_CASES = 5", "FEW_CASES = 6"),
    "two fifths are safe": ('SAFE_SHARE = Decimal("0.5")', 'SAFE_SHARE = Decimal("0.4")'),
    "every line of few cases has a safe half": (
        "if criterion.pools_small_numbers and measured.cases < FEW_CASES",
        "if measured.cases < FEW_CASES",
    ),
    "earlier cases bring a line back": (
        "    if month.cases == 0:",
        "    if month.cases == 0 and not (reading.pooled and reading.pooled.cases):",
    ),
    "no case leaves always": ("if criterion.no_cases == NoCases.ZERO", "if False"),
    "never applicable is overlooked": ("    if reading.by_nature:", "    if False:"),
    "lines that do not count weigh": (
        "(line.criterion.points for line in scored)",
        "(line.criterion.points for line in lines)",
    ),
    "an adjustment has no most points": (
        "min(rule.most_points, rule.points * times)",
        "rule.points * times",
    ),
    "penalties have no limit": ("return min(found, limit)", "return found"),
    "bonus comes before penalty": (
        "    after_penalty = max(Decimal(), base - penalty)\n"
        "    ceiling = _ceiling(rubric.bands, after_penalty)\n"
        "    total = rounded(max(after_penalty, min(after_penalty + bonus, ceiling)))\n",
        "    ceiling = _ceiling(rubric.bands, base)\n"
        "    lifted = max(base, min(base + bonus, ceiling))\n"
        "    total = rounded(max(Decimal(), lifted - penalty))\n",
    ),
    "penalties under 0 eat the bonus": ("min(after_penalty + bonus", "min(base - penalty + bonus"),
    "a bonus crosses the line of a band": ("FULL if below is None else below - HUNDREDTH", "FULL"),
    "a bonus reaches the line of a band": ("else below - HUNDREDTH", "else below"),
    "a bonus goes over 100": ("FULL if below is None", "FULL * 2 if below is None"),
    "14 days are enough": ("LEAST_WORKING_DAYS = 15", "LEAST_WORKING_DAYS = 14"),
    "70 points are too little": ("LEAST_APPLICABLE = Decimal(70)", "LEAST_APPLICABLE = Decimal(71)"),
    "just 70 points are too little": ("applicable < LEAST_APPLICABLE", "applicable <= LEAST_APPLICABLE"),
    "a provisional card has a band": ('"" if provisional else _band', "_band"),
    "caps hold nothing": ("one.times and cap is not None and", "False and"),
    "what did not happen caps": ("one.times and cap is not None", "cap is not None"),
    "a cap lifts": ("cap is not None and cap.from_total < best.from_total", "cap is not None"),
    "nobody is passed over after a tie": (
        "enumerate(sorted(totals.values(), reverse=True), start=1)",
        "enumerate(sorted(set(totals.values()), reverse=True), start=1)",
    ),
    "ties share the last place": ("first.setdefault(total, place)", "first[total] = place"),
}  # fmt: skip


@pytest.fixture(scope="module")
def cases():
    return draw_cases()


def with_fault(right: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    assert SOURCE.count(right) == 1, "the engine is written otherwise: plant this fault anew"
    faulty = ModuleType("scoring.rounds.faulty_engine")
    # Data classes look their module up.
    monkeypatch.setitem(sys.modules, faulty.__name__, faulty)
    exec(compile(SOURCE.replace(right, wrong), engine.__file__, "exec"), faulty.__dict__)
    return faulty


def test_the_copy_without_a_fault_is_found_right(cases, monkeypatch):
    as_it_is = with_fault("FEW_CASES = 5", "FEW_CASES = 5", monkeypatch)

    assert first_difference(cases[:200], as_it_is) is None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_engine_is_found(fault, cases, monkeypatch):
    assert first_difference(cases, with_fault(*FAULTS[fault], monkeypatch)) is not None


@pytest.mark.parametrize(
    "holds",
    [
        lambda step, value: (
            (step.above is None or value >= step.above)
            and (step.up_to is None or value < step.up_to)
        ),
        lambda step, value: step.up_to is None or value < step.up_to,
    ],
)
def test_a_fault_at_the_ends_of_steps_is_found(holds, cases, monkeypatch):
    monkeypatch.setattr(StepSpec, "holds", holds)

    assert first_difference(cases) is not None


def test_a_fault_at_the_ends_of_bands_is_found(cases, monkeypatch):
    """The fault is a band that begins after its line."""
    right = "next(band for band in bands if band.holds(total))"
    wrong = (
        "next(band for band in bands if (total > band.from_total or not band.from_total) "
        "and (band.below is None or total <= band.below))"
    )

    assert first_difference(cases, with_fault(right, wrong, monkeypatch)) is not None

"""The chapters of the bench that are of this floor: sending, recalling, and both while servers die."""

from __future__ import annotations

from portals.operations.bench.cast import the_province
from portals.operations.bench.measure import BenchSize
from portals.operations.bench.registry import BenchMeasure, BenchOption, BenchPlant

from .chaos import measure_chaos
from .rules import have_all_placed_at_once
from .travels import measure_dispatch, measure_recall, travel_rows


def _keep_rules(_size: BenchSize) -> None:
    have_all_placed_at_once(the_province())


PLANTS = (BenchPlant(name="rules", rank=20, plant=_keep_rules),)
MEASURES = (
    BenchMeasure(name="dispatch", rank=40, measure=measure_dispatch, rows=travel_rows),
    BenchMeasure(name="recall", rank=50, measure=measure_recall, rows=travel_rows),
    # By its name only: servers are killed.
    BenchMeasure(
        name="chaos",
        rank=80,
        measure=measure_chaos,
        is_of_all=False,
        kills=True,
        options=(
            BenchOption("rounds", "of chaos", 100),
            BenchOption("seed", "of chaos; by default another each time"),
        ),
    ),
)

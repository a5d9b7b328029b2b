"""The chapters of the bench that are of this floor: sending, recalling, the clone for practice, dying servers."""

from __future__ import annotations

from portals.operations.bench.cast import the_province
from portals.operations.bench.measure import BenchSize
from portals.operations.bench.registry import BenchMeasure, BenchOption, BenchPlant

from .chaos import measure_chaos
from .practice import clone_rows, practice_clone
from .rules import have_all_placed_at_once
from .travels import measure_dispatch, measure_recall, travel_rows


def _keep_rules(_size: BenchSize) -> None:
    have_all_placed_at_once(the_province())


PLANTS = (BenchPlant(name="rules", rank=20, plant=_keep_rules),)
MEASURES = (
    BenchMeasure(name="dispatch", rank=40, measure=measure_dispatch, rows=travel_rows),
    BenchMeasure(name="recall", rank=50, measure=measure_recall, rows=travel_rows),
    # By its name only: it copies the whole database.
    BenchMeasure(
        name="practice", rank=85, measure=practice_clone, rows=clone_rows, is_of_all=False
    ),
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

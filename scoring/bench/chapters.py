"""The chapter of the bench that is of this floor: scoring a month."""

from __future__ import annotations

from portals.operations.bench.registry import BenchMeasure, BenchPlant

from .scores import measure_scoring, score_rows

PLANTS: tuple[BenchPlant, ...] = ()
MEASURES = (BenchMeasure(name="scoring", rank=60, measure=measure_scoring, rows=score_rows),)

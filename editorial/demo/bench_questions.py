"""How much of what people ask for the search finds, asked of the demo that runs."""

from __future__ import annotations

from collections.abc import Iterable

from editorial.search.judged.judging import measure_lines
from portals.operations.bench.registry import Amiss, DemoQuestion
from portals.operations.demo.running import RunningDemo

from .judged_search import judge_demo


def judged_lines(port: int) -> Iterable[str]:
    """Return the shares by way of asking; of the half that was never tuned on nothing else is told."""
    try:
        return measure_lines(judge_demo(RunningDemo(port, ensure_running=lambda: None)))
    except OSError as error:
        raise Amiss(
            f"No demo answers on port {port}. Start one: uv run manage.py demo --port {port}"
        ) from error


QUESTIONS = (
    DemoQuestion(
        "judged", "ask the judged set of the demo that runs, there or on port 8000", judged_lines
    ),
)

"""Ask the judged set of a running demo: how much of what people ask for stands among the first three results."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editorial.demo.judged_search import judge_demo
from editorial.search.judged.judging import measure_lines
from portals.operations.demo.running import RunningDemo


class Command(BaseCommand):
    help = "Measure the search of the demo that runs on --port. Of the held-out half only shares are told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where the demo runs")

    def handle(self, *, port: int, **_options: Any) -> None:
        try:
            judgement = judge_demo(RunningDemo(port, ensure_running=lambda: None))
        except OSError as error:
            raise CommandError(
                f"No demo answers on port {port}. Start one: uv run manage.py demo --port {port}"
            ) from error
        self.stdout.write("\n".join(measure_lines(judgement)))

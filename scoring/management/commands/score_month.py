"""Score a month from the facts: `manage.py score_month 2026-10 [--json]`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portals.refusals import Refusal
from scoring.periods import Month
from scoring.rounds.actions import Scored, score_month


class Command(BaseCommand):
    help = "Score a month that is over. It may be repeated until the month is closed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="as 2026-10")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *, month: str, **options: Any) -> None:
        try:
            scored = score_month(month=Month.parse(month), actor=None, now=timezone.now())
        except (ValueError, Refusal) as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(_summary(scored), ensure_ascii=False))
            return
        for name, value in _summary(scored).items():
            self.stdout.write(f"{name}: {value}")


def _summary(scored: Scored) -> dict[str, Any]:
    return {
        "month": str(scored.round),
        "scorecards": scored.cards,
        "provisional": scored.provisional,
        "bands": dict(scored.bands),
        "without_rubric": list(scored.without_rubric),
    }

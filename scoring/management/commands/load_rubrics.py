"""Draw up rubrics from a YAML file: `manage.py load_rubrics --by truongban.tinh --starts 2026-12`.

Without a file the rubrics that come with the install, the province's own too. Each tier's rubric is a draft until a
second person adopts it in the admin.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from portals.boards.models import User
from portals.refusals import Refusal
from scoring.periods import Month
from scoring.rubrics.actions import draw_up
from scoring.rubrics.checks import check_rubric
from scoring.rubrics.yaml_format import read_default, read_own, read_rubrics


class Command(BaseCommand):
    help = "Draw up one rubric for each tier that a YAML file names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="by default the shipped rubric")
        parser.add_argument("--by", required=True, help="user name of who draws them up")
        parser.add_argument("--starts", required=True, help="the month from which, as 2026-12")

    def handle(self, *, file: Path | None, by: str, starts: str, **_options: Any) -> None:
        try:
            month = Month.parse(starts)
            specs = (
                read_rubrics(file.read_text(encoding="utf-8"))
                if file
                else [*read_default(), *read_own()]
            )
            actor = User.objects.get(username=by)
            with transaction.atomic():
                for spec in specs:
                    rubric = draw_up(
                        spec=spec, starts_on=month.first, actor=actor, now=timezone.now()
                    )
                    self.stdout.write(f"{spec.tier}: version {rubric.version}, draft")
                    for fault in check_rubric(spec):
                        self.stderr.write(f"{spec.tier}: {fault}")
        except User.DoesNotExist as missing:
            raise CommandError(f"There is no user {by}.") from missing
        except (ValueError, OSError, Refusal) as refusal:
            raise CommandError(str(refusal)) from refusal

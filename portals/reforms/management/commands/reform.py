"""Plan a change of units from its sheet: `manage.py reform plan FILE --on 2024-12-01`. docs/reforms.md has the format.

Nothing is changed, and nothing kept.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portals.admin_kit.exports import UnreadableTable
from portals.reforms.planning import plan_of_lines
from portals.reforms.sheet import ReformLine, read_reform_lines, with_kinds


class Command(BaseCommand):
    help = "Plan a change of units from a CSV or XLSX file, and change nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        plan = verbs.add_parser("plan", help="what the change would do")
        plan.add_argument("file", type=Path)
        plan.add_argument(
            "--on",
            required=True,
            type=date.fromisoformat,
            help="the day from which it holds, as in 2024-12-01",
        )
        plan.add_argument("--json", action="store_true", help="the whole plan, for machines")

    def handle(self, *, file: Path, on: date, **options: Any) -> None:
        plan = plan_of_lines(with_kinds(_lines(file)), day=on)
        if options["json"]:
            self.stdout.write(json.dumps(plan, ensure_ascii=False, indent=2))
        else:
            self._tell(plan)
        for conflict in plan["conflicts"]:
            self.stderr.write(
                _("Line %(line)d: %(reason)s")
                % {"line": conflict["line"], "reason": conflict["reason"]}
            )
        if plan["conflicts"]:
            raise CommandError(
                _("%d faults; nothing was changed. Correct the file and run again.")
                % len(plan["conflicts"])
            )

    def _tell(self, plan: dict[str, Any]) -> None:
        for part, said in (
            ("founded", _("%d portals open.")),
            ("ending", _("%d portals end.")),
            ("going_on", _("%d portals go on.")),
        ):
            self.stdout.write(said % len(plan[part]))
        for table in plan["tables"]:
            self.stdout.write(f"{table['fate']:7}{table['rows']:>10}  {table['column']}")
        for thing in plan["under_way"]:
            self.stdout.write(f"{thing['code']:17}{thing['rows']:>10}")


def _lines(file: Path) -> list[ReformLine]:
    try:
        with file.open("rb") as opened:
            return read_reform_lines(opened, file.name)
    except (OSError, UnreadableTable) as error:
        raise CommandError(str(error)) from error

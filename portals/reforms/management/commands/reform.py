"""Plan or rehearse a change of units from its sheet: `manage.py reform plan FILE --on 2024-12-01`.

Nothing is changed, and nothing kept: a rehearsal is of a copy of the database. docs/reforms.md has the format.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from portals.admin_kit.exports import UnreadableTable
from portals.clock import local_date
from portals.operations.bench.scratch import PREFIX, dump_install, scratch
from portals.operations.bench.serving import served
from portals.reforms.actions import UnfitReform
from portals.reforms.old_addresses import what_is_wrong_at
from portals.reforms.planning import plan_of_lines
from portals.reforms.rehearsal import UnableToRehearse, rehearse
from portals.reforms.sheet import ReformLine, read_reform_lines, with_kinds
from portals.refusals import Refusal
from portals.services import ServicesRefused


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

        trial = verbs.add_parser(
            "rehearse", help="carry it out today and take it back, on a copy of the database"
        )
        trial.add_argument("file", type=Path)
        trial.add_argument(
            "--addresses", type=int, default=500, help="old addresses to ask for afterwards"
        )
        trial.add_argument("--json", action="store_true", help="all that was found, for machines")
        # How the command calls itself once the copy is there.
        trial.add_argument("--on-copy", action="store_true", help="for the command's own use")

    def handle(self, *, verb: str, file: Path, **options: Any) -> None:
        if verb == "plan":
            self._plan(file, **options)
        elif options["on_copy"]:
            self._rehearse(file, options["addresses"])
        else:
            self._on_copy(file, options["addresses"], as_json=options["json"])

    def _plan(self, file: Path, *, on: date, **options: Any) -> None:
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

    def _on_copy(self, file: Path, addresses: int, *, as_json: bool) -> None:
        """Rehearse in a process of its own, on a copy with servers of its own."""
        _lines(file)
        command = [sys.executable, sys.argv[0], "reform", "rehearse", str(file.resolve())]
        command += ["--on-copy", "--addresses", str(addresses)]
        try:
            with tempfile.TemporaryDirectory() as folder:
                dump = Path(folder) / "install.sql"
                dump_install(dump)
                with scratch(own_postgres=False, dump=dump) as made:
                    env = dict(made.env) | {"PORTALS_BASE_DOMAIN": settings.PORTALS_BASE_DOMAIN}
                    done = subprocess.run(command, env=env, check=False, stdout=subprocess.PIPE)
        except (ServicesRefused, subprocess.CalledProcessError) as refused:
            # What the programs themselves say of it stands above.
            raise CommandError(str(refused)) from refused
        if done.returncode != 0:
            raise CommandError(_("The rehearsal did not come to its end."))
        found = json.loads(done.stdout.splitlines()[-1])
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name:22}{value}")
        if not found["ok"]:
            raise CommandError(_("The change does not come off as planned: see above."))

    def _rehearse(self, file: Path, addresses: int) -> None:
        if not str(connection.settings_dict["NAME"]).startswith(PREFIX):
            raise CommandError("--on-copy is for the command's own use.")
        now = timezone.now()
        with served() as server:
            try:
                found = rehearse(
                    with_kinds(_lines(file)),
                    day=local_date(now),
                    now=now,
                    addresses=addresses,
                    ask=lambda address: what_is_wrong_at(address, server.port),
                )
            except UnfitReform as unfit:
                for bad in unfit.bad:
                    self.stderr.write(
                        _("Line %(line)d: %(reason)s") % {"line": bad.line, "reason": bad.reason}
                    )
                raise CommandError(str(unfit)) from unfit
            except (Refusal, UnableToRehearse) as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False))

    def _tell(self, plan: dict[str, Any]) -> None:
        for part, said in (
            ("founded", _("%d portals open.")),
            ("ending", _("%d portals end.")),
            ("going_on", _("%d portals go on.")),
        ):
            self.stdout.write(said % len(plan[part]))
        boards = plan["boards"]["ending"]
        for part, said in (
            ("keep", _("%d posts are followed by one on a new board.")),
            ("to_choose", _("%d people are head now, and one of several is to be chosen.")),
            ("lose", _("%d posts are lost.")),
        ):
            self.stdout.write(said % sum(len(board[part]) for board in boards))
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

"""Bring in the export of the national catalogue of procedures (docs/procedures.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.procedures.importing.actions import (
    EndsMany,
    UnableToImportCatalogue,
    import_catalogue,
)
from editorial.procedures.importing.plan import CataloguePlan, plan_import
from editorial.procedures.importing.reading import ReadCatalogue, read_catalogue
from portals.clock import local_date
from portals.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Make the catalogue of procedures what an export (JSON lines) says. All lines or none; a second run changes "
        "nothing; what the export has no more is ended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("export", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check, change nothing")
        parser.add_argument(
            "--ends-many", action="store_true", help="the export is whole, however many it ends"
        )

    def handle(self, *, export: Path, dry_run: bool, ends_many: bool, **_options: Any) -> None:
        try:
            with export.open("rb") as lines:
                catalogue = read_catalogue(lines)
        except OSError as error:
            raise CommandError(str(error)) from error
        plan = self._planned(catalogue) if dry_run else self._done(catalogue, export, ends_many)
        for version in plan.ended:
            self.stdout.write(
                _("ended: %(code)s %(name)s") % {"code": version.code, "name": version.name}
            )
        words = (
            _(
                "would change: %(begun)d new, %(changed)d changed, %(ended)d ended, %(same)d as before."
            )
            if dry_run
            else _("%(begun)d new, %(changed)d changed, %(ended)d ended, %(same)d as before.")
        )
        self.stdout.write(
            words
            % {
                "begun": len(plan.begun),
                "changed": len(plan.changed),
                "ended": len(plan.ended),
                "same": plan.unchanged,
            }
        )

    def _planned(self, catalogue: ReadCatalogue) -> CataloguePlan:
        plan = plan_import(catalogue, local_date(timezone.now()))
        if plan.faults:
            self._stop(plan.faults)
        return plan

    def _done(self, catalogue: ReadCatalogue, export: Path, ends_many: bool) -> CataloguePlan:
        try:
            return import_catalogue(
                catalogue=catalogue, name=export.name, may_end_many=ends_many, actor=None,
                now=timezone.now(),
            )  # fmt: skip
        except UnableToImportCatalogue as error:
            self._stop(error.faults)
        except EndsMany as error:
            raise CommandError(f"{error} (--ends-many)") from error
        except Refusal as error:
            raise CommandError(str(error)) from error
        raise AssertionError("a refusal ends the command")

    def _stop(self, faults: Any) -> None:
        for fault in faults:
            self.stderr.write(str(fault))
        raise CommandError(
            _("%d faults; nothing was changed. Correct the file and run again.") % len(faults)
        )

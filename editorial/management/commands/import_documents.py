"""Bring in a register of documents: a table, and the files that it names in a folder or a ZIP."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.documents.importing.actions import carry_out
from editorial.documents.importing.columns import UnreadableRegister
from editorial.documents.importing.offered import OfferedFiles, take_in
from editorial.documents.importing.plan import ImportPlan, plan_of
from editorial.documents.importing.rows import UnableToImportRegister
from editorial.models import PortalDocument
from portals.admin_kit.exports import UnreadableTable, read_table
from portals.models import Portal
from portals.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Publish the documents of a CSV or XLSX table on one portal, with the files that it names. "
        "All rows or none; a second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", type=Path)
        parser.add_argument("--portal", required=True, help="code of the open portal")
        parser.add_argument("--files", type=Path, help="folder or ZIP with the files")
        parser.add_argument("--dry-run", action="store_true", help="check, change nothing")

    def handle(
        self, *, table: Path, portal: str, files: Path | None, dry_run: bool, **_options: Any
    ) -> None:
        opened = Portal.objects.filter(code=portal, closed_on=None).select_related("root").first()
        if opened is None:
            raise CommandError(_("No open portal has the code %(code)s.") % {"code": portal})
        try:
            with table.open("rb") as file, OfferedFiles(files) as offered:
                plan = plan_of(opened, read_table(file, table.name), offered=offered)
                self._stop_at_faults(plan)
                if dry_run:
                    self.stdout.write(self._summary(plan, len(plan.to_write), dry_run=True))
                    return
                kept = take_in(plan, offered)
        except (OSError, UnreadableTable, UnreadableRegister) as error:
            raise CommandError(str(error)) from error
        self._stop_at_faults(plan)
        self.stdout.write(self._summary(plan, self._carried_out(plan, kept), dry_run=False))

    def _carried_out(self, plan: ImportPlan, kept: list[PortalDocument]) -> int:
        try:
            return carry_out(plan=plan, actor=None, now=timezone.now())
        except BaseException as error:
            for document in kept:
                document.file.storage.delete(document.file.name)
                document.delete()
            if isinstance(error, UnableToImportRegister):
                plan.faults.extend(error.faults)
                self._stop_at_faults(plan)
            if isinstance(error, Refusal):
                raise CommandError(str(error)) from error
            raise

    def _stop_at_faults(self, plan: ImportPlan) -> None:
        for fault in sorted(plan.faults, key=lambda one: one.line):
            self.stderr.write(str(fault))
        if plan.faults:
            raise CommandError(
                _("%d faults; nothing was changed. Correct the file and run again.")
                % len(plan.faults)
            )

    def _summary(self, plan: ImportPlan, count: int, *, dry_run: bool) -> str:
        counts = {"count": count, "unchanged": plan.unchanged}
        if dry_run:
            return (
                _("%(count)d documents would be published, %(unchanged)d stand already.") % counts
            )
        return _("%(count)d documents published, %(unchanged)d stood already.") % counts

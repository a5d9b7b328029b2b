"""Appoint the people of a CSV or XLSX file to boards: all of them, or nobody while a row is wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from portals.boards.appointment_list import (
    COLUMNS,
    MORE_COLUMNS,
    ListRefused,
    appoint_listed,
    read_appointment_list,
)
from portals.clock import local_date
from portals.models import Portal


class Command(BaseCommand):
    help = (
        f"Appoint people from a CSV or XLSX file with the columns {', '.join(COLUMNS)} and, "
        f"optionally, {', '.join(MORE_COLUMNS)}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check the file, change nothing")
        parser.add_argument(
            "--starts-on",
            type=date.fromisoformat,
            help="first day of rows without one, as in 2024-11-28 (default: today)",
        )

    def handle(self, *, file: Path, dry_run: bool, starts_on: date | None, **_options: Any) -> None:
        now = timezone.now()
        today = local_date(now)
        try:
            with file.open("rb") as opened:
                found = read_appointment_list(
                    opened,
                    file.name,
                    within=Portal.objects.open_on(today).select_related("board", "tier"),
                    starts_on=starts_on or today,
                )
        except OSError as error:
            raise CommandError(str(error)) from error
        for row in found.bad:
            self.stderr.write(
                _("Line %(line)d: %(reason)s") % {"line": row.line, "reason": row.reason}
            )
        if found.bad:
            raise CommandError(
                _("%d faults; nothing was changed. Correct the file and run again.")
                % len(found.bad)
            )
        if not dry_run:
            try:
                appoint_listed(found, actor=None, now=now)
            except ListRefused as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(self._summary(len(found.to_appoint), len(found.unchanged), dry_run))

    def _summary(self, appointed: int, unchanged: int, dry_run: bool) -> str:
        if not appointed:
            return _("Nothing to do: all %d posts stand already.") % unchanged
        counts = {"appointed": appointed, "unchanged": unchanged}
        if dry_run:
            return (
                _("%(appointed)d people would be appointed, %(unchanged)d posts stand already.")
                % counts
            )
        return _("%(appointed)d people appointed, %(unchanged)d posts stood already.") % counts

"""Open the portals of a CSV file: all of them, or none while a row is wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.opening.listing import HostForm, open_listed, read_opening_list
from portals.clock import local_date


class Command(BaseCommand):
    help = (
        "Open portals from a CSV file with the columns code, name, tier, overseer, host, cluster "
        "and, optionally, opened_on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check the file, change nothing")
        parser.add_argument(
            "--opened-on",
            type=date.fromisoformat,
            help="opening day of rows without one, as in 2024-11-28 (default: today). Portals of districts need one"
            " before 1 July 2025, as in the list of 2024 that is shipped.",
        )
        parser.add_argument(
            "--names",
            type=HostForm,
            choices=list(HostForm),
            default=HostForm.ONE_LEVEL,
            help="one-level (default): a host that is written vuninh.tpbacninh becomes vuninh-tpbacninh, so that one"
            " certificate for all names below the base domain covers it. two-level: as written.",
        )

    def handle(
        self,
        *,
        file: Path,
        dry_run: bool,
        opened_on: date | None,
        names: HostForm,
        **_options: Any,
    ) -> None:
        now = timezone.now()
        found = read_opening_list(
            file,
            base_domain=settings.PORTALS_BASE_DOMAIN,
            opened_on=opened_on or local_date(now),
            form=names,
        )
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
            open_listed(found, actor=None, now=now)
        self.stdout.write(self._summary(len(found.to_open), len(found.unchanged), dry_run))

    def _summary(self, opened: int, unchanged: int, dry_run: bool) -> str:
        if not opened:
            return _("Nothing to do: all %d portals are open already.") % unchanged
        counts = {"opened": opened, "unchanged": unchanged}
        if dry_run:
            return _("%(opened)d portals would be opened, %(unchanged)d stand already.") % counts
        return _("%(opened)d portals opened, %(unchanged)d stood already.") % counts

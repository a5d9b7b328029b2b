"""Take the archive of one portal into another install, or into another portal of this one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.moving.archive import ArchiveReader
from editorial.moving.coming import carry_out_arrival, plan_arrival
from editorial.moving.plan import ArrivalPlan
from portals.addresses import address_at
from portals.clock import local_date
from portals.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Check the archive of a portal and say what taking it in would do; with --write do it, all or nothing. "
        "A second time changes nothing. See docs/leaving-and-coming.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path, help="folder or ZIP")
        parser.add_argument("--host", required=True, help="host name of the open portal it goes to")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="check, change nothing (usual)")
        how.add_argument("--write", action="store_true", help="take it in, if all is right")

    def handle(self, *, archive: Path, host: str, write: bool, **_options: Any) -> None:
        now = timezone.now()
        address = address_at(host, local_date(now))
        if address is None or address.portal.closed_on is not None:
            raise CommandError(_("No open portal has the address %(host)s.") % {"host": host})
        try:
            with ArchiveReader(archive) as opened:
                read = self.archive_in(opened)
                plan = plan_arrival(archive=read, portal=address.portal, now=now)
                self._tell(plan)
                if write:
                    carry_out_arrival(plan=plan, archive=read, actor=None, now=now)
        except Refusal as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Taken in.") if write else _("Nothing was changed."))

    def archive_in(self, opened: ArchiveReader) -> ArchiveReader:
        """Return what is taken in: the archive itself."""
        return opened

    def _tell(self, plan: ArrivalPlan) -> None:
        for name, count in plan.counts.items():
            self.stdout.write(f"{name}: {count}")
        for key in plan.differing:
            self.stdout.write(_("%(key)s came before and is left as it is.") % {"key": key})
        for fault in plan.faults:
            self.stderr.write(str(fault))
        if plan.faults:
            raise CommandError(
                _("%d faults; nothing was changed. Correct the archive and run again.")
                % len(plan.faults)
            )

"""Write one portal whole as an archive that a stranger can read."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.moving.leaving import export_portal
from portals.addresses import address_at
from portals.clock import local_date
from portals.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Write all that is public of one portal into a new folder, or a new ZIP where the name ends in .zip. "
        "See docs/leaving-and-coming.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("host", help="host name of the portal")
        parser.add_argument("to", type=Path, help="folder or .zip that is not there yet")
        parser.add_argument(
            "--revisions", action="store_true", help="also versions that were public before"
        )
        parser.add_argument("--drafts", action="store_true", help="also texts that never were")

    def handle(
        self, *, host: str, to: Path, revisions: bool, drafts: bool, **_options: Any
    ) -> None:
        now = timezone.now()
        address = address_at(host, local_date(now))
        if address is None:
            raise CommandError(_("No portal has the address %(host)s.") % {"host": host})
        try:
            counts = export_portal(
                portal=address.portal,
                to=to,
                actor=None,
                now=now,
                with_versions=revisions,
                with_drafts=drafts,
            )
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")

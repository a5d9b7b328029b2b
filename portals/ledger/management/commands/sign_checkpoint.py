"""Sign the newest tree: `manage.py sign_checkpoint`, for a key that lives on another machine than the web's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from portals.database.quiet import is_quiet_copy
from portals.ledger.growing import sign_newest
from portals.ledger.keys import signer_at_hand
from portals.ledger.notes import BadNote
from portals.ledger.signing import UnableToSign, sign_with_memory


class Command(BaseCommand):
    help = "Sign the ledger's newest tree with LEDGER_KEY. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--memory",
            type=Path,
            help="a file of this machine with what was signed last: a tree that does not go on from it is not signed",
        )

    def handle(self, *, memory: Path | None, **_options: Any) -> None:
        if is_quiet_copy():
            raise CommandError(
                "A restored copy signs nothing before it is confirmed (docs/backup.md)."
            )
        signer = signer_at_hand()
        if signer is None:
            raise CommandError(_("LEDGER_KEY is not set."))
        now = timezone.now()
        try:
            checkpoint = (
                sign_with_memory(signer, memory=memory, now=now)
                if memory
                else sign_newest(signer, now=now)
            )
        except (BadNote, UnableToSign) as error:
            raise CommandError(str(error)) from error
        if checkpoint is not None:
            self.stdout.write(checkpoint.note, ending="")

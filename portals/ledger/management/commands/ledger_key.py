"""Make the key that signs the ledger: `manage.py ledger_key FILE`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portals.ledger.keys import origin
from portals.ledger.notes import Algorithm, Signer


class Command(BaseCommand):
    help = "Make a new key of the ledger in a file that only its owner can read, and print the public one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_options: Any) -> None:
        signer = Signer.generate(origin(), Algorithm.LEDGER)
        try:
            # Never over another key, and never readable by others, not for a moment either.
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise CommandError(_("%(file)s is there already.") % {"file": file}) from error
        with os.fdopen(handle, "w") as written:
            written.write(signer.secret_text + "\n")
        self.stdout.write(str(signer.key))

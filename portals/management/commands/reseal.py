"""Change the key of sealed texts: `manage.py reseal`, once the new key stands first in SEALING_KEYS everywhere."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portals.sealing.checks import broken_seals
from portals.sealing.columns import sealed_columns
from portals.sealing.keys import keyring
from portals.sealing.resealing import SLICE, reseal

NAMED = 20


class Command(BaseCommand):
    help = "Seal all sealed texts with the first key of SEALING_KEYS, in slices; or only open each of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verify", action="store_true", help="change nothing, open all")
        parser.add_argument("--slice", type=int, default=SLICE, help="rows in one transaction")

    def handle(self, *, verify: bool, slice: int, **_options: Any) -> None:
        self.stdout.write(", ".join(keyring().ids()))
        found = [] if verify else self._reseal(slice)
        found += islice(broken_seals(), NAMED)
        for fault in dict.fromkeys(found):
            self.stdout.write(fault)
        if found:
            raise CommandError(
                _("Some sealed texts do not open; the former keys are still needed.")
            )

    def _reseal(self, size: int) -> list[str]:
        found = []
        for field in sealed_columns():
            done = reseal(field, size=size)
            self.stdout.write(f"{field}: {done.changed}")
            found += [f"{field}: {fault}" for fault in done.faults[:NAMED]]
        return found

"""The ledger at a terminal: `manage.py ledger status | grow | verify | export DIR | know KEY | take FILE`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.ledger import exporting, growing, signing, verifying
from portals.ledger.keys import add_key, known_keys, origin
from portals.ledger.notes import BadNote, Key, SignedCheckpoint
from portals.ledger.queries import newest_checkpoint, note_of
from portals.ledger.stored import stored_size

# So many faults are named; a tree that was rewritten has one a row.
NAMED = 20


class Command(BaseCommand):
    help = "Show, verify or export the ledger; make a key known; take signatures that came from elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("status", help="how far it is, and who signed")
        acts.add_parser("grow", help="give new entries their places now")
        acts.add_parser("verify", help="recompute all of it and name what differs")
        export = acts.add_parser("export", help="write its files")
        export.add_argument("folder", type=Path)
        export.add_argument(
            "--openings", action="store_true", help="with the persons that entries commit to"
        )
        acts.add_parser("know", help="make a witness's public key known").add_argument("key")
        acts.add_parser("take", help="keep the signatures of a checkpoint").add_argument(
            "file", type=Path
        )

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            getattr(self, f"_{act}")(**options)
        except (BadNote, exporting.UnableToExport) as error:
            raise CommandError(str(error)) from error

    def _status(self, **_options: Any) -> None:
        self.stdout.write(f"{origin()}: {stored_size()}")
        self.stdout.write(_("without a place yet: %(count)d") % {"count": verifying.waiting()})
        newest = newest_checkpoint()
        if newest is None:
            self.stdout.write(_("never signed"))
            return
        signed = SignedCheckpoint.parse(note_of(newest))
        self.stdout.write(_("signed at %(count)d entries:") % {"count": newest.pk})
        for given in signed.verify(known_keys()):
            self.stdout.write(f"  {given.key.name} {given.at or newest.signed_at:%Y-%m-%d %H:%M}")

    def _grow(self, **_options: Any) -> None:
        self.stdout.write(str(growing.grow(now=timezone.now())))

    def _verify(self, **_options: Any) -> None:
        found = list(islice(verifying.faults(), NAMED))
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError(_("The ledger was altered."))
        count = stored_size()
        words = ngettext("%(count)d entry, all good.", "%(count)d entries, all good.", count)
        self.stdout.write(words % {"count": count})

    def _export(self, *, folder: Path, openings: bool, **_options: Any) -> None:
        self.stdout.write(str(exporting.export(folder, with_openings=openings)))

    def _know(self, *, key: str, **_options: Any) -> None:
        add_key(Key.parse(key), now=timezone.now())

    def _take(self, *, file: Path, **_options: Any) -> None:
        self.stdout.write(str(signing.take(file.read_bytes(), now=timezone.now())))

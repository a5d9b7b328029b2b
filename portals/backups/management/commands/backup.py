"""Back the install up: `manage.py backup DIR [--keep N]`, or read one to its end: `manage.py backup DIR --verify`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portals.backups.making import BackupRefused, BackupStands, make_backup
from portals.backups.manifest import NoBackup, named_in
from portals.backups.verifying import faults_of_backup
from portals.database.owner import OwnerUnknown

NAMED_FAULTS = 20


class Command(BaseCommand):
    help = "Write a backup of database and uploads, with hashes and without keys, below a folder of backups."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--keep",
            type=int,
            help="remove all but so many, once the new one is whole and verified",
        )
        parser.add_argument(
            "--although-missing",
            action="store_true",
            help="make it although many uploads that rows name are not in the storage",
        )
        parser.add_argument(
            "--verify",
            action="store_true",
            help="make none: read the newest of the folder, or the one that is named, and hold it against its hashes",
        )

    def handle(self, *, folder: Path, keep: int | None, verify: bool, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep takes a number from 1.")
        begun = time.monotonic()
        try:
            if verify:
                self._verify(folder)
            else:
                self._make(folder, keep, begun, although_missing=options["although_missing"])
        except (BackupRefused, BackupStands, NoBackup, OwnerUnknown) as error:
            raise CommandError(str(error)) from error

    def _make(
        self, folder: Path, keep: int | None, begun: float, *, although_missing: bool
    ) -> None:
        made = make_backup(
            folder,
            keep=keep,
            tell=lambda step: self._tell(step, time.monotonic() - begun),
            although_missing=although_missing,
        )
        manifest = made.manifest
        portals, pages = (
            manifest.counts[table] for table in ("portals_portal", "wagtailcore_page")
        )
        self.stdout.write(
            f"{made.folder} is whole after {time.monotonic() - begun:.1f} s: {portals} portals, {pages} pages, ledger"
            f" of {manifest.ledger['size']}, {manifest.media_files} uploads ({made.linked} as in the one before)."
        )
        for old in made.removed:
            self.stdout.write(f"Removed: {old}")
        self.stdout.write(
            "The keys are not in it. Whoever restores it needs: "
            + "; ".join(
                f"{name} {', '.join(found)}"
                for name, found in sorted(manifest.keys.items())
                if found
            )
        )

    def _verify(self, folder: Path) -> None:
        found = named_in(folder)
        backup = found[-1] if found else folder
        if faults := faults_of_backup(backup):
            for fault in faults[:NAMED_FAULTS]:
                self.stderr.write(fault)
            raise CommandError(f"{backup}: {len(faults)} faults.")
        self.stdout.write(f"{backup} is what it was.")

    def _tell(self, step: str, seconds: float) -> None:
        self.stdout.write(f"{seconds:7.1f} s  {step}")
        self.stdout.flush()

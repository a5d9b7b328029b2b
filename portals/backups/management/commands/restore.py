"""Restore a backup into an empty database: `manage.py restore BACKUP --quiet`; then `manage.py restore --confirm`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portals.backups.confirming import (
    StaysQuiet,
    confirm_copy,
    known_taken,
    remember_taken,
    take_again,
)
from portals.backups.manifest import NoBackup
from portals.backups.newer_ledger import NotNewer, SameLedger, still_standing, taken_since
from portals.backups.restoring import RestoreBroken, RestoreRefused, restore_backup
from portals.boards.models import User
from portals.database.owner import OwnerUnknown
from portals.fetching.answers import FetchError

REFUSALS = (
    *(NoBackup, RestoreRefused, RestoreBroken, StaysQuiet, NotNewer, OwnerUnknown, FetchError),
)


class Command(BaseCommand):
    help = "Put a backup back: database and uploads. The copy sends, fetches, posts and signs nothing until --confirm."
    # The database is empty.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, nargs="?", help="the folder with the manifest")
        parser.add_argument(
            "--quiet", action="store_true", help="as every restored copy is; it may be left out"
        )
        parser.add_argument(
            "--without-keys",
            action="store_true",
            help="restore although sealed texts will stay shut",
        )
        parser.add_argument(
            "--although-shared",
            action="store_true",
            help="restore although the folder or bucket of uploads is not empty",
        )
        parser.add_argument(
            "--since-ledger",
            metavar="FOLDER|URL",
            help="the newest files of the ledger: an export, or https://HOST/so-cai/",
        )
        parser.add_argument(
            "--apply", action="store_true", help="take again what that ledger took from the public"
        )
        parser.add_argument("--by", metavar="USER", help="whose act --apply is, by user name")
        parser.add_argument("--confirm", action="store_true", help="let the copy be loud")
        parser.add_argument(
            "--without-ledger",
            action="store_true",
            help="with --confirm: nobody knows what was recalled since the backup",
        )

    def handle(self, *, backup: Path | None, **options: Any) -> None:
        if backup is None and not any(
            options[name] for name in ("since_ledger", "apply", "confirm")
        ):
            raise CommandError(
                "Name a backup, or say what is to be done with the copy that stands."
            )
        try:
            if backup is not None:
                self._restore(
                    backup,
                    without_keys=options["without_keys"],
                    although_shared=options["although_shared"],
                )
            if options["since_ledger"]:
                self._look(options["since_ledger"], without_ledger=options["without_ledger"])
            if options["apply"]:
                self._apply(options["by"])
            if options["confirm"]:
                self._confirm(without_ledger=options["without_ledger"])
        except REFUSALS as error:
            raise CommandError(str(error)) from error

    def _restore(self, backup: Path, *, without_keys: bool, although_shared: bool) -> None:
        begun = time.monotonic()
        restored = restore_backup(
            backup,
            without_keys=without_keys,
            although_shared=although_shared,
            tell=lambda step: self._tell(step, time.monotonic() - begun),
        )
        manifest = restored.manifest
        self.stdout.write(
            f"Restored as of {manifest.began_at} after {time.monotonic() - begun:.1f} s; {restored.files} uploads"
            " written. The copy is quiet: it sends no mail, fetches, posts and signs nothing. Look at it, run doctor"
            " --media, then manage.py restore --since-ledger FOLDER|URL --confirm."
        )

    def _look(self, source: str, *, without_ledger: bool) -> None:
        try:
            size, taken = taken_since(source)
        except SameLedger as error:
            if not without_ledger:
                raise
            self.stdout.write(str(error))
            return
        remember_taken(size, taken)
        standing = still_standing(taken)
        self.stdout.write(
            f"The newer ledger has {size} entries. Taken from the public since the backup: {len(taken)}, of which"
            f" {len(standing)} still stand here."
        )
        for one in standing:
            self.stdout.write(f"  {one.at} {one.kind} {one.subject}: {one.reason}")

    def _apply(self, by: str | None) -> None:
        actor = User.objects.filter(username=by, is_active=True).first() if by else None
        if actor is None:
            raise CommandError(
                "--apply goes with --by and the user name of an account that is active."
            )
        taken = known_taken()
        if taken is None:
            raise CommandError("--apply goes with --since-ledger, now or before.")
        self.stdout.write(f"Taken again: {take_again(taken, actor=actor, now=timezone.now())}.")

    def _confirm(self, *, without_ledger: bool) -> None:
        mails = confirm_copy(without_ledger=without_ledger, now=timezone.now())
        self.stdout.write(
            f"The copy is loud within ten seconds. Mails that waited in the backup and are not sent again: {mails}."
        )

    def _tell(self, step: str, seconds: float) -> None:
        self.stdout.write(f"{seconds:7.1f} s  {step}")
        self.stdout.flush()

"""Put one portal back to how it stood: `manage.py restore_portal CODE --from BACKUP [--write --by USER]`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from editorial.moving.backup_look import NotReadable
from editorial.moving.putting_back import put_portal_back
from portals.backups.manifest import NoBackup
from portals.backups.verifying import faults_of_backup
from portals.boards.models import User
from portals.database.owner import OwnerUnknown
from portals.models import Portal
from portals.practice.copying import CopyFailed
from portals.refusals import Refusal


class Command(BaseCommand):
    help = "Say what of one portal would be put back from a backup; by --write do it. Other portals stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="code of the portal, which is open")
        parser.add_argument(
            "--from", dest="backup", type=Path, required=True, help="the folder with the manifest"
        )
        parser.add_argument("--write", action="store_true", help="do it, all or nothing")
        parser.add_argument(
            "--by", metavar="USER", help="whose act it is, by user name; with --write"
        )

    def handle(
        self, *, code: str, backup: Path, write: bool, by: str | None, **_options: Any
    ) -> None:
        portal = Portal.objects.filter(code=code, closed_on=None).first()
        if portal is None:
            raise CommandError(f"No open portal has the code {code}.")
        actor = User.objects.filter(username=by, is_active=True).first() if by else None
        if write and actor is None:
            raise CommandError(
                "--write goes with --by and the user name of an account that is active."
            )
        try:
            if faults := faults_of_backup(backup):
                raise CommandError(f"The backup is not what it was: {'; '.join(faults[:5])}")
            done = put_portal_back(
                portal=portal, backup=backup, write=write, actor=actor, now=timezone.now()
            )
        except (NoBackup, NotReadable, CopyFailed, OwnerUnknown, Refusal) as error:
            raise CommandError(str(error)) from error
        heads = {
            "Put back" if write else "Would be put back": done.put_back,
            "Stays as it is": done.stays,
            "Written since, and stays": done.since,
            "Review ended by it" if write else "Review that would end": done.reviews,
        }
        for head, lines in heads.items():
            self.stdout.write(f"{head}: {len(lines)}")
            for line in lines:
                self.stdout.write(f"  {line}")

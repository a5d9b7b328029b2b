"""Move uploads from the folder into a bucket, or back: `manage.py move_media TO`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from portals.refusals import Refusal
from portals.uploads.moving import copy_all, delete_all, store_at
from portals.uploads.places import is_one_place


class Command(BaseCommand):
    help = (
        "Copy all uploads to another place and prove each by its hash. Safe to repeat: what is there is not copied"
        " again. Deletes nothing without --delete. See docs/uploads-and-scans.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "to",
            help="a bucket as STORAGE_URL names it, a folder by its whole path, or a file that holds either",
        )
        parser.add_argument(
            "--from",
            dest="source",
            default="",
            help="as TO; where it is not what this install uses",
        )
        parser.add_argument(
            "--delete",
            action="store_true",
            help="once all are proven to be in TO, delete them where they were",
        )

    def handle(self, *, to: str, source: str, delete: bool, **_options: Any) -> None:
        try:
            here: Any = store_at(source) if source else default_storage
            there: Any = store_at(to)
            if delete:
                # What this install reads from is not emptied below it.
                if here is default_storage or is_one_place(here, default_storage):
                    raise CommandError(
                        "This install still uses that place: let STORAGE_URL or MEDIA_ROOT name the other, start"
                        " everything anew, and name the former one by --from."
                    )
                done = delete_all(here, there, tell=self.stdout.write)
                self.stdout.write(f"deleted: {done.deleted}")
                return
            done = copy_all(here, there, tell=self.stdout.write)
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"there: {done.found}; copied now: {done.copied}")
        if done.faults:
            raise CommandError(
                f"{len(done.faults)} files could not be proven, such as {done.faults[0]}. Nothing was deleted."
            )

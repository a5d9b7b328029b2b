"""Write all that is public as plain files: `manage.py archive DIR`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from editorial.archiving.writing import finish_archive, write_archive
from portals.refusals import Refusal

NAMED = 20


class Command(BaseCommand):
    help = (
        "Write every public page, file, answer and proof into a new folder, to browse and search off line, proven by"
        " the ledger. See docs/archive.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", type=Path, help="folder that is not there yet")
        parser.add_argument("--portal", default="", metavar="CODE", help="of this portal alone")
        parser.add_argument(
            "--since",
            type=Path,
            metavar="PREVIOUS",
            help="only what is new, changed or gone since that archive",
        )
        parser.add_argument(
            "--wait",
            type=float,
            default=300,
            metavar="SECONDS",
            help="for the signature of the ledger (300)",
        )
        parser.add_argument(
            "--seal",
            action="store_true",
            help="only wait for the signature that was missing before",
        )

    def handle(
        self, *, to: Path, portal: str, since: Path | None, wait: float, seal: bool, **_options: Any
    ) -> None:
        try:
            if seal:
                finish_archive(to, wait=wait)
                return
            written = write_archive(
                to, code=portal, since=since, wait=wait, now=timezone.now(), tell=self.stdout.write
            )
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"public: {written.files}; in this folder: {written.here}; gone: {written.gone}"
        )
        for host, path, status in written.missing[:NAMED]:
            self.stdout.write(f"not given to a visitor ({status}): {host}{path}")
        if more := len(written.missing) - NAMED:
            self.stdout.write(f"and {max(more, 0)} more" if more > 0 else "")

"""Take in what another province published: `manage.py import_neighbour 2026-10 bang-diem.zip --by thuky.tinh`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portals.boards.models import User
from portals.refusals import Refusal
from scoring.neighbours.actions import PATIENT_SECONDS, import_neighbour
from scoring.periods import Month


class Command(BaseCommand):
    help = "Verify another province's dossier of a month and keep its figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="as 2026-10")
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of who takes it in")

    def handle(self, *, month: str, file: Path, by: str, **_options: Any) -> None:
        try:
            found = import_neighbour(
                dossier=file.read_bytes(),
                month=Month.parse(month),
                actor=User.objects.get(username=by),
                now=timezone.now(),
                seconds=PATIENT_SECONDS,
            )
        except User.DoesNotExist as missing:
            raise CommandError(f"There is no user {by}.") from missing
        except (ValueError, OSError, Refusal) as refusal:
            raise CommandError(str(refusal)) from refusal
        counts = {tier: len(totals) for tier, totals in found.figures.items()}
        self.stdout.write(f"{found}: {counts}")

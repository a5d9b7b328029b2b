"""Load the list of duties: `manage.py load_duties --by truongban.tinh`, or with a file of one's own.

Without a file the list that comes with the install. Loaded twice it changes nothing. docs/duties.md has the format.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portals.boards.models import User
from portals.duties.actions import load_duties
from portals.duties.loading import SHIPPED, UnreadableList
from portals.refusals import Refusal


class Command(BaseCommand):
    help = "Load what portals owe the public, all of a TOML file or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED)
        parser.add_argument("--by", required=True, help="user name of who loads it")

    def handle(self, *, file: Path, by: str, **_options: Any) -> None:
        try:
            actor = User.objects.get(username=by)
            loaded = load_duties(
                text=file.read_text(encoding="utf-8"), actor=actor, now=timezone.now()
            )
        except User.DoesNotExist as missing:
            raise CommandError(f"There is no user {by}.") from missing
        except UnreadableList as unreadable:
            raise CommandError("\n".join(unreadable.faults)) from unreadable
        except (OSError, UnicodeDecodeError, Refusal) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{loaded.added} new, {loaded.changed} changed, {loaded.kept} as they were"
        )

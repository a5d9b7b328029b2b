"""Add a form of official sheets: `manage.py load_form FILE --by truongban.tinh`.

docs/disclosures-reading.md has the format. Loaded twice it changes nothing.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from editorial.disclosures.forms.actions import load_form
from editorial.disclosures.forms.faults import BadForm
from portals.boards.models import User
from portals.refusals import Refusal


class Command(BaseCommand):
    help = "Add a form of official sheets from a YAML file, whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of who loads it")

    def handle(self, *, file: Path, by: str, **_options: Any) -> None:
        try:
            actor = User.objects.get(username=by)
            became = load_form(
                text=file.read_text(encoding="utf-8"),
                name=file.name,
                actor=actor,
                now=timezone.now(),
            )
        except User.DoesNotExist as missing:
            raise CommandError(f"There is no user {by}.") from missing
        except BadForm as bad:
            raise CommandError("\n".join(bad.faults)) from bad
        except (OSError, UnicodeDecodeError, Refusal) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(became)

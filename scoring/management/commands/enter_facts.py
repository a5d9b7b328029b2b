"""Enter facts from a table: `manage.py enter_facts 2026-10 so-lieu.xlsx --by truongban.tinh`.

Columns: `portal` (its code), `measure`, `value`, `cases`, `source`. All rows are entered, or none.
"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portals.admin_kit.exports import UnreadableTable, read_table
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import Refusal
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.assessing.registers import COLUMNS, read_register
from scoring.periods import Month


class Command(BaseCommand):
    help = "Enter what other registers say of a month, from a CSV or XLSX table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="as 2026-10")
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of who enters them")

    def handle(self, *, month: str, file: Path, by: str, **_options: Any) -> None:
        try:
            now, of_month = timezone.now(), Month.parse(month)
            with file.open("rb") as table:
                facts = _facts(table, file.name, of_month, now)
            entries = enter_facts(
                month=of_month,
                facts=facts,
                actor=User.objects.get(username=by),
                now=now,
            )
        except User.DoesNotExist as missing:
            raise CommandError(f"There is no user {by}.") from missing
        except (ValueError, OSError, Refusal, UnreadableTable) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{month}: {len(entries)}")


def _facts(table: Any, name: str, month: Month, now: datetime) -> list[EnteredFact]:
    portals = list(Portal.objects.open_on(month.last))
    found = read_register(read_table(table, name, COLUMNS), portals=portals, month=month, now=now)
    if found.bad:
        raise ValueError("\n".join(f"Line {one.line}: {one.reason}" for one in found.bad))
    return found.facts

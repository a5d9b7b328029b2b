"""Enter facts from a table: `manage.py enter_facts 2026-10 so-lieu.xlsx --by truongban.tinh`.

Columns: `portal` (its code), `measure`, `value`, `cases`, `source`. All rows are entered, or none.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portals.admin_kit.exports import UnreadableTable, read_table
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import Refusal
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.periods import Month

COLUMNS = ("portal", "measure", "value", "cases", "source")


class Command(BaseCommand):
    help = "Enter what other registers say of a month, from a CSV or XLSX table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="as 2026-10")
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of who enters them")

    def handle(self, *, month: str, file: Path, by: str, **_options: Any) -> None:
        try:
            of_month = Month.parse(month)
            with file.open("rb") as table:
                facts = list(_facts(table, file.name, of_month))
            entries = enter_facts(
                month=of_month,
                facts=facts,
                actor=User.objects.get(username=by),
                now=timezone.now(),
            )
        except User.DoesNotExist as missing:
            raise CommandError(f"There is no user {by}.") from missing
        except (ValueError, OSError, Refusal, UnreadableTable) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{month}: {len(entries)}")


def _facts(table: Any, name: str, month: Month) -> Iterator[EnteredFact]:
    portals = {portal.code: portal for portal in Portal.objects.open_on(month.last)}
    for line, row in read_table(table, name):
        if missing := [column for column in COLUMNS if not row.get(column)]:
            raise ValueError(f"Line {line}: {', '.join(missing)} is missing.")
        if row["portal"] not in portals:
            raise ValueError(f"Line {line}: no portal has the code {row['portal']}.")
        try:
            # Spreadsheets in Vietnamese write a decimal comma.
            value, cases = Decimal(row["value"].replace(",", ".")), int(row["cases"])
        except (InvalidOperation, ValueError) as error:
            raise ValueError(f"Line {line}: value and cases are numbers.") from error
        yield EnteredFact(portals[row["portal"]], row["measure"], value, cases, row["source"])

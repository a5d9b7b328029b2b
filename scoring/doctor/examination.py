"""Asking every check, each in one query, and keeping what it found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from portals.boards.enums import EDITORS
from portals.clock import local_date

from .checks import CHECKS, Check

# So many faults of one check are named; all are counted.
NAMED = 10


@dataclass(frozen=True)
class Finding:
    """What one check found: how many faults, and the first of them by name."""

    check: Check
    count: int
    named: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return not self.count


def examine(*, now: datetime, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """Ask all checks; one query each, however much the database holds."""
    params: dict[str, Any] = {
        "now": now,
        "today": local_date(now),
        "editors": [position.value for position in EDITORS],
        "named": NAMED,
    }
    findings = []
    with connection.cursor() as cursor:
        for check in checks:
            cursor.execute(
                f"SELECT fault, count(*) OVER () FROM ({check.faults}) AS found (fault)"
                " ORDER BY fault LIMIT %(named)s",
                params,
            )
            rows = cursor.fetchall()
            count = rows[0][1] if rows else 0
            findings.append(Finding(check, count, tuple(fault for fault, _count in rows)))
    return findings

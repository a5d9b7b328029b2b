"""Rules on the database: each says what breaks it. They are asked one by one, and what they find is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from portals.boards.enums import EDITORS
from portals.clock import local_date

# So many faults of one check are named; all are counted.
NAMED = 10


@dataclass(frozen=True)
class Check:
    """A rule, by its name and in words, and the query that returns each breach of it.

    The query has one column, which names the fault. Its parameters: `now`, `today` (the day in Vietnam) and `editors`
    (the positions that edit every text of their portal). What no query can compute is a function that yields the same.
    """

    name: str
    rule: str
    faults: str | Callable[[], Iterable[str]]


@dataclass(frozen=True)
class CheckResult:
    """What one check found: how many faults, and the first of them by name."""

    check: Check
    count: int
    named: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return not self.count

    def lines(self) -> Iterator[str]:
        """What a terminal shows of it."""
        yield f"  {'✓' if self.is_good else '✗'} {self.check.name:<22}{self.check.rule}"
        for fault in self.named:
            yield f"      {fault}"
        if self.count > len(self.named):
            yield "      " + _("… and %(count)d more") % {"count": self.count - len(self.named)}


def ask_checks(*, now: datetime, checks: Iterable[Check]) -> list[CheckResult]:
    """Ask `checks`; one query each, however much the database holds, and of those that are functions what they ask."""
    params: dict[str, Any] = {
        "now": now,
        "today": local_date(now),
        "editors": [position.value for position in EDITORS],
        "named": NAMED,
    }
    findings = []
    with connection.cursor() as cursor:
        for check in checks:
            if not isinstance(check.faults, str):
                named = sorted(check.faults())
                findings.append(CheckResult(check, len(named), tuple(named[:NAMED])))
                continue
            cursor.execute(
                f"SELECT fault, count(*) OVER () FROM ({check.faults}) AS found (fault)"
                " ORDER BY fault LIMIT %(named)s",
                params,
            )
            rows = cursor.fetchall()
            count = rows[0][1] if rows else 0
            findings.append(CheckResult(check, count, tuple(fault for fault, _total in rows)))
    return findings

"""Two months of one portal, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.models import Scorecard


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A criterion in both months; None where it did not count, or was not asked then."""

    code: str
    name: str
    before: Decimal | None
    after: Decimal | None
    most_before: Decimal | None
    most_after: Decimal | None

    @property
    def change(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def differs(self) -> bool:
        return (self.before, self.most_before) != (self.after, self.most_after)


def compared(before: Scorecard, after: Scorecard) -> list[ComparedLine]:
    """Return the lines of both cards by criterion, in the order of the later one. No query."""
    old, new = _by_code(before), _by_code(after)
    return [
        ComparedLine(
            code=code,
            name=(new.get(code) or old[code])["name"],
            before=_number(old.get(code), "points"),
            after=_number(new.get(code), "points"),
            most_before=_number(old.get(code), "most"),
            most_after=_number(new.get(code), "most"),
        )
        for code in [*new, *(code for code in old if code not in new)]
    ]


def _by_code(card: Scorecard) -> dict[str, Mapping[str, Any]]:
    return {line["code"]: line for line in card.lines["criteria"]}


def _number(line: Mapping[str, Any] | None, name: str) -> Decimal | None:
    value = None if line is None else line[name]
    return None if value is None else Decimal(value)

"""What an entry was when somebody looked: named by a token, so that nobody overwrites what they have not seen."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

from scoring.models import CopyVerdict, FactEntry

NOTHING = ""
LENGTH = 20


def token_of_entry(entry: FactEntry | None) -> str:
    """Return the name of exactly this entry, by whom and when; of none, the empty text."""
    if entry is None:
        return NOTHING
    said = (entry.pk, entry.entered_by_id, entry.entered_at.timestamp(), *said_in(entry))
    return _short(*said)


def token_of_verdict(verdict: CopyVerdict | None) -> str:
    """Return the name of exactly this word on a copy; of none, the empty text."""
    if verdict is None:
        return NOTHING
    return _short(
        verdict.pk, verdict.other_id, verdict.is_copy, verdict.reason, verdict.decided_by_id,
        verdict.decided_at.timestamp(),
    )  # fmt: skip


def said_in(entry: FactEntry) -> tuple[str, int, str]:
    """Return what an entry says, so that numbers are compared as numbers."""
    return plain_number(entry.value), entry.cases, entry.source


def plain_number(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def digest_of(*values: object) -> str:
    """Return a short name of what stands in a form's fields."""
    return _short(*values)


def _short(*values: object) -> str:
    return sha256("\x1f".join(map(str, values)).encode()).hexdigest()[:LENGTH]

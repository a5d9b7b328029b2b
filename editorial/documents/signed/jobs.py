"""Checking by the clock. It asks the database what is due, and is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from .checking import check_waiting, forget_unused

# Each may take its twenty seconds; what is left over waits for the next round.
CHECKED_A_ROUND = 20


def check_signatures() -> int:
    """Check the signatures of files of documents that were published or replaced since."""
    forget_unused()
    return check_waiting(limit=CHECKED_A_ROUND, now=timezone.now())

"""Jobs of promises, run by the clock."""

from django.utils import timezone

from .promises.actions import read_texts_for_promises

READ_A_ROUND = 1_000


def read_for_promises() -> int:
    """Find promises in what was published, corrected or imported since, the newest texts first."""
    return read_texts_for_promises(limit=READ_A_ROUND, now=timezone.now())

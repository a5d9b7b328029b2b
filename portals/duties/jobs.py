"""Jobs of duties, run by the clock. Each asks the database what is due."""

from django.utils import timezone

from .keeping import keep_duties


def keep_what_is_owed() -> int:
    """Ask portals for what they owe by now, and note what was published for it."""
    return keep_duties(now=timezone.now())

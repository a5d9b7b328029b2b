"""What the clock asks of the journal."""

from django.utils import timezone

from .actions import forget_past_keeping


def forget_what_is_past_keeping() -> int:
    """Remove what was kept as long as the rules ask. Safe to repeat."""
    return forget_past_keeping(now=timezone.now())

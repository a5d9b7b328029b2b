"""The job of this room, run by the clock."""

from django.utils import timezone

from .actions import forget_remarks


def forget_old_remarks() -> int:
    """Delete what readers wrote once its term is over."""
    return forget_remarks(now=timezone.now())

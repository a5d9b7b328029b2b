"""What the ledger does by the clock."""

from django.utils import timezone

from .growing import grow


def grow_the_tree() -> int:
    """Give new entries their places, and sign the tree where the key is at hand."""
    return grow(now=timezone.now())

"""Jobs of the page cache, run by the clock."""

from django.utils import timezone

from .cache_invalidation import replay_outbox


def tell_what_was_missed() -> int:
    """Tell the cache of changes that it missed. Web processes do so within a second; this is for quiet hours."""
    return replay_outbox(now=timezone.now())

"""What the door leaves to a worker."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_rq import job


@job("routine")
def forget_old_devices() -> int:
    """End the browsers that are known no longer; run by the clock. Return how many."""
    # Models are not loaded before ready().
    from .devices import forget_devices

    return forget_devices(now=timezone.now())


@job("routine")
def forget_old_attempts() -> int:
    """End sessions and attempts that nobody asks about any more; run by the clock. Return how many rows."""
    # Models are not loaded before ready().
    from .forgetting import forget_at_the_door

    return forget_at_the_door(now=timezone.now())


@job("mail")
def answer_password_requests(**_: Any) -> int:
    """Mail the links for a new password that were asked for; also run by the clock. Return how many asked."""
    # Models are not loaded before ready().
    from .passwords import answer_requests

    return answer_requests(now=timezone.now())

"""What sweepers found amiss and mended: logged, and counted over all processes for the operator."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from redis.exceptions import RedisError

from portals.jobs.queueing import quick_connection

# In the Valkey of the queue, which never evicts; the cache's may forget.
KEY = "portals:mended"

logger = structlog.get_logger(__name__)


def note_mended(what: str, count: int) -> int:
    """Log and count what a sweeper mended, and return how many. Nothing is said where nothing was amiss."""
    if count:
        logger.warning("operations.mended", what=what, count=count)
        try:
            quick_connection(settings.RQ_QUEUES["default"]["URL"]).hincrby(KEY, what, count)
        except (RedisError, OSError):
            logger.warning("operations.mended_uncounted", what=what, count=count)
    return count


def mended() -> dict[str, int]:
    """How many were mended since the queue's server was first started, by what they are."""
    found: Any = quick_connection(settings.RQ_QUEUES["default"]["URL"]).hgetall(KEY)
    return {what.decode(): int(count) for what, count in found.items()}

"""The cache and the queues of practice, which each clone empties: never the queues of another install."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from redis import Redis

# Stands in each that a clone has emptied. A wrong address in the environment leads to one without it.
MARK = "practice:own"


class ForeignQueue(Exception):
    """A Valkey of queues holds keys, and no mark that they are practice's; the message says what to do."""


def own_valkeys() -> list[Redis]:
    """Return the servers of cache and queues. Raises ForeignQueue where jobs may be another install's.

    A cache bears no mark that lasts, since it may evict; and what is lost there comes again.
    """
    queues = {queue["URL"] for queue in settings.RQ_QUEUES.values()}
    for url in sorted(queues):
        queue = Redis.from_url(url)
        if queue.dbsize() and not queue.exists(MARK):
            raise ForeignQueue(
                f"{url.rpartition('@')[2]} holds keys that no clone of practice made. Give practice a QUEUE_URL of its"
                " own; where it is its own, empty it once by hand (FLUSHDB)."
            )
    return [
        Redis.from_url(url) for url in sorted(queues | {settings.CACHES["default"]["LOCATION"]})
    ]


def empty(valkeys: Iterable[Redis]) -> None:
    """Forget all that they hold, and mark them as practice's."""
    for valkey in valkeys:
        pipe = valkey.pipeline()
        pipe.flushdb()
        pipe.set(MARK, 1)
        pipe.execute()

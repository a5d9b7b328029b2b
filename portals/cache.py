"""Django's cache on Valkey, which goes on without where the server is away: it only ever spares work.

What counts by it (rate limits) counts nothing meanwhile; the door then counts in the database
(`portals/sign_in/adapters.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache.backends import redis
from redis import Redis
from redis.exceptions import RedisError

from portals.breaker import Breaker

breaker = Breaker(
    message="The cache does not answer; everything is asked of the database.",
    event="portals.cache.broken",
)


def is_away() -> bool:
    """Whether the cache did not answer when it was asked last."""
    return breaker.is_failing


class CacheAway(Exception):
    """The cache did not answer, so what was to be counted is not."""


def run_script(source: str, *, keys: Sequence[str], values: Sequence[str | int]) -> list[Any]:
    """Run a Lua script on the cache's server, whole and alone, in one round trip. Raises CacheAway.

    Keys stand below the install's prefix. Nobody waits while the breaker is open.
    """
    if not breaker.lets_through():
        raise CacheAway
    known = settings.CACHES["default"]
    named = [f"{known['KEY_PREFIX']}:{key}" for key in keys]
    try:
        found = _client(known["LOCATION"]).eval(source, len(named), *named, *values)
    except (RedisError, OSError) as error:
        breaker.failed()
        raise CacheAway from error
    breaker.succeeded()
    return list(found)


@lru_cache(maxsize=2)
def _client(location: str) -> Redis:
    return Redis.from_url(location, **settings.CACHES["default"]["OPTIONS"])


class RedisCache(redis.RedisCache):
    """An empty cache that keeps nothing, while the server does not answer."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        # Locks are taken by adding; nobody else holds one that is kept nowhere.
        return self._or(True, super().add, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, super().get, key, default, version=version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._or(None, super().set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().touch, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().delete, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._or({}, super().get_many, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().has_key, *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        count = self._or(None, super().incr, *args, **kwargs)
        if count is None:
            # As of a key that is not there.
            raise ValueError("The cache does not answer.")
        return count

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._or([], super().set_many, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._or(None, super().delete_many, *args, **kwargs)

    def clear(self) -> None:
        self._or(None, super().clear)

    def _or[T](self, instead: T, ask: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """What `ask` returns, or `instead` where the server does not answer."""
        if not breaker.lets_through():
            return instead
        try:
            found = ask(*args, **kwargs)
        except (RedisError, OSError):
            breaker.failed()
            return instead
        breaker.succeeded()
        return found

"""A salt for each day, by which a network is known again within it, and by nobody afterwards.

It lies in Valkey until the day ends, and in each process until it counts again; nothing that was made by it can be
compared with anything of another day.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from hashlib import blake2b

from redis import Redis

from portals.clock import LOCAL_ZONE

SALT = "portals:seen:salt:"
# Counts by network and by page are kept in so many cells: a flood of names takes no more room than one.
CELLS = 65_536


class DaySalt:
    """The salt of the day, asked for once by each process. The one of yesterday is forgotten with the first count."""

    def __init__(self) -> None:
        # One thing, since threads share it: a day never goes with the salt of another, or with none.
        self._known: tuple[date, bytes] | None = None

    def of(self, day: date, valkey: Redis) -> bytes:
        known = self._known
        if known is None or known[0] != day:
            # Also where the server does not answer now.
            self._known = None
            self._known = known = day, agreed_salt(valkey, day)
        return known[1]


def agreed_salt(valkey: Redis, day: date) -> bytes:
    """Return what the first process of the day chose."""
    key, own = f"{SALT}{day}", secrets.token_bytes(32)
    ends = datetime.combine(day + timedelta(days=1), time(), LOCAL_ZONE)
    with valkey.pipeline(transaction=False) as pipe:
        pipe.set(key, own, nx=True, exat=ends)
        pipe.get(key)
        _set, agreed = pipe.execute()
    # A clock that is behind asks for a day that has ended: its own salt does for the moment.
    return agreed or own


def cell_of(salt: bytes, *parts: str) -> int:
    """Return the cell that counts these words today: shared by whatever falls into it, and not to be turned back."""
    return int.from_bytes(_digest(salt, parts, 8)) % CELLS


def reader_digest(salt: bytes, *parts: str) -> bytes:
    """Return by what a reader is told apart from others today, for an estimate that keeps none of it."""
    return _digest(salt, parts, 16)


def _digest(salt: bytes, parts: tuple[str, ...], size: int) -> bytes:
    text = "\n".join(parts).encode("utf-8", "replace")
    return blake2b(text, key=salt, digest_size=size).digest()

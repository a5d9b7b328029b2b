"""A share of the embedded servers for one test process: databases of its own on shared servers.

A share is a number, held by a file lock as long as its process lives. So two test runs in one
checkout, and the workers of each, never meet, and what a killed run left behind is taken over by
the next one that gets its number.
"""

import fcntl
from dataclasses import dataclass, field
from itertools import count
from typing import TextIO

from portals.database.roles import EMBEDDED

from .addresses import address
from .places import ServicesRefused, prepare_folder, services_folder

SHARES = 31
# Valkey's databases of one share; the first `NUMBERS_EACH` belong to development.
NUMBERS_EACH = 32


@dataclass(frozen=True)
class Databases:
    """The URLs of a PostgreSQL database, a queue and a cache that belong together."""

    name: str
    database_url: str
    # For what migrates; no process that serves is told it.
    owner_url: str
    queue_url: str
    cache_url: str

    def variables(self) -> dict[str, str]:
        """Return the environment variables that point a process at these databases."""
        return {
            "DATABASE_URL": self.database_url,
            "QUEUE_URL": self.queue_url,
            "CACHE_URL": self.cache_url,
        }

    def owner_variables(self) -> dict[str, str]:
        """Return those of a command that works as the owner of the tables."""
        return self.variables() | {"DATABASE_OWNER_URL": self.owner_url}


@dataclass(frozen=True)
class Share:
    """What one test process may use: its own databases, and others on demand."""

    number: int
    own: Databases
    _lock: TextIO
    _others: "count[int]" = field(default_factory=lambda: count(1))

    def another(self) -> Databases:
        """Return further databases; the numbers of Valkey are used again after a round."""
        serial = next(self._others)
        return _databases(
            f"test_{self.number}_{serial}", self.number, 1 + serial % (NUMBERS_EACH - 1)
        )


def claim() -> Share:
    """Return a share that no other living process holds. Starts no server."""
    prepare_folder()
    folder = services_folder() / "shares"
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in range(SHARES):
        lock = (folder / str(number)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        return Share(number, _databases(f"test_{number}", number, 0), lock)
    raise ServicesRefused(f"{SHARES} test processes run in this checkout already.")


def _databases(name: str, share: int, offset: int) -> Databases:
    number = NUMBERS_EACH * (share + 1) + offset
    return Databases(
        name=name,
        database_url=address("postgres", database=name),
        owner_url=address("postgres", database=name, role=EMBEDDED.owner),
        queue_url=address("queue", database=number),
        cache_url=address("cache", database=number),
    )

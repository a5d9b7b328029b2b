"""Which host names are portals today, known to each process: an unknown one costs no query."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from django import db

from portals.addresses import portals_by_hostname
from portals.clock import local_date

logger = logging.getLogger(__name__)

# The edition of the province tells of new addresses; this is for when the cache does not answer.
LONGEST_SECONDS = 60
# Those who have an older answer go on with it while one asks anew.
LONGEST_WAIT_SECONDS = 0.2


class KnownHosts:
    """Host names with the portal of each, read again on a new day, a new edition of the province, or after a minute."""

    def __init__(self, load: Callable[[date], dict[str, int]] = portals_by_hostname) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._portals: dict[str, int] = {}
        self._day: date | None = None
        self._read_at = 0.0
        self._edition: str | None = None

    def portal_of(self, hostname: str, *, edition: str | None = None) -> int | None:
        """Return the portal of a host name, or None. `edition` is that of the province, where it is known.

        Raises what the database raises, unless an earlier answer is at hand.
        """
        today = local_date(datetime.now(UTC))
        if self._is_old(today, edition):
            self._read_again(today, edition)
        return self._portals.get(hostname)

    def is_old(self, edition: str | None) -> bool:
        """Return whether `portal_of` would ask the database."""
        return self._is_old(local_date(datetime.now(UTC)), edition)

    @property
    def knows_some(self) -> bool:
        """Whether there is an earlier answer at all."""
        return self._day is not None

    def last_known(self, hostname: str) -> int | None:
        """Return the portal of a host name as it was last read; asks nobody."""
        return self._portals.get(hostname)

    def _is_old(self, today: date, edition: str | None) -> bool:
        if edition is not None and edition != self._edition:
            return True
        return self._day != today or time.monotonic() - self._read_at > LONGEST_SECONDS

    def _read_again(self, today: date, edition: str | None) -> None:
        # Only who has no answer at all must wait for a database that does not give one.
        wait = -1 if self._day is None else LONGEST_WAIT_SECONDS
        if not self._lock.acquire(timeout=wait):
            return
        try:
            if not self._is_old(today, edition):
                return
            try:
                self._portals = self._load(today)
            except db.Error:
                if self._day is None:
                    raise
                logger.exception(
                    "Host names could not be read again.",
                    extra={"event": "portals.pagecache.hosts_unread"},
                )
            finally:
                db.close_old_connections()
            self._day, self._read_at = today, time.monotonic()
            self._edition = edition or self._edition
        finally:
            self._lock.release()

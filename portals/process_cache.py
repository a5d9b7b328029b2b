"""What each process knows of the portals without asking again: addresses, ties, menus.

A page that will be stored must be made of nothing older than the editions it is stored under, so there a value is
used only if it was read under the same editions. Elsewhere (no cache, previews) it may be some seconds old.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from .clock import local_date

# Where the page cache tells Django under which editions (of the portal, of the province) it stores the page.
EDITIONS = "portals.editions"
# A portal has some twenty entries of a few KB each, most of them its menu as it looks from each section.
MOST_KEPT = 5000

type Editions = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    value: Any
    day: date
    read_at: float
    editions: Editions | None


class ProcessCache:
    """Values by key. They are shared by all requests of the process, so nobody may change them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[Hashable, _Entry] = {}

    def get[T](
        self,
        key: Hashable,
        *,
        request: HttpRequest,
        read: Callable[[date], T | None],
        seconds: float | None = None,
    ) -> T | None:
        """Return what `read` said of today, or says now. What it does not find (None) is not kept.

        With `seconds`, for what changes by itself, it was said no longer ago.
        """
        today = local_date(timezone.now())
        editions: Editions | None = request.META.get(EDITIONS)
        entry = self._entries.get(key)
        if entry is not None and entry.day == today and _holds(entry, editions, seconds):
            return entry.value
        read_at = time.monotonic()
        value = read(today)
        if value is not None and settings.PORTALS_KNOWN_SECONDS:
            self._keep(key, _Entry(value, today, read_at, editions))
        return value

    def _keep(self, key: Hashable, entry: _Entry) -> None:
        with self._lock:
            self._entries.pop(key, None)
            while len(self._entries) >= MOST_KEPT:
                del self._entries[next(iter(self._entries))]
            self._entries[key] = entry


def _holds(entry: _Entry, editions: Editions | None, seconds: float | None) -> bool:
    age = time.monotonic() - entry.read_at
    if seconds is not None and age >= seconds:
        return False
    if editions is not None:
        return entry.editions == editions
    return age < settings.PORTALS_KNOWN_SECONDS


process_cache = ProcessCache()

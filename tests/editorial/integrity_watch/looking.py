"""A province under watch, whose front is the test client: its answers pass every middleware and no cache."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from editorial.integrity_watch.actions import end_at_forgotten_addresses
from editorial.integrity_watch.grounds import compare_placements
from editorial.integrity_watch.known_states import compare_states
from editorial.integrity_watch.models import FoundAlteration, WatchedAddress
from editorial.integrity_watch.planning import list_all, list_changes, state_of_watch
from editorial.integrity_watch.stores import compare_store
from editorial.integrity_watch.walking import look_at_slice
from portals.fetching import Fetched, FetchError
from portals.models import Portal

MINUTE = timedelta(minutes=1)


class FrontInProcess:
    """Answers as `fetch_own_all` does; `alter` may put its hand on an answer, as a proxy would."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.alter: Any = lambda answer: answer
        self.is_down = False
        self.client = Client()

    def __call__(self, asked: Iterable[tuple[str, str]], **_: Any) -> list[Fetched | FetchError]:
        return [self._one(host, path) for host, path in asked]

    def _one(self, host: str, path: str) -> Fetched | FetchError:
        self.asked.append((host, path))
        if self.is_down:
            return FetchError("away")
        answer = self.client.get(path, headers={"host": f"{host}:8000"}, follow=False)
        body = b"".join(answer) if answer.streaming else answer.content
        told = {name.lower(): value for name, value in answer.headers.items()}
        return self.alter(Fetched(f"http://{host}{path}", answer.status_code, told, body))


def front_in_process(monkeypatch: pytest.MonkeyPatch) -> FrontInProcess:
    front = FrontInProcess()
    for module in ("walking", "strange"):
        monkeypatch.setattr(f"editorial.integrity_watch.{module}.fetch_own_all", front)
    return front


# What a test looks at unless it says that it means every address.
FEW = Q(kind__in=("story", "gone", "paper", "page", "file", "picture")) | Q(
    path__in=("/", "/sitemap-trang.xml")
)


def look(*, now: datetime | None = None, at: Q = FEW) -> list[FoundAlteration]:
    """List what is public, compare what has no address, and look at addresses; return what is open.

    What was odd at the first look has its second a minute later.
    """
    now = now or timezone.now()
    list_all(now=now)
    end_at_forgotten_addresses(now=now)
    list_changes(state=state_of_watch(now=now), now=now)
    compare_states(now=now)
    compare_placements(state=state_of_watch(now=now), now=now)
    compare_store(now=now)
    _look(at, now)
    return list(FoundAlteration.objects.open().order_by("pk"))


def _look(at: Q, now: datetime) -> None:
    tomorrow = now + timedelta(days=1)
    WatchedAddress.objects.update(due_at=tomorrow, is_urgent=False)
    WatchedAddress.objects.filter(at).update(due_at=now)
    for after in (timedelta(), MINUTE):
        while look_at_slice(now=now + after, most=500).looked:
            pass


def look_at(portal: Portal, *paths: str) -> list[FoundAlteration]:
    """Look at these addresses, as when their moment of the day has come; return what is open on the portal."""
    _look(Q(portal=portal, path__in=paths), timezone.now())
    return list(FoundAlteration.objects.open().filter(portal=portal).order_by("pk"))

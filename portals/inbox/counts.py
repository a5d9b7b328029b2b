"""How much waits, by kind, for the menu: noted whenever the inbox is read, and never asked for by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.cache import cache

from portals.admin_kit.current import current_portal, portals_of_request

from .items import InboxItem
from .reader import ToldOn

if TYPE_CHECKING:
    from django.http import HttpRequest


# A number that is older tells nobody anything; the first page of the desk writes it anew at each look.
KEPT_SECONDS = 15 * 60
NOTED = "inbox_counts"
type Counts = Mapping[int, Mapping[str, int]]


def note_counts(request: HttpRequest, items: Iterable[InboxItem], told_on: ToldOn) -> None:
    """Keep how many things wait on each of the person's portals, by kind; `items` are the whole inbox."""
    counts: dict[int, Counter[str]] = {}
    for item in items:
        counts.setdefault(told_on(item), Counter())[item.kind] += item.stands_for
    setattr(request, NOTED, counts)
    cache.set(_key(request), counts, KEPT_SECONDS)


def waiting_by_kind(request: HttpRequest) -> Mapping[str, int]:
    """How many things of each kind waited on the current portal when its reader last looked. No query."""
    portal = current_portal(request) if portals_of_request(request) else None
    if portal is None:
        return {}
    return _counts(request).get(portal.pk, {})


def waiting_everywhere(request: HttpRequest) -> int:
    """How many things waited on all of the person's portals. No query."""
    return sum(sum(kinds.values()) for kinds in _counts(request).values())


def _counts(request: HttpRequest) -> Counts:
    noted: Counts | None = getattr(request, NOTED, None)
    if noted is None:
        noted = cache.get(_key(request)) or {}
        setattr(request, NOTED, noted)
    return noted


def _key(request: HttpRequest) -> str:
    return f"inbox-counts:{request.user.pk}"

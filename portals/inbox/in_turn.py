"""One thing after the other: after an act on one, the next of the list opens by itself.

Nothing is kept: the address to which the acts lead back says how the list was narrowed, which thing was opened last
and where it stood. What was done has left the list, so the next one stands in its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import QueryDict
from django.urls import reverse

from portals.admin_kit.pages import listed_at, opened_from

from .items import InboxItem
from .listing import items_shown

if TYPE_CHECKING:
    from django.http import HttpRequest

# The thing that was opened last, where it stood, how many were opened so far, and how many there were at first.
LAST, PLACE, STEP, TOTAL = "sau", "tu", "buoc", "so"
NARROWING = ("cong", "loai", "gap", "tre", "tim", "hoan")


@dataclass(frozen=True, slots=True)
class InboxTurn:
    """Where somebody is who takes one thing after the other; `following` opens the next, whatever became of this."""

    number: int
    total: int
    following: str
    whole: str


def next_address(request: HttpRequest) -> str | None:
    """The address of the next thing, which leads back here; None where the list is through."""
    items = items_shown(request)
    place = place_of_next(items, request.GET)
    if place >= len(items):
        return None
    item = items[place]
    asked = _narrowing(request.GET)
    asked[LAST], asked[PLACE] = item.name, str(place)
    asked[STEP] = str(_number(request.GET, STEP) + 1)
    asked[TOTAL] = str(_number(request.GET, TOTAL) or len(items))
    return opened_from(item.url, f"{reverse('inbox_in_turn')}?{asked.urlencode()}")


def place_of_next(items: Sequence[InboxItem], asked: Mapping[str, str]) -> int:
    """Behind the last one where it still waits, else in its place, which the next one took."""
    last = asked.get(LAST, "")
    for place, item in enumerate(items):
        if item.name == last:
            return place + 1
    return _number(asked, PLACE)


def list_address(asked: QueryDict) -> str:
    """The list, narrowed as it was."""
    narrowing = _narrowing(asked).urlencode()
    return reverse("inbox") + (f"?{narrowing}" if narrowing else "")


def turn_of(request: HttpRequest) -> InboxTurn | None:
    """Where the reader of a page is that was opened in turn; None on any other page. No query."""
    listed = urlsplit(listed_at(request))
    if listed.path != reverse("inbox_in_turn"):
        return None
    asked = QueryDict(listed.query)
    return InboxTurn(
        _number(asked, STEP), _number(asked, TOTAL), listed.geturl(), list_address(asked)
    )


def _narrowing(asked: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name in NARROWING:
        if value := asked.get(name):
            kept[name] = value
    return kept


def _number(asked: Mapping[str, str], name: str) -> int:
    value = asked.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 7 else 0

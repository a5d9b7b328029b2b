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

# The thing that was opened last, the one behind it, where it stood; how many were opened, and were there at first.
LAST, FOLLOWING, PLACE, STEP, TOTAL = "sau", "roi", "tu", "buoc", "so"
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
    if place + 1 < len(items):
        asked[FOLLOWING] = items[place + 1].name
    asked[STEP] = str(_number(request.GET, STEP) + 1)
    asked[TOTAL] = str(max(_number(request.GET, TOTAL) or len(items), _number(asked, STEP)))
    return opened_from(item.url, f"{reverse('inbox_in_turn')}?{asked.urlencode()}")


def place_of_next(items: Sequence[InboxItem], asked: Mapping[str, str]) -> int:
    """Behind the last one where it still waits, else where the one behind it is, else in its place.

    A colleague or the same act may have settled what stood before it, too.
    """
    places = {item.name: place for place, item in enumerate(items)}
    if (last := places.get(asked.get(LAST, ""))) is not None:
        return last + 1
    return places.get(asked.get(FOLLOWING, ""), _number(asked, PLACE))


def left_over(request: HttpRequest) -> int:
    """How many things the list still holds once one is through."""
    return len(items_shown(request))


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

"""What upper floors offer where a text repeats another: registered in their `ready()`."""

from __future__ import annotations

from collections.abc import Callable

# (id of the story that is public already, id of the draft that repeats it or None) -> an address of the desk
Offer = Callable[[int, int | None], str]

_offers: list[Offer] = []


def register(offer: Offer) -> None:
    """Say where a public story is republished; called once, from an app's `ready()`."""
    if _offers:
        raise ValueError("republishing is offered already")
    _offers.append(offer)


def republishing_of(story_id: int, instead_of: int | None) -> str:
    """The address where the story is republished; empty where no floor above offers it."""
    return _offers[0](story_id, instead_of) if _offers else ""

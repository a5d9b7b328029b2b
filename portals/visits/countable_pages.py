"""Which pages are counted where. The floors that publish say so; this one knows only portals."""

from __future__ import annotations

from collections.abc import Callable

# A portal and a page.
type Pair = tuple[int, int]
type PagesThatCount = Callable[[set[Pair]], set[Pair]]

_known: list[PagesThatCount] = []


def register(known: PagesThatCount) -> None:
    """Have views counted of those pairs that `known` returns, of all it is given. It asks in one query."""
    _known.append(known)


def public_pairs(pairs: set[Pair]) -> set[Pair]:
    """Return those of `pairs` whose page is public on the portal."""
    found: set[Pair] = set()
    for known in _known:
        found |= known(pairs - found)
    return found

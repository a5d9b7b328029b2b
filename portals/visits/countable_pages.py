"""What is counted where. The floors that publish say so; this one knows only portals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .seen import PAGE, SeenThing

# A portal and the key of a thing.
type Pair = tuple[int, str]


@dataclass(frozen=True, slots=True)
class CountedAs:
    """Under which kind of content a thing is counted, and in which section of the portal, if in any."""

    kind: str
    section: int | None = None


type ThingsThatCount = Callable[[set[Pair]], dict[Pair, CountedAs]]

_known: dict[str, list[ThingsThatCount]] = {}


def register(known: ThingsThatCount, *, kind: str = PAGE) -> None:
    """Have things of `kind` counted that `known` returns, of all it is given. It asks in one query at most."""
    _known.setdefault(kind, []).append(known)


def counted_things(asked: set[tuple[int, SeenThing]]) -> dict[tuple[int, SeenThing], CountedAs]:
    """Return those of `asked` that the public is shown on the portal, each with what it is counted as."""
    found: dict[tuple[int, SeenThing], CountedAs] = {}
    for kind in sorted({thing.kind for _portal, thing in asked} & _known.keys()):
        pairs = {(portal, thing.key) for portal, thing in asked if thing.kind == kind}
        for known in _known[kind]:
            for (portal, key), counted_as in known(pairs).items():
                found.setdefault((portal, SeenThing(kind, key)), counted_as)
    return found

"""Who puts lines into the inbox. Each floor registers its sources in `ready()`; the order is that of registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .source import InboxSource

LONGEST_KIND = 40

_sources: dict[str, InboxSource] = {}


def register(source: InboxSource) -> None:
    """Add a source; called once, from an app's `ready()`."""
    if source.kind in _sources:
        raise ValueError(f"two sources of the kind {source.kind}")
    if len(source.kind) > LONGEST_KIND:
        raise ValueError(f"the kind {source.kind} is longer than {LONGEST_KIND} characters")
    _sources[source.kind] = source


def sources() -> tuple[InboxSource, ...]:
    return tuple(_sources.values())


def always_told() -> frozenset[str]:
    """Return the kinds about which mail comes whatever a person wishes."""
    return frozenset(source.kind for source in sources() if source.always_told)

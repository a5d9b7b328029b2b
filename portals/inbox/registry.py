"""Who puts lines into the inbox. Each floor registers its sources in `ready()`; the order is that of registration."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from .items import InboxItem
    from .reader import InboxReader


class InboxSource(Protocol):
    """One kind of thing that waits. A person may switch the mail about a kind off, never the line in the inbox."""

    @property
    def kind(self) -> str:
        """A slug of at most 40 characters, kept for ever; it is the `kind` of every item."""

    @property
    def label(self) -> StrOrPromise:
        """What the settings of the mail call it: "Texts to approve"."""

    def items(self, reader: InboxReader) -> Iterable[InboxItem]:
        """All that waits for the reader, in a number of queries that depends on nothing.

        Not on the number of items, portals or boards: ask for all of `reader.portals(...)` at once.
        """

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        """The ids of portals where something urgent waits for somebody; empty for a kind that never is.

        Asked every few minutes for the whole install, so one query over an index.
        """


_sources: dict[str, InboxSource] = {}


def register(source: InboxSource) -> None:
    """Add a source; called once, from an app's `ready()`."""
    if source.kind in _sources:
        raise ValueError(f"two sources of the kind {source.kind}")
    _sources[source.kind] = source


def sources() -> tuple[InboxSource, ...]:
    return tuple(_sources.values())

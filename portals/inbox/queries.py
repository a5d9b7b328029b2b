"""The inbox itself: the items of all sources in one order, most urgent first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .items import InboxItem
from .reader import InboxReader
from .registry import sources
from .rows import joined, read_inbox_rows

if TYPE_CHECKING:
    from .source import InboxSource

_NEVER = datetime.max.replace(tzinfo=UTC)


def inbox_of(reader: InboxReader) -> list[InboxItem]:
    """All that waits for the reader. One query for all sources, and those of the sources of which something waits."""
    return items_of(reader, sources())


def items_of(reader: InboxReader, asked: Iterable[InboxSource]) -> list[InboxItem]:
    """The part of the inbox that comes from these sources."""
    asked = list(asked)
    by_kind = read_inbox_rows(reader, asked)
    items = [
        item
        for source in asked
        if (rows := by_kind.get(source.kind))
        for item in source.items(reader, rows)
    ]
    return sorted(items, key=pressing)


def pressing(item: InboxItem) -> tuple[int, datetime, datetime, str, str]:
    """The order: urgent ones, then by due time (those without one last), then longest waiting.

    What is equal in all of that stands by kind and title, so that it stands in one order at every look.
    """
    return (item.urgency, item.due_at or _NEVER, item.since or _NEVER, item.kind, item.title)


def urgent_portals(now: datetime, asked: Iterable[InboxSource]) -> dict[str, set[int]]:
    """Where something urgent of these sources waits for somebody, by the kinds of which something does. One query."""
    found: dict[str, set[int]] = defaultdict(set)
    statements = [rows.portals_of(source.kind) for source in asked for rows in source.urgent(now)]
    for kind, portal_id in joined(statements, repeated=False):
        found[kind].add(portal_id)
    return dict(found)

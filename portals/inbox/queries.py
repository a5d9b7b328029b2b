"""The inbox itself: the items of all sources in one order, most urgent first."""

from __future__ import annotations

from datetime import UTC, datetime

from .items import InboxItem
from .reader import InboxReader
from .registry import sources

_NEVER = datetime.max.replace(tzinfo=UTC)


def inbox_of(reader: InboxReader) -> list[InboxItem]:
    """All that waits for the reader. The queries are those of the sources, which is a fixed number."""
    items = [item for source in sources() for item in source.items(reader)]
    return sorted(items, key=pressing)


def pressing(item: InboxItem) -> tuple[int, datetime, datetime, str]:
    """The order: urgent ones, then by due time (those without one last), then longest waiting."""
    return (item.urgency, item.due_at or _NEVER, item.since or _NEVER, item.name)

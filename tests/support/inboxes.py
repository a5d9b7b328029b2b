"""What somebody's inbox holds of some kinds, without asking for the forty others.

The whole inbox is read by `tests/portals/inbox` and by the pages that show it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from portals.boards.models import User
from portals.inbox.items import InboxItem
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.inbox.registry import sources


def in_inbox(
    user: User, *kinds: str, now: datetime | None = None, **options: Any
) -> list[InboxItem]:
    """The lines of these kinds that the person has at `now`, the most pressing first; `options` are the reader's."""
    asked = [source for source in sources() if source.kind in kinds]
    # A kind that nobody registered would be found empty whatever waits.
    assert {source.kind for source in asked} == set(kinds)
    return items_of(InboxReader(user, now or timezone.now(), **options), asked)

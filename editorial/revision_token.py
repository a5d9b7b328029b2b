"""The name of an exact text: an open editor overwrites its revision in place, so an id is not enough."""

from __future__ import annotations

from datetime import datetime

from wagtail.models import Revision


def revision_mark(revision: Revision) -> str:
    return mark_of(revision.pk, revision.created_at)


def mark_of(revision_id: int, created_at: datetime) -> str:
    return f"{revision_id}-{created_at.timestamp():.6f}"

"""What the log is told of tables that are taken away, and the one way in which its lines end."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

import structlog
from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from portals.boards.models import User
from portals.models import Portal

from .models import Retention, RetentionRun

LONGEST_MONTH = timedelta(days=31)

logger = structlog.get_logger(__name__)


def note_export(*, actor: User, portal: Portal | None, what: str, rows: int, now: datetime) -> None:
    """Log that `actor` takes the table `what` away, with how many rows; the province and `portal` read it."""
    log(
        instance=actor,
        action="journal.table",
        user=actor,
        timestamp=now,
        data={"portal": portal.pk if portal else None, "reason": what, "rows": rows},
    )


def forget_past_keeping(*, now: datetime) -> int:
    """Remove the lines that are older than their retention asks, and return how many. What no rule names is kept.

    Only the owner of the log may, and the database holds each line against its rule once more: it refuses the whole
    where `now` is ahead of its own clock. Each run leaves a row, and the process logs it.
    """
    rules = list(Retention.objects.order_by("begins_with"))
    removed = 0
    with transaction.atomic():
        for rule in rules:
            longer = [
                other.begins_with
                for other in rules
                if other != rule and other.begins_with.startswith(rule.begins_with)
            ]
            others = reduce(or_, (Q(action__startswith=name) for name in longer), Q(pk__in=()))
            before = now - LONGEST_MONTH * rule.months
            for entries in (PageLogEntry.objects, ModelLogEntry.objects):
                count, _kinds = (
                    entries.filter(action__startswith=rule.begins_with, timestamp__lt=before)
                    .exclude(others)
                    .delete()
                )
                removed += count
        RetentionRun.objects.create(ran_at=now, removed=removed)
    logger.info("journal.forgotten", entries=removed)
    return removed

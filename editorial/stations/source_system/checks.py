"""What must hold of bulletins on their way. Asked by `doctor`, the alarms and the metrics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from editorial.stations.receipts import to_air
from portals.operations.checking import Check

from .models import PushState, SourceSystemPush
from .rows import pushes_under_way, unanswered_pushes

LATE = timedelta(minutes=15)
SILENT = timedelta(hours=2)


def amiss(now: datetime) -> QuerySet[SourceSystemPush]:
    """Those that failed and nobody aired, that wait or are to be cancelled too long, and that nobody answers for."""
    silent = unanswered_pushes(now).alias(heard_at=Coalesce("asked_at", "pushed_at"))
    return pushes_under_way(now).filter(
        Q(
            state=PushState.FAILED,
            placement__in=to_air(now).order_by().values("pk"),
        )
        | Q(state__in=(PushState.WAITING, PushState.CANCELLING), since__lte=now - LATE)
        | Q(pk__in=silent.filter(heard_at__lte=now - SILENT).values("pk"))
    )


def amiss_count() -> int:
    """How many are amiss; 0 where no system is set. One query."""
    return amiss(timezone.now()).count() if settings.PORTALS_SOURCE_SYSTEM_URL else 0


def _amiss() -> Iterator[str]:
    if not settings.PORTALS_SOURCE_SYSTEM_URL:
        return
    for push in amiss(timezone.now()).order_by("-haste", "noted_at", "pk"):
        yield f"push {push.pk} of placement {push.placement_id}: {push.state}, {push.fault or 'no answer'}"


CHECKS = (
    Check(
        "stations.source_system",
        "the source information system takes bulletins, cancels them and says what was aired",
        _amiss,
    ),
)

"""Freezing a month: what machines find is measured once, and kept with everything that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from portals.boards.models import User
from portals.calendar.working_days import WorkingCalendar
from scoring.models import MeasuringRun, Round
from scoring.periods import Month, Period

from .facts_in_ledger import record_facts
from .frozen import FrozenText, write
from .heavy import enter_heavy_penalties
from .measuring import MeasuredMonth, measure_month

# In the night after the month nobody works; what is measured later may meet what was changed since.
LATE_AFTER = timedelta(hours=6)
_COPY = "COPY scoring_frozenfacts (run_id, portal_id, facts, items, own, sha256) FROM STDIN"


def freeze(
    *,
    round_: Round,
    now: datetime,
    measure: str = "",
    reason: str = "",
    ordered_by: User | None = None,
) -> MeasuredMonth:
    """Measure a month that is over (or one `measure` of it again), keep what was found, and return it.

    In the caller's transaction, which holds the round. A fixed number of queries.
    """
    month = Month.of(round_.month)
    late = is_late(month, now)
    measured = measure_month(month=month, now=now, only=measure, late=late)
    run = MeasuringRun.objects.create(
        round=round_,
        number=round_.runs.count() + 1,
        measure=measure,
        reason=reason,
        ordered_by=ordered_by,
        at=now,
        is_late=late,
    )
    texts = [write(one) for one in measured.portals]
    hashes = [text.sha256 for text in texts]
    _keep(run, texts, hashes)
    record_facts(
        run=run,
        hashes=[(one.portal, sha256) for one, sha256 in zip(measured.portals, hashes, strict=True)],
        ordered_by=ordered_by,
    )
    enter_heavy_penalties(measured, now)
    return measured


def is_late(month: Month, now: datetime) -> bool:
    """Whether what is measured now may be another than at the end of the month."""
    return now >= Period.of_months(month, now, WorkingCalendar()).ends_at + LATE_AFTER


def _keep(run: MeasuringRun, texts: Sequence[FrozenText], hashes: Sequence[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for one, sha256 in zip(texts, hashes, strict=True):
            copy.write_row((run.pk, one.portal_id, one.facts, one.items, one.own, sha256))

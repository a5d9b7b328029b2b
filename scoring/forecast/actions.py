"""Looking ahead: every portal's running month, measured as though it ended today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portals.clock import local_date
from scoring.models import Forecast
from scoring.periods import Month
from scoring.rounds.acts import ActsOnMonth, acts_on, entered
from scoring.rounds.cards import ScoredCard, columns_of, lines_of, score_snapshot
from scoring.rounds.gc_pause import paused_gc
from scoring.rounds.measuring import measure_month
from scoring.rounds.snapshot import ScoredPortal, join

from .fixes import fixes_of
from .remedies import mendable_measures

NUMBERS = ("earned", "applicable", "bonus", "penalty", "total", "provisional", "band")


@paused_gc()
def look_ahead(*, now: datetime) -> int:
    """Write every open portal's forecast of the running month anew; returns how many there are.

    Nothing is frozen, and nobody's card changes. What only persons know is taken as they last entered it, of three
    months; the line says of which. The number of queries does not depend on the portals.
    """
    today = local_date(now)
    month = Month.of(today)
    measured = measure_month(month=month, now=now, until=today + timedelta(days=1))
    acts = acts_on(measured)
    cards = score_snapshot(
        [_with_last_words(one, acts) for one in join(measured, acts, measured_at=now)]
    )
    rows = [_row(card, acts, month, now) for card in cards]
    with transaction.atomic():
        Forecast.objects.exclude(portal__in=[row.portal_id for row in rows]).delete()
        Forecast.objects.bulk_create(
            rows,
            batch_size=1_000,
            update_conflicts=True,
            unique_fields=["portal"],
            update_fields=["month", "looked_at", "rubric", "lines", "fixes", *NUMBERS],
        )
    return len(rows)


def _with_last_words(scored: ScoredPortal, acts: ActsOnMonth) -> ScoredPortal:
    """The portal with what persons last said of it where the running month has nothing yet."""
    readings = dict(scored.readings)
    for criterion in scored.spec.criteria:
        reading = readings[criterion.code]
        if reading.month is not None or reading.by_nature:
            continue
        if said := acts.latest(scored.portal_id, criterion.measure):
            readings[criterion.code] = replace(
                reading, month=entered(said), entered_from=said.source
            )
    return replace(scored, readings=readings)


def _row(card: ScoredCard, acts: ActsOnMonth, month: Month, now: datetime) -> Forecast:
    columns = columns_of(card)
    lines = lines_of(card)
    for line in lines["criteria"]:
        said = acts.latest(card.scored.portal_id, line["measure"])
        if line.get("entered_from") and said and said.month != month.first:
            line["carried_from"] = f"{said.month:%Y-%m}"
    fixes: list[dict[str, Any]] = [
        {"code": fix.code, "gain": str(fix.gain)} for fix in fixes_of(card, mendable_measures())
    ]
    return Forecast(
        portal_id=card.scored.portal_id,
        month=month.first,
        looked_at=now,
        rubric_id=columns["rubric_id"],
        lines=lines,
        fixes=fixes,
        **{name: columns[name] for name in NUMBERS},
    )

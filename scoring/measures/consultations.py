"""Whether drafts were open for as long as the law gives people, and whether it was said in time what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from editorial.consultations.models import LEAST_OPEN, ConsultationPage
from editorial.enums import PlacementRole
from portals.clock import local_date
from portals.models import Portal
from scoring.periods import Period

from .registry import Evidence, Measured, Measurement

OPEN_TOO_SHORT, NOT_SUMMED_UP, NEITHER = "open_too_short", "not_summed_up", "neither_open_nor_told"
_WHY = {
    (True, True): "",
    (False, True): OPEN_TOO_SHORT,
    (True, False): NOT_SUMMED_UP,
    (False, False): NEITHER,
}


@dataclass(frozen=True)
class SummaryDays:
    """By how many days after the last one for comments it is said what was taken up."""

    summary_days: int = 30


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft of one portal: its days, since when readers found it there, and when it was said what came of it."""

    pk: int
    title: str
    opens_on: date
    closes_on: date
    stood_from: date
    told_on: date | None

    def why(self, told_by: date) -> str:
        """Return what of it was not as it should be, "" for nothing. Days before readers found it do not count."""
        was_open = self.closes_on >= max(self.opens_on, self.stood_from) + LEAST_OPEN
        was_told = self.told_on is not None and self.told_on <= told_by
        return _WHY[was_open, was_told]


def summed_up(portals: Sequence[Portal], period: Period, wanted: SummaryDays) -> Measured:
    """D4: of drafts whose summary fell due, a half for 20 days of comments and a half for the summary. One query.

    A draft that was taken down before its last day was over is no case; one that was taken down afterwards is one. Of a
    month that still runs only what fell due by yesterday is known.
    """
    owed_after = timedelta(days=wanted.summary_days)
    end = min(period.end, local_date(period.now))
    rows = (
        ConsultationPage.objects.filter(
            adapted_from=None,
            closes_on__gte=period.first - owed_after,
            closes_on__lt=end - owed_after,
            placements__role=PlacementRole.ORIGIN,
            placements__portal__in=[portal.pk for portal in portals],
        )
        .order_by("placements__portal", "pk", "placements__placed_at")
        .values_list(
            *("placements__portal", "pk", "title", "opens_on", "closes_on"),
            *("placements__placed_at", "placements__removed_at", "summary_told__published_at"),
        )
    )
    found: dict[int, list[Evidence]] = {portal.pk: [] for portal in portals}
    for portal_id, draft in _drafts(rows):
        why = draft.why(draft.closes_on + owed_after)
        found[portal_id].append(Evidence("story", draft.pk, draft.title, why))
    return {pk: _share(things) for pk, things in found.items()}


def _drafts(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, DraftFacts]]:
    """Fold the times at which each draft stood on its portal."""
    for (portal_id, pk), times in groupby(rows, key=itemgetter(0, 1)):
        stood = list(times)
        _portal, _pk, title, opens_on, closes_on, placed_at, _removed_at, told_at = stood[0]
        if any(_stood_to_the_end(removed_at, closes_on) for *_, removed_at, _told in stood):
            told_on = local_date(told_at) if told_at else None
            yield (
                portal_id,
                DraftFacts(pk, title, opens_on, closes_on, local_date(placed_at), told_on),
            )


def _stood_to_the_end(removed_at: datetime | None, closes_on: date) -> bool:
    return removed_at is None or local_date(removed_at) > closes_on


def _share(things: Sequence[Evidence]) -> Measurement:
    """Fold what was found of one portal. Pure."""
    was_open = sum(one.why not in {OPEN_TOO_SHORT, NEITHER} for one in things)
    was_told = sum(one.why not in {NOT_SUMMED_UP, NEITHER} for one in things)
    return Measurement(
        Decimal(was_open + was_told) / max(1, 2 * len(things)),
        len(things),
        {"drafts": len(things), "open": was_open, "told": was_told},
        tuple(things),
    )

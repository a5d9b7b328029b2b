"""What persons did to a month: entries, words on copies, what never applies. Read as it stands, and never measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from editorial.enums import PlacementRole
from portals.clock import LOCAL_ZONE
from scoring.measures.own_items import WordsOnCopies
from scoring.measures.registry import Measurement
from scoring.models import CopyVerdict, FactEntry, NotApplicable
from scoring.periods import Month

from .engine import FEW_CASES
from .measuring import POOLED_MONTHS, MeasuredMonth

# As values are entered; what is kept and counted on is never rounded.
SHOWN = Decimal("0.0001")


@dataclass(frozen=True)
class ActsOnMonth:
    """All that persons said about the portals of a month.

    `entries`: by portal and measure, the newest month first. `words`: by portal.
    """

    month: Month
    entries: Mapping[tuple[int, str], list[FactEntry]]
    by_nature: Mapping[tuple[int, str], str]
    words: Mapping[int, WordsOnCopies]

    def entered(self, portal_id: int, measure: str) -> FactEntry | None:
        """Return what was entered for the month itself."""
        some = self.entries.get((portal_id, measure), ())
        return next((one for one in some if one.month == self.month.first), None)

    def latest(self, portal_id: int, measure: str) -> FactEntry | None:
        """Return what was last entered, for the month or one of the two before."""
        return next(iter(self.entries.get((portal_id, measure), ())), None)

    def pooled(self, portal_id: int, measure: str) -> Measurement | None:
        """Return what was entered for three months, counted together by their cases, where the month has few."""
        own = self.entered(portal_id, measure)
        if own is None or not 0 < own.cases < FEW_CASES:
            return None
        return pooled(self.entries[portal_id, measure], own.source)


def acts_on(measured: MeasuredMonth) -> ActsOnMonth:
    """Return what persons said of the portals that were measured. Three queries."""
    month, ids = measured.month, [one.portal.pk for one in measured.portals]
    entries: dict[tuple[int, str], list[FactEntry]] = defaultdict(list)
    entered = FactEntry.objects.filter(
        portal__in=ids, month__gt=month.later(-POOLED_MONTHS).first, month__lte=month.first
    )
    for entry in entered.select_related("confirmation").order_by("-month", "pk"):
        entries[entry.portal_id, entry.measure].append(entry)
    by_nature = {
        (portal_id, code): reason
        for portal_id, code, reason in NotApplicable.objects.in_force(month.last)
        .filter(portal__in=ids)
        .values_list("portal", "criterion_code", "reason")
    }
    return ActsOnMonth(month, dict(entries), by_nature, _words(ids, month))


def _words(portal_ids: Collection[int], month: Month) -> dict[int, dict[int, tuple[int, bool]]]:
    """Words on stories that these portals first showed in the months that count together, by portal."""
    first, end = (
        datetime.combine(day, time(), LOCAL_ZONE)
        for day in (month.later(1 - POOLED_MONTHS).first, month.end)
    )
    said = CopyVerdict.objects.filter(
        story__placements__role=PlacementRole.ORIGIN,
        story__placements__portal__in=portal_ids,
        story__placements__placed_at__gte=first,
        story__placements__placed_at__lt=end,
    )
    found: dict[int, dict[int, tuple[int, bool]]] = defaultdict(dict)
    for portal_id, story_id, other_id, is_copy in said.values_list(
        "story__placements__portal", "story", "other", "is_copy"
    ):
        found[portal_id][story_id] = other_id, is_copy
    return dict(found)


def is_confirmed(entry: FactEntry) -> bool:
    """Whether a second person has confirmed this very entry. No query where it was read by `acts_on`."""
    confirmation = getattr(entry, "confirmation", None)
    return confirmation is not None and bool(confirmation.is_of(entry))


def entered(entry: FactEntry) -> Measurement:
    """Return an entry as a measurement."""
    return _measurement(entry.value, entry.cases, entry.source)


def pooled(entries: Collection[FactEntry], source: str) -> Measurement:
    """Return several months' entries as one: the value of each weighs as much as it has cases. Pure."""
    cases = sum(one.cases for one in entries)
    value = sum((one.value * one.cases for one in entries), Decimal()) / cases
    return _measurement(value, cases, source)


def _measurement(value: Decimal, cases: int, source: str) -> Measurement:
    rounded = value.quantize(SHOWN)
    shown = value if value == rounded else rounded
    return Measurement(
        value=value,
        cases=cases,
        numbers={"value": f"{shown.normalize():f}", "cases": cases, "source": source},
    )

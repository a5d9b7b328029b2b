"""The own stories of portals in a month that persons judge: as they were measured, where they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portals.calendar.working_days import load_calendar
from portals.models import Portal
from scoring.measures.own_items import OwnItem, own_items, with_words, words_on
from scoring.models import FrozenFacts
from scoring.periods import Month, Period
from scoring.rounds.frozen import read_own_items
from scoring.rounds.measuring import MONTH


def items_of_month(
    portals: Sequence[Portal], month: Month, now: datetime
) -> dict[int, list[OwnItem]]:
    """Return the own items of each portal: of a measured month as they were measured, of another as they stand now.

    With the words of persons on copies. Two queries; of a month that was not measured four more.
    """
    kept = dict(
        FrozenFacts.objects.filter(
            run__round__month=month.first, run__number=1, portal__in=portals
        ).values_list("portal", f"own__{MONTH}")
    )
    rest = [portal for portal in portals if portal.pk not in kept]
    live = own_items(rest, Period.of_months(month, now, load_calendar())) if rest else {}
    frozen = {pk: list(read_own_items(own).items) if own else [] for pk, own in kept.items()}
    return {**live, **with_words(frozen, words_on(frozen))}

"""The league of provinces of a month: this one's published figures, and those of others in its cluster."""

from __future__ import annotations

import json
from collections.abc import Sequence

from portals.models import Portal, Tier
from portals.tiers import INSTALL_TIER
from scoring.models import NeighbourMonth
from scoring.periods import Month
from scoring.published.as_json import month_as_json
from scoring.published.reading import published_month

from .figures import ProvinceFigures, figures_in_table, side_by_side
from .pinned import pinned


def months_of_neighbours() -> list[Month]:
    """Return the months of which another province's figures are kept, the newest first. One query."""
    days = NeighbourMonth.objects.order_by("-month").values_list("month", flat=True).distinct()
    return [Month.of(day) for day in days]


def league_of_provinces(month: Month) -> list[tuple[str, Sequence[ProvinceFigures]]]:
    """Return by tier, in its order and under its name, the provinces of this one's cluster that have figures of it.

    Who is pinned no longer is not shown. Some thirty queries.
    """
    known = pinned()
    found: list[tuple[str, bool, dict[str, list[int]]]] = []
    own, province = published_month(month), Portal.objects.filter(tier=INSTALL_TIER).first()
    if own is not None and province is not None:
        found.append((province.name, True, figures_in_table(json.loads(month_as_json(own)))))
    for row in NeighbourMonth.objects.filter(month=month.first).order_by("ledger"):
        one = known.named(row.ledger)
        if one is not None and one.cluster == known.cluster:
            found.append((one.name, False, row.figures))
    tiers = dict(Tier.objects.order_by("level", "pk").values_list("pk", "name"))
    order = [*tiers, *sorted({tier for _n, _o, told in found for tier in told} - tiers.keys())]
    leagues = [
        (tiers.get(tier, tier), side_by_side([(n, o, told.get(tier, [])) for n, o, told in found]))
        for tier in order
    ]
    return [(name, rows) for name, rows in leagues if rows]

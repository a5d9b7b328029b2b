"""Counting the ranks of what was published, once after each publication and correction, and keeping them."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest

from portals.pagecache.cache_invalidation import change_editions
from scoring.course.people import shown_on
from scoring.models import Proceeding, PublishedRanks
from scoring.periods import Month

from .ranges import rank_ranges
from .reading import published_month, published_proceedings
from .table import PublishedMonth, PublishedPortal
from .together import told_together


def count_ranks() -> int:
    """Count the ranks of what was published or corrected since they were counted last; return of how many scorers.

    By the clock. Two at once count the same.
    """
    stale = _stale()
    for proceeding in stale:
        month = Month.of(proceeding.round.month)
        own = published_month(month, scorer=proceeding.scorer)
        everybody = published_month(month)
        if own is None or everybody is None:
            continue
        with transaction.atomic():
            _keep(proceeding.round_id, proceeding, own)
            # Ranks of a tier are for all of its portals or for none.
            if everybody.is_complete:
                _keep(proceeding.round_id, None, everybody)
            change_editions(portal_ids=shown_on(proceeding))
    return len(stale)


def _stale() -> list[Proceeding]:
    """What was published or corrected after its ranks were counted. Two queries."""
    changed = Greatest(
        "published_at", Coalesce(Max("scorecards__corrections__confirmed_at"), "published_at")
    )
    counted = dict(
        PublishedRanks.objects.filter(proceeding__isnull=False)
        .values_list("proceeding")
        .annotate(Max("of"))
        .order_by()
    )
    rows = published_proceedings().annotate(changed=changed).select_related("round", "scorer__site")
    return [
        row for row in rows.order_by("pk") if row.pk not in counted or counted[row.pk] < row.changed
    ]


def _keep(round_id: int, proceeding: Proceeding | None, found: PublishedMonth) -> None:
    by_tier: dict[str, list[PublishedPortal]] = defaultdict(list)
    for one in found.portals:
        by_tier[one.tier].append(one)
    for tier, portals in by_tier.items():
        cards = {one.portal_id: one.card_id for one in portals}
        ranges = rank_ranges(str(found.month), portals)
        PublishedRanks.objects.update_or_create(
            round_id=round_id,
            proceeding=proceeding,
            tier_id=tier,
            defaults={
                "ranks": {
                    cards[pk]: [one.rank, one.from_rank, one.to_rank, one.ranked]
                    for pk, one in ranges.items()
                },
                "together": told_together(portals).as_json(),
                "of": found.changed_at,
            },
        )

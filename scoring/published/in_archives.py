"""What archives of single portals tell of their published months: the rows of that portal, and no other's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from editorial.moving.archive import as_json
from editorial.moving.registry import RecordChapter
from portals.models import Portal
from scoring.periods import Month

from .as_json import FORMAT, portal_as_json
from .reading import published_cards, published_month


def scores_of(portal: Portal, _now: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield `2025-10.json` for each month in which anybody is shown what the portal had."""
    cards = published_cards(in_public=True).filter(portal=portal)
    days = cards.order_by("round__month").values_list("round__month", flat=True).distinct()
    for day in days:
        month = Month.of(day)
        published = published_month(month, portal_ids=[portal.pk], in_public=True)
        own = [one for one in published.portals if one.portal_id == portal.pk] if published else []
        if own:
            told = {
                "format": FORMAT,
                "month": str(month),
                "portals": list(map(portal_as_json, own)),
            }
            yield f"{month}.json", as_json(told)


SCORES = RecordChapter(
    "scores", "Điểm đã công bố từng tháng / published scores by month", scores_of
)

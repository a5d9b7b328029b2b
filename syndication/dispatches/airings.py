"""Which stations aired a bulletin that was sent, as the delivery board tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from editorial.stations.receipts import first_aired, with_stations
from syndication.models import Dispatch


@dataclass(frozen=True, slots=True)
class ToldAiring:
    """When the portal's station first aired it; `is_late`: after the deadline, or not yet though it is over."""

    at: datetime | None
    is_late: bool
    has_station: bool


def tell_airings(deliveries: Sequence[Any], dispatch: Dispatch, now: datetime) -> None:
    """Note on each delivery as `airing` what its station did. Two queries, however many."""
    portals = {one.portal_id for one in deliveries}
    aired, stations = first_aired(dispatch.story_id, portals), with_stations(portals, now)
    for one in deliveries:
        at, has_station = aired.get(one.portal_id), one.portal_id in stations
        is_over = dispatch.due_at is not None and (at or now) > dispatch.due_at
        one.airing = ToldAiring(at, has_station and is_over, has_station)

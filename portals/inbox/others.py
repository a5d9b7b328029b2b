"""Who else of a board is told of a thing, so that a person knows who could take it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.core.cache import cache

from portals.boards.enums import ALL_POSITIONS
from portals.boards.models import BoardMember, User
from portals.clock import local_date

from .items import InboxItem
from .reader import ToldOn
from .registry import sources

# Posts change by the day; a name that is minutes old still says whom to ask.
KEPT_SECONDS = 5 * 60
# Who sits on a board: number of the account, post, name.
type Seats = list[tuple[int, str, str]]


def others_told(
    reader: User, items: Iterable[InboxItem], told_on: ToldOn, now: datetime
) -> dict[str, str]:
    """The names of the others who are told of an item's kind on the board on which the reader is, by the item's name.

    One query, or none while the seats are kept. What is told to all posts is about one's own work, or about a step that
    few may take: of that nothing is said.
    """
    positions = {
        source.kind: source.positions for source in sources() if source.positions != ALL_POSITIONS
    }
    asked = [item for item in items if item.kind in positions]
    seats = _seats({told_on(item) for item in asked}, now)
    return {
        item.name: ", ".join(
            name
            for user_id, position, name in seats.get(told_on(item), ())
            if user_id != reader.pk and position in positions[item.kind]
        )
        for item in asked
    }


def _seats(portal_ids: Collection[int], now: datetime) -> Mapping[int, Seats]:
    keys = {f"inbox-seats:{portal_id}": portal_id for portal_id in portal_ids}
    kept = cache.get_many(keys) if keys else {}
    known: dict[int, Seats] = {keys[key]: seats for key, seats in kept.items()}
    missing = set(portal_ids) - set(known)
    if missing:
        asked = _ask(missing, now)
        cache.set_many({f"inbox-seats:{pk}": seats for pk, seats in asked.items()}, KEPT_SECONDS)
        known |= asked
    return known


def _ask(portal_ids: Collection[int], now: datetime) -> dict[int, Seats]:
    seats: dict[int, Seats] = {portal_id: [] for portal_id in portal_ids}
    members = (
        BoardMember.objects.holding(ALL_POSITIONS, local_date(now))
        .filter(board__portal__in=portal_ids)
        .order_by("pk")
        .values_list("board__portal", "user", "position", "user__last_name", "user__first_name")
    )
    for portal_id, user_id, position, last_name, first_name in members:
        seats[portal_id].append((user_id, position, f"{last_name} {first_name}".strip()))
    return seats

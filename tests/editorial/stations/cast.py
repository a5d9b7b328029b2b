"""A small province with a station that airs its own bulletin on work days at 17:00."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count
from typing import Any

from editorial.broadcasts.models import BroadcastPage
from editorial.models import Placement
from editorial.stations.actions import WantedSlot, keep_week, open_station
from editorial.stations.enums import SlotContent
from editorial.stations.models import Station
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from tests.factories import make_member, make_portal, section_of, store_story
from tests.scoring.cast import text_of

_WORDS = count(1)
VOICE = "Đài Tiếng nói Việt Nam"
OWN = [WantedSlot(day, time(17), 15) for day in range(1, 6)]
RELAYED = [WantedSlot(day, time(5), 30, SlotContent.RELAYED, VOICE) for day in range(1, 8)]
WEEK = [*OWN, *RELAYED]


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LOCAL_ZONE)


@dataclass
class Radio:
    province: Portal
    commune: Portal
    other: Portal
    station: Station
    others_station: Station
    secretary: User
    people: dict[Position, User] = field(default_factory=dict)


def a_station(portal: Portal, name: str = "Đài truyền thanh xã Thử") -> Station:
    station = open_station(
        portal=portal, name=name, since=date(2026, 10, 1), actor=None, now=at(1, month=10)
    )
    keep_week(station=station, slots=WEEK, since=date(2026, 10, 2), actor=None, now=at(1, month=10))
    return station


def bulletin(
    portal: Portal, *, aired: datetime, when: datetime, section: str = "loa", **fields: Any
) -> BroadcastPage:
    """A bulletin of the portal's own that was first public at `when`."""
    words = next(_WORDS)
    story = BroadcastPage(
        **{
            "title": f"Bản tin {words}",
            "lead": f"Bản tin {words} của đài",
            "aired_at": aired,
            "body": text_of(words, 80),
            "live": False,
            **fields,
        }
    )
    store_story(story, section=section_of(portal, section), author=None, is_public=True)
    Placement.objects.filter(story=story).update(placed_at=when)
    return story


def build() -> Radio:
    province = make_portal("province")
    commune, other = (make_portal("commune", overseer=province) for _ in range(2))
    people = {
        position: make_member(commune, position)
        for position in (Position.SECRETARY, Position.EDITOR, Position.HEAD)
    }
    return Radio(
        province,
        commune,
        other,
        a_station(commune),
        a_station(other, "Đài khác"),
        people[Position.SECRETARY],
        people,
    )

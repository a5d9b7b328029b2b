"""A small province whose heads receive citizens: built once for each file of tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from psycopg.types.range import DateRange

from editorial.reception.actions import OfficeDetails, keep_rules
from editorial.reception.enums import Repeats, Sitter
from editorial.reception.models import ReceptionRule
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from tests.factories import make_member, make_portal

LONG_AGO = date(2026, 1, 1)


def at(day: int, month: int = 10, year: int = 2026, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=LOCAL_ZONE)


def rule(
    sits: Sitter = Sitter.HEAD, *days: int, by_week: bool = False, **told: Any
) -> ReceptionRule:
    given = {
        "post": f"Chức vụ {sits}", "opens": time(7, 30), "pause_from": time(11, 30),
        "pause_to": time(13, 30), "closes": time(17), "period": DateRange(LONG_AGO, None), **told,
    }  # fmt: skip
    repeats = Repeats.WEEKLY if by_week else Repeats.MONTHLY
    return ReceptionRule(sits=sits, repeats=repeats, days=list(days), **given)


def set_days(
    portal: Portal, *rules: ReceptionRule, since: date = LONG_AGO, actor: Any = None
) -> None:
    keep_rules(
        portal=portal,
        details=OfficeDetails(
            "Phòng tiếp dân số 1", "0222 000 111", "Gọi trước", "Giấy tờ tùy thân"
        ),
        rules=rules,
        since=since,
        actor=actor,
        now=at(1),
    )


@dataclass
class Hall:
    """The commune's head sits on the 15th and the 30th, a deputy on the 20th, an officer every working day."""

    district: Portal
    commune: Portal
    other: Portal
    editor: User
    people: dict[Position, User] = field(default_factory=dict)


def build() -> Hall:
    province = make_portal("province")
    district = make_portal("district", overseer=province)
    commune, other = (make_portal("commune", overseer=district) for _ in range(2))
    set_days(
        commune,
        rule(Sitter.HEAD, 15, 30, post="Chủ tịch xã Thử"),
        rule(Sitter.DEPUTY, 20),
        rule(Sitter.OFFICER, 1, 2, 3, 4, 5, by_week=True, post="Cán bộ tiếp dân"),
    )
    people = {
        position: make_member(commune, position)
        for position in (Position.SECRETARY, Position.EDITOR, Position.CONTRIBUTOR)
    }
    return Hall(district, commune, other, people[Position.EDITOR], people)

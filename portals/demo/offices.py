"""Boards of the demo that are not as usual: a delegation, an absence, vacancies, a waiver, a person on two boards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from portals.boards.actions import appoint, derive_rights, end_post
from portals.boards.actions.grants import declare_away, delegate, grant_waiver
from portals.boards.actions.people import Person, Term, appoint_person
from portals.boards.enums import Position
from portals.boards.models import BoardMember, EditorialBoard, User
from portals.clock import local_date
from portals.models import Portal

from .organisations import CITY, LEFT_ALONE, PROVINCE, SHORT, WARD, demo_state_of
from .people import Crew

HEALTH = "SYT"
# Of ten boards so many were there this week; of the rest some have never been.
ACTIVE, NEVER = 8, 1


def arrange_offices(portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Leave boards as they are after some years: by the same verbs as everybody's."""
    _sign_in(portals, crews, now)
    organisation = demo_state_of(portals[0])
    by_part = {organisation.part_of(portal.code): portal for portal in portals}
    boards = {board.portal_id: board for board in EditorialBoard.objects.select_related("portal")}
    today = local_date(now)

    def of(part: str) -> tuple[EditorialBoard, Crew]:
        portal = by_part[part]
        return boards[portal.pk], crews[portal.pk]

    board, city = of(CITY)
    delegate(
        board=board,
        receiver=city.first(Position.DEPUTY),
        starts_on=today,
        ends_on=today + timedelta(30),
        decision_number="15/UQ-BBT",
        reason="Trưởng ban đi học",
        actor=city.head,
        now=now,
    )
    board, health = of(HEALTH)
    declare_away(
        board=board,
        user=health.head,
        stand_in=health.first(Position.DEPUTY),
        starts_on=today,
        ends_on=today + timedelta(5),
        reason="Nghỉ phép",
        actor=health.head,
        now=now,
    )
    _, short = of(SHORT)
    _end(short.first(Position.SECRETARY), now, days_ago=45, reason="Chuyển công tác")
    board, alone = of(LEFT_ALONE)
    for position in (Position.DEPUTY, Position.EDITOR):
        _end(alone.first(position), now, days_ago=60, reason="Tinh giản biên chế")
    grant_waiver(
        board=board,
        starts_on=today,
        ends_on=today + timedelta(90),
        reason="Xã chỉ có một người làm công tác biên tập",
        actor=crews[by_part[PROVINCE].pk].head,
        now=now,
    )
    board, _ward = of(WARD)
    appoint(
        board=board,
        user=city.first(Position.SECRETARY),
        position=Position.SECRETARY,
        starts_on=today - timedelta(200),
        main_post=organisation.words["second_post"],
        decision_number="07/QĐ-UBND",
        actor=None,
        now=now,
    )
    appoint_person(
        board=board,
        person=Person("Ngô Thị Mới", "moi.vuninh"),
        term=Term(Position.CONTRIBUTOR, today, main_post="Bí thư Đoàn phường"),
        actor=None,
        now=now,
    )
    for crew in (city, health):
        derive_rights(user=crew.head, now=now)


def _end(user: User, now: datetime, *, days_ago: int, reason: str) -> None:
    end_post(
        member=BoardMember.objects.get(user=user),
        ends_on=local_date(now) - timedelta(days_ago),
        reason=reason,
        actor=None,
        now=now,
    )


def _sign_in(portals: Sequence[Portal], crews: Mapping[int, Crew], now: datetime) -> None:
    """Say when each board was last there: uneven on purpose."""
    seen = []
    for portal in portals:
        random = Random(f"last seen {portal.code}")
        luck = random.randrange(10)
        for _position, user in crews[portal.pk].posts:
            if luck < ACTIVE:
                user.last_login = now - timedelta(hours=random.randrange(2, 120))
            elif luck < 10 - NEVER:
                user.last_login = now - timedelta(days=random.randrange(9, 40))
            seen.append(user)
    User.objects.bulk_update(seen, ["last_login"])

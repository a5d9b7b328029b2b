"""Whom the plants leave and the measures find: the province of the scratch database and its people."""

from __future__ import annotations

from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal

PROVINCE_CODE = "B0"


def username_of(position: Position) -> str:
    return f"{position}.do"


def the_province() -> Portal:
    return Portal.objects.select_related("site").get(code=PROVINCE_CODE)


def holder(position: Position) -> User:
    return User.objects.get(username=username_of(position))

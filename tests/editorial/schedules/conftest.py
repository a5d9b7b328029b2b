"""A commune with its board, built once for each file of tests."""

from __future__ import annotations

from dataclasses import dataclass

from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from tests.factories import make_member, make_portal
from tests.support.kept import once_a_file


@dataclass
class Office:
    portal: Portal
    head: User
    secretary: User
    editor: User
    contributor: User
    stranger: User
    elsewhere: Portal


def build() -> Office:
    portal, elsewhere = make_portal(), make_portal()
    return Office(
        portal,
        make_member(portal, Position.HEAD),
        make_member(portal, Position.SECRETARY),
        make_member(portal, Position.EDITOR),
        make_member(portal, Position.CONTRIBUTOR),
        make_member(elsewhere, Position.HEAD),
        elsewhere,
    )


built, office = once_a_file(build)

"""A commune under its district, with a plan and a text that promises; built once for each file of tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from editorial.models import OfficialDocumentPage, StoryPage
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from tests.factories import make_member, make_official, make_portal, published_story
from tests.support.kept import once_a_file

NOW = datetime(2026, 3, 11, 2, tzinfo=UTC)
WRITTEN = datetime(2026, 3, 10, 2, tzinfo=UTC)
PROMISE = "UBND xã sẽ hoàn thành việc sửa đường trước ngày 30/6/2026."
DUE = date(2026, 6, 30)


@dataclass
class Hall:
    district: Portal
    portal: Portal
    elsewhere: Portal
    head: User
    secretary: User
    editor: User
    stranger: User
    overseer: User
    document: OfficialDocumentPage
    story: StoryPage


def build() -> Hall:
    district = make_portal("district")
    portal, elsewhere = make_portal(overseer=district), make_portal(overseer=district)
    with time_machine.travel(WRITTEN, tick=False):
        story = published_story(portal, title="Xã họp dân", lead=PROMISE)
        document = make_official(portal)
    return Hall(
        district,
        portal,
        elsewhere,
        make_member(portal, Position.HEAD),
        make_member(portal, Position.SECRETARY),
        make_member(portal, Position.EDITOR),
        make_member(elsewhere, Position.HEAD),
        make_member(district, Position.SECRETARY),
        document,
        story,
    )


built, hall = once_a_file(build)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield

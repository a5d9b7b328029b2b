"""A commune that published in October 2026, with its fund; built once for each file of tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import time_machine

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from editorial.royalties.models import RoyaltyFund
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from tests.factories import make_member, make_portal, published_story
from tests.support.kept import once_a_file

MONTH = date(2026, 10, 1)
NOW = datetime(2026, 11, 5, 2, tzinfo=UTC)
# By the clock of Bắc Ninh: the last minute of September, the first and the last of October, the first of November.
BEFORE = datetime(2026, 9, 30, 16, 59, tzinfo=UTC)
FIRST = datetime(2026, 9, 30, 17, tzinfo=UTC)
LAST = datetime(2026, 10, 31, 16, 59, tzinfo=UTC)
AFTER = datetime(2026, 10, 31, 17, tzinfo=UTC)
UNIT = 234_000


@dataclass
class PayOffice:
    province: Portal
    portal: Portal
    elsewhere: Portal
    provincial: User
    head: User
    deputy: User
    secretary: User
    contributor: User
    stranger: User
    stories: dict[str, StoryPage]
    fund: RoyaltyFund


def _published(portal: Portal, at: datetime, author: User, **told: Any) -> StoryPage:
    with time_machine.travel(at, tick=False):
        return published_story(portal, author=author, **told)


def build() -> PayOffice:
    province = make_portal("province")
    portal, elsewhere = make_portal(overseer=province), make_portal(overseer=province)
    contributor = make_member(portal, Position.CONTRIBUTOR)
    secretary = make_member(portal, Position.SECRETARY)
    stranger = make_member(elsewhere, Position.SECRETARY)
    long = [{"type": "text", "value": f"<p>{'chữ ' * 620}</p>"}]
    stories = {
        "before": _published(portal, BEFORE, contributor, title="Tin tháng chín"),
        "brief": _published(portal, FIRST, contributor, title="Tin đầu tháng"),
        "feature": _published(portal, LAST, contributor, title="Bài cuối tháng", body=long),
        "guests": _published(
            portal, LAST, secretary, title="Tin của khách", byline="Tin: Lê Văn Khách, Đỗ Thị Bạn"
        ),
        "copied": _published(portal, LAST, secretary, title="Tin chép", source="Báo Thử"),
        "faulty": _published(portal, LAST, secretary, title="Tin sai"),
        "theirs": _published(elsewhere, LAST, stranger, title="Tin nơi khác"),
        "after": _published(portal, AFTER, contributor, title="Tin tháng mười một"),
    }
    Placement.objects.filter(story=stories["faulty"]).update(
        removed_at=NOW, removal_kind=RemovalKind.IN_ERROR, removal_reason="sai số liệu"
    )
    Placement.objects.create(
        portal=portal, section=Placement.objects.get(story=stories["brief"]).section,
        story=stories["theirs"], role="republished", kind="article", placed_at=LAST,
    )  # fmt: skip
    fund = RoyaltyFund.objects.create(
        portal=portal, year=2026, ceiling=10_000_000, decision="QĐ 12/QĐ-UBND ngày 05/01/2026"
    )
    return PayOffice(
        province,
        portal,
        elsewhere,
        make_member(province, Position.SECRETARY),
        make_member(portal, Position.HEAD),
        make_member(portal, Position.DEPUTY),
        secretary,
        contributor,
        stranger,
        stories,
        fund,
    )


built, office = once_a_file(build)

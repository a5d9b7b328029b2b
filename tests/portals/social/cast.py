"""A province, a commune below it and a neighbour, each with its board, and accounts of the commune."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal, SocialAccount, SocialService
from portals.social.actions.registering import WantedAccount, register_account
from tests.factories import make_member, make_province_tree

NOW = datetime(2026, 11, 10, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def picture(name: str = "man-hinh.png") -> ContentFile[bytes]:
    drawn = BytesIO()
    Image.new("RGB", (20, 20), "white").save(drawn, "PNG")
    return ContentFile(drawn.getvalue(), name=name)


def wanted(
    address: str = "https://zalo.me/xa-mau", service: SocialService = SocialService.ZALO
) -> WantedAccount:
    return WantedAccount(service, address, "Xã Mẫu", "Văn phòng HĐND và UBND xã", date(2025, 3, 1))


@dataclass
class SocialCast:
    province: Portal
    district: Portal
    commune: Portal
    neighbour: Portal
    head: User = field(init=False)
    above: User = field(init=False)
    stranger: User = field(init=False)

    def __post_init__(self) -> None:
        self.head = make_member(self.commune, Position.HEAD)
        self.above = make_member(self.province, Position.SECRETARY)
        self.stranger = make_member(self.neighbour, Position.HEAD)

    def account(
        self, address: str = "https://zalo.me/xa-mau", service: SocialService = SocialService.ZALO
    ) -> SocialAccount:
        return register_account(
            portal=self.commune, wanted=wanted(address, service), actor=self.head, now=NOW
        )


def make_cast() -> SocialCast:
    province, district, (commune, neighbour) = make_province_tree()
    return SocialCast(province, district, commune, neighbour)

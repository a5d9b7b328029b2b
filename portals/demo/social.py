"""The demo's social accounts: verified ones, one that waits, one in alarm. Their names say that they are none.

Nobody asks for their pages: what was found of them is made up here, as a look would have left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from portals.clock import local_date
from portals.models import Portal, SocialAccount, SocialService
from portals.social.actions.counting import AccountFigures, enter_months, enter_social_year
from portals.social.actions.registering import WantedAccount, register_account
from portals.social.actions.verifying import SeenPage, take_finding, verify_by_hand
from portals.social.enums import SocialFinding

from .people import Crews

ENTERED, VERIFIED, ALARMED = timedelta(days=70), timedelta(days=68), timedelta(days=1)
HOLDERS = {
    "province": "Văn phòng Ủy ban nhân dân tỉnh",
    "district": "Văn phòng HĐND và UBND",
    "commune": "Văn phòng HĐND và UBND xã",
}
HANDLES = {
    SocialService.YOUTUBE: "https://www.youtube.com/@lien-cong-minh-hoa-{}",
    SocialService.ZALO: "https://zalo.me/lien-cong-minh-hoa-{}",
    SocialService.FACEBOOK: "https://www.facebook.com/lien-cong-minh-hoa-{}",
}
MOST_PORTALS = 12
ALARMED_AT = 3
# As the province told them before figures were entered by month.
BEFORE = {"followers": 550_000, "reach": 60_000_000}
MONTHS_COUNTED = 6


def enter_social_accounts(portals: Sequence[Portal], crews: Crews, *, now: datetime) -> None:
    """Have the first boards enter accounts; of one the handle was taken over since, and one is not verified yet."""
    province, *others = [one for one in portals if one.pk in crews][:MOST_PORTALS]
    for account in _enter(province, [*HANDLES], crews, now):
        _name_us(account, now - VERIFIED)
    above = crews[province.pk].head
    for number, portal in enumerate(others):
        for account in _enter(portal, _services(number), crews, now):
            if account.service == SocialService.FACEBOOK:
                verify_by_hand(
                    account=account,
                    file=_screen(account),
                    said="Phần giới thiệu ghi địa chỉ của Cổng.",
                    actor=above,
                    now=now - VERIFIED,
                )
            elif number != 1:
                _name_us(account, now - VERIFIED)
            if number == ALARMED_AT and account.service == SocialService.ZALO:
                elsewhere = SeenPage(SocialFinding.MOVED, f"{account.address}-ban-hang")
                take_finding(account=account, seen=elsewhere, now=now - ALARMED)


def count_followers(province: Portal, crews: Crews, *, now: datetime) -> None:
    """Enter half a year of followers and reach by sheets of the province, and the year before as a report told it."""
    actor, month = crews[province.pk].head, local_date(now)
    accounts = list(
        SocialAccount.objects.open().exclude(verified_by="").select_related("portal").order_by("pk")
    )
    for ago in range(1, MONTHS_COUNTED + 1):
        month = month.replace(day=1) - timedelta(days=1)
        enter_months(
            overseer=province,
            rows=[
                AccountFigures(
                    account,
                    month,
                    followers=2_400 + 310 * number - 45 * ago,
                    reach=41_000 + 5_300 * number - 900 * ago,
                )
                for number, account in enumerate(accounts)
            ],
            file=ContentFile(b"cong,dia chi,nguoi theo doi,luot tiep can\n", name="bang.csv"),
            actor=actor,
            now=now,
        )
    enter_social_year(
        overseer=province,
        portal=province,
        year=local_date(now).year - 1,
        source="Báo cáo tổng kết hoạt động Cổng Thông tin điện tử (minh họa)",
        actor=actor,
        now=now,
        **BEFORE,
    )


def _services(number: int) -> list[SocialService]:
    """Every fifth has none, so that the screen of all portals has something to say."""
    if number % 5 == 4:
        return []
    return [SocialService.ZALO, SocialService.FACEBOOK][: 1 + number % 2]


def _enter(
    portal: Portal, services: Sequence[SocialService], crews: Crews, now: datetime
) -> list[SocialAccount]:
    return [
        register_account(
            portal=portal,
            wanted=WantedAccount(
                service=service,
                address=HANDLES[service].format(portal.code.lower()),
                name=portal.name,
                holder=HOLDERS.get(portal.tier_id, "Văn phòng"),
                opened_on=local_date(now - timedelta(days=400)),
            ),
            actor=crews[portal.pk].head,
            now=now - ENTERED,
        )
        for service in services
    ]


def _name_us(account: SocialAccount, at: datetime) -> None:
    take_finding(account=account, seen=SeenPage(SocialFinding.NAMES_US), now=at)


def _screen(account: SocialAccount) -> ContentFile[bytes]:
    drawn, kept = Image.new("RGB", (640, 360), "white"), BytesIO()
    ImageDraw.Draw(drawn).text((24, 24), f"{account.address}\n(anh minh hoa)", fill="black")
    drawn.save(kept, "PNG")
    return ContentFile(kept.getvalue(), name="man-hinh.png")

"""Followers and reach: by form, by sheet, of former years; who enters them, and what they add up to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.clock import months_before
from portals.models import SocialAccount
from portals.refusals import NotYourOffice
from portals.social.actions.counting import (
    AccountFigures,
    UnfitFigures,
    enter_month,
    enter_months,
    enter_social_year,
)
from portals.social.actions.registering import close_account
from portals.social.actions.verifying import keep_evidence
from portals.social.figures import last_month, social_figures
from portals.social.models import SocialEvidence, SocialFormerYear, SocialMonth
from portals.social.queries import accounts_on_desk
from portals.social.sheet import SocialSheet, read_social_sheet
from portals.uploads.apart import UploadDeadline
from tests.factories import make_member, make_portal
from tests.portals.social.cast import NOW, SocialCast, make_cast, picture
from tests.support.social_accounts import verified_account
from tests.walls import body, desk_client

OCTOBER = date(2026, 10, 1)
HEADING = "Cổng,Địa chỉ,Người theo dõi,Lượt tiếp cận\n"


@pytest.fixture
def cast(db: None) -> SocialCast:
    return make_cast()


def entered(cast: SocialCast, account: SocialAccount, **more: object) -> SocialMonth:
    told = {"month": OCTOBER, "followers": 10, "reach": 100, "actor": cast.head} | more
    actor = told.pop("actor")
    return enter_month(
        figures=AccountFigures(account, **told), file=picture(), actor=actor, now=NOW
    )


class TestByForm:
    def test_is_of_the_board_and_of_the_desk_above(self, cast: SocialCast) -> None:
        account = cast.account()
        for actor in (cast.stranger, make_member(cast.commune, Position.EDITOR)):
            with pytest.raises(NotYourOffice):
                entered(cast, account, actor=actor)
        assert entered(cast, account).evidence.portal == cast.commune
        assert entered(cast, account, actor=cast.above).entered_by == cast.above

    def test_corrects_and_keeps_both_in_the_log(self, cast: SocialCast) -> None:
        account = cast.account()
        entered(cast, account)
        entered(cast, account, month=date(2026, 10, 31), followers=12)
        month = SocialMonth.objects.get()
        assert (month.month, month.followers, month.reach) == (OCTOBER, 12, 100)
        first, second = ModelLogEntry.objects.filter(action="social.enter_month").order_by(
            "timestamp", "pk"
        )
        assert first.data["before"] is None
        assert second.data["before"] == {"followers": 10, "reach": 100}
        assert second.data["followers"] == 12

    @pytest.mark.parametrize(
        ("change", "is_fit"),
        [
            ({"month": date(2026, 11, 1)}, False),
            ({"month": date(2025, 2, 1)}, False),
            ({"month": date(2025, 3, 1)}, True),
            ({"followers": -1}, False),
            ({"followers": 100_000_000}, True),
            ({"followers": 100_000_001}, False),
            ({"reach": 10_000_000_001}, False),
        ],
    )
    def test_is_of_a_month_that_is_over_and_of_a_size(
        self, cast: SocialCast, change: dict[str, object], is_fit: bool
    ) -> None:
        account = cast.account()
        if is_fit:
            assert entered(cast, account, **change)
            return
        with pytest.raises(UnfitFigures):
            entered(cast, account, **change)
        assert not SocialEvidence.objects.exists()

    def test_of_a_closed_account_ends_with_its_month(self, cast: SocialCast) -> None:
        account = cast.account()
        close_account(
            account=account, closed_on=date(2026, 9, 15), reason="Bỏ", actor=cast.head, now=NOW
        )
        account.refresh_from_db()
        assert entered(cast, account, month=date(2026, 9, 1))
        with pytest.raises(UnfitFigures):
            entered(cast, account)


class TestTheDesk:
    def test_enters_the_last_month_of_a_closed_account_and_shows_its_evidence(
        self, cast: SocialCast
    ) -> None:
        account, other = cast.account(), cast.account("https://zalo.me/hai")
        close_account(
            account=account, closed_on=date(2026, 9, 15), reason="Bỏ", actor=cast.head, now=NOW
        )
        desk = desk_client(cast.head)
        page = reverse("social_accounts", args=[cast.commune.pk])
        form = reverse("social_month", args=[account.pk])
        assert form in desk.get(page).content.decode()
        told = {"month": "2026-09", "followers": "12", "reach": "34", "file": picture()}
        assert desk.post(form, told).status_code == 302
        evidence = account.months.get().evidence
        assert reverse("social_evidence", args=[evidence.pk]) in desk.get(page).content.decode()
        above = keep_evidence(portal=cast.province, file=picture(), actor=cast.above, now=NOW)
        SocialMonth.objects.create(
            account=other, month=OCTOBER, followers=1, reach=1, evidence=above,
            entered_by=cast.above, entered_at=NOW,
        )  # fmt: skip
        shown = desk.get(page).content.decode()
        assert reverse("social_evidence", args=[above.pk]) not in shown
        assert "từ bảng của cấp trên" in shown

    def test_shows_a_year_of_months(self, cast: SocialCast) -> None:
        account = cast.account()
        for number in range(13):
            SocialMonth.objects.create(
                account=account, month=months_before(OCTOBER, number), followers=number, reach=1,
                entered_at=NOW,
            )  # fmt: skip
        ((one),) = accounts_on_desk(cast.commune)
        assert [month.followers for month in one.months] == list(range(12))


class TestBySheet:
    def read(self, cast: SocialCast, lines: str) -> SocialSheet:
        return read_social_sheet(
            BytesIO((HEADING + lines).encode()),
            "bang.csv",
            portals=[cast.province, cast.district, cast.commune],
            month=OCTOBER,
            until=UploadDeadline(),
        )

    def enter(self, cast: SocialCast, sheet: SocialSheet, **more: object) -> int:
        told = {"overseer": cast.province, "actor": cast.above} | more
        file = ContentFile(b"x", name="bang.csv")
        return enter_months(rows=sheet.rows, file=file, now=NOW, **told)

    def test_is_read_whole(self, cast: SocialCast) -> None:
        cast.account()
        cast.account("https://zalo.me/hai")
        sheet = self.read(cast, 'x,zalo.me/XA-MAU,"1.234",98765\nx,https://zalo.me/hai,,\n')
        assert sheet.bad == []
        assert [(one.followers, one.reach) for one in sheet.rows] == [(1234, 98765)]
        assert self.enter(cast, sheet) == 1
        assert SocialMonth.objects.get().evidence.portal == cast.province

    @pytest.mark.parametrize(
        ("lines", "bad"),
        [
            ("x,zalo.me/khac,1,2\n", [2]),
            ("x,zalo.me/ben-canh,1,2\n", [2]),
            ("x,zalo.me/xa-mau,nhiều,2\nx,zalo.me/xa-mau,1,\nx,,1,1\n", [2, 3, 4]),
            ("x,zalo.me/xa-mau,1,2\nx,zalo.me/xa-mau,1,2\n", [3]),
            ("x,zalo.me/xa-mau,100000001,2\n", [2]),
            ("x,zalo.me/xa-mau,-1,2\n", [2]),
            # No number of people: an eighth digit would be made of each.
            *((f"x,zalo.me/xa-mau,{odd},2\n", [2]) for odd in ("1200.5", "1.2", "12.50", "1.2345")),
            ("x,zalo.me/moi,1,2\n", [2]),
            ("", [1]),
        ],
    )
    def test_tells_every_bad_row(self, cast: SocialCast, lines: str, bad: list[int]) -> None:
        cast.account()
        # Not of the portals that the desk oversees, and one that was opened later.
        verified_account(cast.neighbour, address="https://zalo.me/ben-canh")
        verified_account(cast.commune, address="https://zalo.me/moi", opened_on=date(2026, 11, 2))
        assert [row.line for row in self.read(cast, lines).bad] == bad

    @pytest.mark.parametrize(
        ("closed_on", "bad"), [(date(2026, 9, 30), [2]), (date(2026, 10, 1), []), (None, [])]
    )
    def test_is_of_accounts_that_there_were_in_the_month(
        self, cast: SocialCast, closed_on: date | None, bad: list[int]
    ) -> None:
        account = cast.account()
        if closed_on:
            close_account(
                account=account, closed_on=closed_on, reason="Bỏ", actor=cast.head, now=NOW
            )
        assert [row.line for row in self.read(cast, "x,zalo.me/xa-mau,1,2\n").bad] == bad

    def test_of_a_month_before_it_changed_hands_is_of_who_had_it(self, cast: SocialCast) -> None:
        day = date(2026, 11, 3)
        before = cast.account()
        close_account(account=before, closed_on=day, reason="Nhầm", actor=cast.head, now=NOW)
        verified_account(cast.district, address="https://zalo.me/xa-mau", opened_on=day)
        (figures,) = self.read(cast, "x,zalo.me/xa-mau,1,2\n").rows
        assert figures.account == before

    def test_of_one_address_is_of_the_account_that_is_open(self, cast: SocialCast) -> None:
        close_account(
            account=cast.account(), closed_on=OCTOBER, reason="Nhầm", actor=cast.head, now=NOW
        )
        again = cast.account()
        (figures,) = self.read(cast, "x,zalo.me/xa-mau,1,2\n").rows
        assert figures.account == again

    @pytest.mark.parametrize("address", ["https://facebook.com/Xa.Mau/", "https://example.vn/xa"])
    def test_takes_an_address_as_a_release_before_kept_it(
        self, cast: SocialCast, address: str
    ) -> None:
        account = SocialAccount.objects.create(
            portal=cast.commune, service="facebook", address=address
        )
        (figures,) = self.read(cast, f"x,{address},1,2\n").rows
        assert figures.account == account

    def test_is_of_the_desk_above_alone(self, cast: SocialCast) -> None:
        cast.account()
        sheet = self.read(cast, "x,zalo.me/xa-mau,1,2\n")
        for more in (
            {"actor": cast.head},
            {"actor": make_member(cast.province, Position.EDITOR)},
            {"overseer": cast.neighbour, "actor": cast.stranger},
        ):
            with pytest.raises(NotYourOffice):
                self.enter(cast, sheet, **more)
        assert not SocialMonth.objects.exists()

    def test_boards_below_do_not_read_it(self, cast: SocialCast) -> None:
        cast.account()
        self.enter(cast, self.read(cast, "x,zalo.me/xa-mau,1,2\n"))
        address = reverse("social_evidence", args=[SocialEvidence.objects.get().pk])
        assert desk_client(cast.head).get(address).status_code == 404
        assert desk_client(cast.above).get(address).status_code == 200


class TestEvidence:
    def test_is_of_the_board_and_who_oversees_it(self, cast: SocialCast) -> None:
        entered(cast, cast.account())
        address = reverse("social_evidence", args=[SocialEvidence.objects.get().pk])
        assert desk_client(cast.stranger).get(address).status_code == 404
        for reader in (cast.head, cast.above):
            answer = desk_client(reader).get(address)
            assert answer.status_code == 200
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"


class TestFormerYears:
    def enter(self, cast: SocialCast, **more: object) -> SocialFormerYear:
        told = {
            "overseer": cast.province, "portal": cast.province, "year": 2025,
            "followers": 550_000, "reach": 60_000_000, "source": "Báo cáo 12/BC",
            "actor": cast.above,
        }  # fmt: skip
        return enter_social_year(now=NOW, **(told | more))

    def test_are_entered_with_their_source_and_corrected_openly(self, cast: SocialCast) -> None:
        self.enter(cast)
        self.enter(cast, followers=551_000)
        year = SocialFormerYear.objects.get()
        assert (year.followers, year.reach) == (551_000, 60_000_000)
        told = ModelLogEntry.objects.filter(action="social.enter_year").order_by("-pk")[0].data
        assert told["before"] == {"followers": 550_000, "reach": 60_000_000}

    @pytest.mark.parametrize(
        "change",
        [{"year": 2026}, {"year": 2007}, {"source": " "}, {"reach": -1}],
    )
    def test_are_over_and_of_a_size(self, cast: SocialCast, change: dict[str, object]) -> None:
        with pytest.raises(UnfitFigures):
            self.enter(cast, **change)

    def test_are_of_the_desk_above(self, cast: SocialCast) -> None:
        assert self.enter(cast, portal=cast.commune)
        for more in (
            {"actor": cast.head},
            {"overseer": cast.commune, "actor": cast.head},
            {"portal": make_portal("province")},
        ):
            with pytest.raises(NotYourOffice):
                self.enter(cast, **more)


class TestTotals:
    def test_add_up_and_leave_others_out(self, cast: SocialCast) -> None:
        one, two = cast.account(), cast.account("https://zalo.me/hai")
        entered(cast, one)
        entered(cast, two, followers=5)
        entered(cast, one, month=date(2026, 9, 1), followers=7)
        entered(cast, one, month=date(2025, 10, 1), followers=3)
        other = verified_account(cast.neighbour, address="https://zalo.me/ba")
        entered(cast, other, actor=cast.stranger)

        found = social_figures([cast.province, cast.commune], OCTOBER)

        assert [(row.portal, row.accounts, row.followers, row.reach) for row in found.rows] == [
            (cast.commune, 2, 15, 200)
        ]
        assert (found.followers, found.reach, found.missing) == (15, 200, 1)
        assert [(month, followers) for month, followers, _reach in found.months] == [
            (OCTOBER, 15),
            (date(2026, 9, 1), 7),
        ]

    def test_ask_as_much_of_many_as_of_few(self, cast: SocialCast) -> None:
        def queries(portals: list) -> int:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                social_figures(portals, OCTOBER)
            return len(asked)

        entered(cast, cast.account())
        few = queries([cast.commune])
        others = [make_portal(overseer=cast.district) for _ in range(4)]
        for number, portal in enumerate(others):
            account = verified_account(portal, address=f"https://zalo.me/them-{number}")
            entered(cast, account, actor=cast.above)
        assert queries([cast.commune, *others]) == few == 3

    def test_are_a_page_and_a_table_for_the_desk_above(self, cast: SocialCast) -> None:
        entered(cast, cast.account(), month=date(2026, 5, 1), followers=4321)
        above = desk_client(cast.above)
        asked = {"thang": "2026-05"}
        assert "4.321" in body(above.get(reverse("social_totals"), asked)).decode()
        table = body(above.get(reverse("social_totals_file"), asked)).decode()
        assert f"{cast.commune.name},1,4321,100" in table
        for name in ("social_totals", "social_totals_file", "social_sheet", "social_year"):
            assert desk_client(cast.head).get(reverse(name)).status_code == 404
        for odd in ("x", "0001-01", "9999-12"):
            assert above.get(reverse("social_totals"), {"thang": odd}).status_code == 200


def test_the_newest_month_is_the_one_that_is_over() -> None:
    assert last_month(date(2026, 1, 31)) == date(2025, 12, 1)
    assert last_month(datetime(2026, 3, 1, tzinfo=UTC).date()) == date(2026, 2, 1)

"""A sheet holds what the portal published first in the month, and goes from one person to another."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, Page

from editorial.models import Placement
from editorial.royalties.actions.lines import (
    WantedAuthor,
    WantedWork,
    add_work,
    adjust_line,
    drop_work,
    keep_works,
    set_authors,
)
from editorial.royalties.actions.sheets import (
    approve_sheet,
    draw_up_sheet,
    hand_to_accounting,
    propose_sheet,
    return_sheet,
)
from editorial.royalties.enums import LeftOut, SheetState
from editorial.royalties.models import RoyaltyFund, RoyaltyLine, RoyaltySheet
from editorial.royalties.proposing import withdrawn_since
from editorial.royalties.queries import lines_of_person, months_without_sheet, totals_below
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from tests.editorial.royalties.conftest import MONTH, NOW, UNIT, PayOffice
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def drawn(office: PayOffice, month: date = MONTH, now: datetime = NOW) -> RoyaltySheet:
    return draw_up_sheet(portal=office.portal, month=month, actor=office.secretary, now=now)


def proposed(office: PayOffice) -> RoyaltySheet:
    sheet = drawn(office)
    propose_sheet(sheet=sheet, actor=office.secretary, now=NOW)
    sheet.refresh_from_db()
    return sheet


def approved(office: PayOffice) -> RoyaltySheet:
    sheet = proposed(office)
    approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=office.head, now=NOW)
    sheet.refresh_from_db()
    return sheet


def approve_now(sheet: RoyaltySheet, office: PayOffice, now: datetime) -> None:
    propose_sheet(sheet=sheet, actor=office.secretary, now=now)
    sheet.refresh_from_db()
    approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=office.head, now=now)


def line_of(sheet: RoyaltySheet, story: object) -> RoyaltyLine:
    found = sheet.lines.select_related("payee").filter(story=story).order_by("position").first()
    assert found is not None
    return found


class TestDrawingUp:
    def test_takes_what_was_published_first_in_the_month(self, office: PayOffice) -> None:
        sheet = drawn(office)

        lines = {line.title: line for line in sheet.lines.order_by("work", "position")}
        assert set(lines) == {
            "Tin đầu tháng", "Bài cuối tháng", "Tin của khách", "Tin chép", "Tin sai",
        }  # fmt: skip
        assert (lines["Tin đầu tháng"].kind, lines["Tin đầu tháng"].amount) == ("tin", 2 * UNIT)
        assert (lines["Bài cuối tháng"].kind, lines["Bài cuối tháng"].amount) == ("bai", 10 * UNIT)
        assert lines["Tin chép"].left_out == LeftOut.FOREIGN_SOURCE
        assert (lines["Tin sai"].left_out, lines["Tin sai"].reason) == (
            LeftOut.WITHDRAWN,
            "sai số liệu",
        )
        assert lines["Tin sai"].amount == 0

    def test_parts_a_work_among_the_guests_of_its_byline(self, office: PayOffice) -> None:
        sheet = drawn(office)

        lines = sheet.lines.filter(story=office.stories["guests"]).order_by("position")
        told = lines.values_list("payee__name", "payee__person", "share", "amount")
        assert list(told) == [
            ("Lê Văn Khách", None, 50, UNIT),
            ("Đỗ Thị Bạn", None, 50, UNIT),
        ]

    def test_withholds_of_who_has_no_contract_from_the_limit_on(self, office: PayOffice) -> None:
        sheet = drawn(office)

        mine = sheet.lines.filter(payee__person=office.contributor)
        assert sum(line.amount for line in mine) == 12 * UNIT
        assert sum(line.tax for line in mine) == 12 * UNIT // 10
        assert line_of(sheet, office.stories["guests"]).tax == 0
        sheet.refresh_from_db()
        assert (sheet.total, sheet.net) == (14 * UNIT, 14 * UNIT - 12 * UNIT // 10)

    def test_pays_an_own_version_as_an_adaptation(self, office: PayOffice) -> None:
        type(office.stories["brief"]).objects.filter(pk=office.stories["brief"].pk).update(
            adapted_from=office.stories["theirs"], source="Cổng nơi khác"
        )

        line = line_of(drawn(office), office.stories["brief"])
        assert (line.kind, line.amount) == ("bien-tap-dich", UNIT // 2)

    def test_pays_nothing_for_what_stood_elsewhere_first(self, office: PayOffice) -> None:
        place = Placement.objects.get(story=office.stories["brief"])
        Placement.objects.create(
            portal=office.elsewhere, section=place.section, story=place.story, role="origin",
            kind="article", placed_at=office.stories["before"].first_published_at,
            removed_at=NOW, removal_kind="moved",
        )  # fmt: skip

        assert not drawn(office).lines.filter(story=office.stories["brief"]).exists()

    def test_pays_a_colleague_of_the_byline_by_the_account(self, office: PayOffice) -> None:
        brief = office.stories["brief"]
        signed = f"{office.deputy}, {str(office.deputy).upper()} và Lê Khách"
        type(brief).objects.filter(pk=brief.pk).update(byline=signed)
        for position in (Position.EDITOR, Position.CONTRIBUTOR):
            member = make_member(office.portal, position)
            User.objects.filter(pk=member.pk).update(last_name="Lê", first_name="Khách")

        authors = drawn(office).lines.filter(story=brief).order_by("position")
        assert list(authors.values_list("payee__person", "payee__has_contract", "share")) == [
            (office.deputy.pk, True, 50),
            # Two bear this name: nobody knows which one is meant.
            (None, False, 50),
        ]

    def test_pays_a_text_that_was_moved_where_it_was_written_and_once(
        self, office: PayOffice
    ) -> None:
        """A move ends one place and begins another of the same hour."""

        def move(place: Placement, portal: Portal) -> None:
            Placement.objects.create(
                portal=portal, section=place.section, story=place.story, role="origin",
                kind="article", placed_at=place.placed_at, removed_at=NOW, removal_kind="moved",
            )  # fmt: skip

        there_and_back = Placement.objects.get(story=office.stories["brief"])
        Placement.objects.filter(pk=there_and_back.pk).update(removed_at=NOW, removal_kind="moved")
        move(there_and_back, office.elsewhere)
        move(there_and_back, office.portal)
        came = Placement.objects.get(story=office.stories["guests"])
        Placement.objects.filter(pk=came.pk).update(
            portal=office.elsewhere, removed_at=NOW, removal_kind="moved"
        )
        move(came, office.portal)

        lines = drawn(office).lines
        assert lines.filter(story=office.stories["brief"]).count() == 1
        assert not lines.filter(story=office.stories["guests"]).exists()

    def test_again_adds_only_what_is_missing(self, office: PayOffice) -> None:
        count = drawn(office).lines.count()

        assert drawn(office).lines.count() == count

    def test_takes_no_more_queries_for_more_texts(self, office: PayOffice) -> None:
        def queries(month: date, now: datetime) -> int:
            with CaptureQueriesContext(connection) as caught:
                drawn(office, month, now)
            return len(caught)

        # One text, of one author, and five.
        few = queries(date(2026, 9, 1), NOW)
        assert queries(MONTH, NOW) <= few

    @pytest.mark.parametrize("who", ["head", "deputy", "contributor", "stranger", "provincial"])
    def test_is_the_secretary_s(self, office: PayOffice, who: str) -> None:
        with pytest.raises(NotYourOffice):
            draw_up_sheet(portal=office.portal, month=MONTH, actor=getattr(office, who), now=NOW)

    def test_is_a_deputy_s_where_there_is_no_secretary(self, office: PayOffice) -> None:
        BoardMember.objects.filter(user=office.secretary).update(position=Position.EDITOR)

        draw_up_sheet(portal=office.portal, month=MONTH, actor=office.deputy, now=NOW)
        with pytest.raises(NotYourOffice):
            drawn(office)

    def test_waits_for_the_end_of_the_month(self, office: PayOffice) -> None:
        with pytest.raises(Refusal):
            drawn(office, now=datetime(2026, 10, 31, 16, 59, tzinfo=UTC))
        drawn(office, now=datetime(2026, 10, 31, 17, tzinfo=UTC))

    def test_needs_a_fund_of_that_year(self, office: PayOffice) -> None:
        RoyaltyFund.objects.update(year=2025)
        with pytest.raises(Refusal):
            drawn(office)


class TestChanging:
    def test_keeps_units_within_the_rate(self, office: PayOffice) -> None:
        sheet = drawn(office)
        work = line_of(sheet, office.stories["brief"]).work

        def keep(units: str, kind: str = "tin") -> None:
            wanted = WantedWork(work, kind, Decimal(units), True)
            keep_works(sheet=sheet, wanted=[wanted], actor=office.secretary, now=NOW)

        keep("10")
        assert line_of(sheet, office.stories["brief"]).amount == 10 * UNIT
        for units, kind in (("10.1", "tin"), ("0.9", "tin"), ("9.9", "phong-su")):
            with pytest.raises(Refusal):
                keep(units, kind)
        assert line_of(sheet, office.stories["brief"]).amount == 10 * UNIT

    def test_takes_in_what_was_left_out_and_leaves_out(self, office: PayOffice) -> None:
        sheet = drawn(office)
        copied, brief = (line_of(sheet, office.stories[name]) for name in ("copied", "brief"))

        keep_works(
            sheet=sheet,
            wanted=[
                WantedWork(copied.work, "tin", Decimal(1), True),
                WantedWork(brief.work, "tin", Decimal(2), False),
            ],
            actor=office.secretary,
            now=NOW,
        )

        assert line_of(sheet, office.stories["copied"]).amount == UNIT
        assert line_of(sheet, office.stories["brief"]).left_out == LeftOut.BY_HAND
        assert line_of(sheet, office.stories["brief"]).amount == 0

    def test_names_authors_whose_shares_sum_to_100(self, office: PayOffice) -> None:
        sheet = drawn(office)
        work = line_of(sheet, office.stories["brief"]).work

        def name(*authors: WantedAuthor) -> None:
            set_authors(sheet=sheet, work=work, wanted=authors, actor=office.secretary, now=NOW)

        name(WantedAuthor("Cô Khách", 33), WantedAuthor("", 67, office.head.pk))
        amounts = sheet.lines.filter(work=work).order_by("position")
        assert [line.amount for line in amounts] == [154_440, 313_560]
        for wrong in (
            [WantedAuthor("Cô Khách", 99)],
            [WantedAuthor("Cô Khách", 50), WantedAuthor("Cô Khách", 50)],
            [WantedAuthor("", 100)],
            [WantedAuthor("", 100, office.stranger.pk)],
        ):
            with pytest.raises(Refusal):
                name(*wrong)

    def test_takes_and_drops_works_by_hand(self, office: PayOffice) -> None:
        sheet = drawn(office)
        add_work(
            sheet=sheet, title="Ba ảnh của bài cuối tháng", kind="anh", units=Decimal(3),
            author=WantedAuthor("Thợ Ảnh", 100), actor=office.secretary, now=NOW,
        )  # fmt: skip
        added = sheet.lines.get(kind="anh")
        assert added.amount == 3 * UNIT

        drop_work(sheet=sheet, work=added.work, actor=office.secretary, now=NOW)
        assert not sheet.payees.filter(name="Thợ Ảnh").exists()
        with pytest.raises(Refusal):
            drop_work(sheet=sheet, work=1, actor=office.secretary, now=NOW)


class TestDeciding:
    def test_head_approves_and_the_fund_pays(self, office: PayOffice) -> None:
        sheet = approved(office)

        assert (sheet.state, sheet.approved_by) == (SheetState.APPROVED, office.head)
        assert RoyaltyFund.objects.get().spent == sheet.total
        acts = ModelLogEntry.objects.filter(action__startswith="royalties.")
        assert set(acts.values_list("action", flat=True)) == {
            "royalties.draw_up",
            "royalties.propose",
            "royalties.approve",
        }

    @pytest.mark.parametrize("who", ["deputy", "secretary", "stranger", "provincial"])
    def test_is_the_head_s(self, office: PayOffice, who: str) -> None:
        sheet = proposed(office)
        actor: User = getattr(office, who)

        with pytest.raises(NotYourOffice):
            approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=actor, now=NOW)
        with pytest.raises(NotYourOffice):
            return_sheet(sheet=sheet, reason="sai", actor=actor, now=NOW)

    def test_is_another_s_than_who_proposed(self, office: PayOffice) -> None:
        sheet = proposed(office)
        BoardMember.objects.filter(user=office.head).delete()
        BoardMember.objects.filter(user=office.secretary).update(position=Position.HEAD)

        with pytest.raises(NotYourOffice):
            approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=office.secretary, now=NOW)

    def test_approves_only_what_was_read(self, office: PayOffice) -> None:
        sheet = proposed(office)

        with pytest.raises(Refusal):
            approve_sheet(sheet=sheet, read_mark="1-2", actor=office.head, now=NOW)

    def test_approves_nobody_else_than_was_read_whatever_the_sum(self, office: PayOffice) -> None:
        sheet = proposed(office)
        read = sheet.mark
        return_sheet(sheet=sheet, reason="Đổi tác giả", actor=office.head, now=NOW)
        propose_sheet(sheet=sheet, actor=office.secretary, now=NOW + timedelta(minutes=1))
        sheet.refresh_from_db()

        assert read.partition("-")[0] == sheet.mark.partition("-")[0]
        with pytest.raises(Refusal):
            approve_sheet(sheet=sheet, read_mark=read, actor=office.head, now=NOW)
        approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=office.head, now=NOW)

    def test_is_not_asked_to_pay_somebody_of_no_name(self, office: PayOffice) -> None:
        Page.objects.filter(pk=office.stories["brief"].pk).update(owner=None)
        sheet = drawn(office)
        line = line_of(sheet, office.stories["brief"])
        assert (line.left_out, line.payee.name) == (LeftOut.NO_AUTHOR, "?")
        paid = WantedWork(line.work, line.kind, line.units, is_paid=True)
        keep_works(sheet=sheet, wanted=[paid], actor=office.secretary, now=NOW)

        with pytest.raises(Refusal, match="tên tác giả"):
            propose_sheet(sheet=sheet, actor=office.secretary, now=NOW)

    def test_is_told_of_a_text_that_was_withdrawn_after_it_was_drawn_up(
        self, office: PayOffice
    ) -> None:
        sheet = drawn(office)
        assert withdrawn_since(sheet) == []
        here = Placement.objects.filter(story=office.stories["brief"])
        here.update(removed_at=NOW, removal_kind="superseded")
        assert withdrawn_since(sheet) == []

        here.update(removal_kind="in_error")
        assert withdrawn_since(sheet) == ["Tin đầu tháng"]
        # Set right and published again, it stands.
        place = here.get()
        Placement.objects.create(
            portal=office.portal, section=place.section, story=place.story, role="origin",
            kind="article", placed_at=NOW,
        )  # fmt: skip
        assert withdrawn_since(sheet) == []

    def test_fund_must_suffice(self, office: PayOffice) -> None:
        sheet = proposed(office)
        RoyaltyFund.objects.update(spent=10_000_000 - sheet.total + 1)
        with pytest.raises(Refusal):
            approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=office.head, now=NOW)

        RoyaltyFund.objects.update(spent=10_000_000 - sheet.total)
        approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=office.head, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            RoyaltyFund.objects.update(spent=10_000_001)

    def test_returns_with_a_reason_and_stays_closed_meanwhile(self, office: PayOffice) -> None:
        sheet = proposed(office)
        with pytest.raises(Refusal):
            keep_works(sheet=sheet, wanted=[], actor=office.secretary, now=NOW)
        with pytest.raises(Refusal):
            return_sheet(sheet=sheet, reason=" ", actor=office.head, now=NOW)

        return_sheet(sheet=sheet, reason="Thiếu ảnh", actor=office.head, now=NOW)

        keep_works(sheet=sheet, wanted=[], actor=office.secretary, now=NOW)
        sheet.refresh_from_db()
        assert (sheet.state, sheet.return_reason) == (SheetState.DRAFT, "Thiếu ảnh")

    def test_accounting_takes_approved_sheets_only(self, office: PayOffice) -> None:
        sheet = proposed(office)
        with pytest.raises(Refusal):
            hand_to_accounting(sheet=sheet, actor=office.secretary, now=NOW)
        approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=office.head, now=NOW)
        hand_to_accounting(sheet=sheet, actor=office.secretary, now=NOW)
        sheet.refresh_from_db()
        assert (sheet.state, sheet.exported_at) == (SheetState.EXPORTED, NOW)


class TestAfterwards:
    def test_nothing_of_an_approved_sheet_changes(self, office: PayOffice) -> None:
        sheet = approved(office)

        for change in (
            lambda: sheet.lines.update(reason="khác"),
            lambda: sheet.lines.all().delete(),
            lambda: sheet.payees.update(name="khác"),
            lambda: RoyaltySheet.objects.filter(pk=sheet.pk).update(proposed_by=office.deputy),
            lambda: RoyaltySheet.objects.filter(pk=sheet.pk).update(
                state=SheetState.PROPOSED, approved_by=None, approved_at=None
            ),
        ):
            with pytest.raises(Error, match="kept unaltered"), transaction.atomic():
                change()
        own = RoyaltySheet.objects.filter(pk=sheet.pk)
        own.update(paper="sheet.pdf")
        hand_to_accounting(sheet=sheet, actor=office.secretary, now=NOW)
        hand_to_accounting(sheet=sheet, actor=office.secretary, now=NOW + timedelta(days=1))
        for change in (
            lambda: own.update(paper="other.pdf"),
            lambda: own.update(exported_at=NOW + timedelta(days=1)),
            lambda: own.update(state=SheetState.APPROVED),
        ):
            with pytest.raises(Error, match="kept unaltered"), transaction.atomic():
                change()
        with pytest.raises(Refusal):
            drawn(office)

    def test_shares_of_a_work_are_whole_in_the_database(self, office: PayOffice) -> None:
        sheet = drawn(office)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS royalties_whole IMMEDIATE")
        with pytest.raises(Error, match="sum to 100"), transaction.atomic():
            sheet.lines.filter(position=1).update(share=99)

    def test_a_mistake_becomes_an_adjustment_of_the_next_sheet(self, office: PayOffice) -> None:
        wrong = line_of(approved(office), office.stories["brief"])
        later = datetime(2026, 12, 1, 2, tzinfo=UTC)
        sheet = drawn(office, date(2026, 11, 1), later)

        def adjust(amount: int) -> None:
            adjust_line(
                sheet=sheet, line=wrong, amount=amount, reason="Tính nhầm hệ số",
                actor=office.secretary, now=later,
            )  # fmt: skip

        adjust(-UNIT)
        with pytest.raises(Refusal):
            adjust(-UNIT - 1)
        found = sheet.lines.get(adjusts=wrong)
        assert (found.amount, found.payee.person) == (-UNIT, office.contributor)
        sheet.refresh_from_db()
        assert sheet.total == 2 * UNIT - UNIT
        # The tax that was withheld of it comes back with it.
        assert wrong.tax > 0
        assert found.tax == -(wrong.tax * UNIT // wrong.amount)
        assert found.net == found.amount - found.tax
        approve_now(sheet, office, later)
        with pytest.raises(Refusal, match="điều chỉnh"):
            adjust_line(
                sheet=drawn(office, date(2026, 12, 1), datetime(2027, 1, 2, 2, tzinfo=UTC)),
                line=found, amount=1, reason="Nhầm", actor=office.secretary, now=later,
            )  # fmt: skip

    def test_tax_comes_back_of_what_was_paid_afterwards_too(self, office: PayOffice) -> None:
        wrong = line_of(approved(office), office.stories["brief"])
        now, later = datetime(2026, 12, 1, 2, tzinfo=UTC), datetime(2027, 1, 2, 2, tzinfo=UTC)
        first = drawn(office, date(2026, 11, 1), now)
        by = {"line": wrong, "reason": "Nhầm", "actor": office.secretary}
        # So much more is taxed by itself, whatever was withheld of the first sum.
        more = 20 * UNIT
        adjust_line(sheet=first, amount=more, now=now, **by)
        approve_now(first, office, now)
        second = drawn(office, date(2026, 12, 1), later)
        for amount in (1 - wrong.amount - more, -1):
            adjust_line(sheet=second, amount=amount, now=later, **by)

        withheld = first.lines.get(adjusts=wrong).tax
        back = second.lines.filter(adjusts=wrong).order_by("pk").values_list("tax", flat=True)

        assert withheld > wrong.tax
        assert wrong.tax + withheld + sum(back) == 0

    def test_debts_are_a_person_s_and_not_a_name_s(self, office: PayOffice) -> None:
        wrong = line_of(approved(office), office.stories["brief"])
        later = datetime(2026, 12, 1, 2, tzinfo=UTC)
        sheet = drawn(office, date(2026, 11, 1), later)
        by = {"sheet": sheet, "actor": office.secretary, "now": later}
        sheet.lines.all().delete()
        # A guest of the same name earns what the account owes.
        guest = WantedAuthor(str(office.contributor), 100)
        add_work(title="Ảnh", kind="anh", units=Decimal(2), author=guest, **by)
        adjust_line(line=wrong, amount=-UNIT, reason="Nhầm", **by)

        with pytest.raises(Refusal, match=str(office.contributor)):
            propose_sheet(**by)

    def test_everybody_sees_own_lines_of_approved_sheets_only(self, office: PayOffice) -> None:
        sheet = proposed(office)
        assert not lines_of_person(office.contributor).exists()

        approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=office.head, now=NOW)
        titles = lines_of_person(office.contributor).values_list("title", flat=True)
        assert set(titles) == {"Tin đầu tháng", "Bài cuối tháng"}
        assert not lines_of_person(office.stranger).exists()

    def test_overseer_sees_sums(self, office: PayOffice) -> None:
        sheet = approved(office)

        (row,) = totals_below(office.province, 2026, local_date(NOW))
        assert (row.pk, row.spent, row.waiting, row.approved) == (
            office.portal.pk, sheet.total, 0, 1,
        )  # fmt: skip
        assert not totals_below(office.elsewhere, 2026, local_date(NOW)).exists()

    def test_months_of_years_with_a_fund_are_asked_for(self, office: PayOffice) -> None:
        assert months_without_sheet(office.portal, NOW)[:2] == [MONTH, date(2026, 9, 1)]
        assert months_without_sheet(office.elsewhere, NOW) == []
        drawn(office)
        assert months_without_sheet(office.portal, NOW)[0] == date(2026, 9, 1)

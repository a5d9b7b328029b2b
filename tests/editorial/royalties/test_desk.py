"""The desk's pages: who opens them, what they keep of what was typed, and how a sheet goes on its way."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from unittest import mock

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from wagtail.models import ModelLogEntry

from editorial.royalties.actions.sheets import approve_sheet, draw_up_sheet, propose_sheet
from editorial.royalties.actions.terms import WantedRate, WantedTerms, set_fund, set_rate, set_terms
from editorial.royalties.desk.fields import DongField
from editorial.royalties.enums import SheetState
from editorial.royalties.jobs import print_sheet, print_what_is_missing
from editorial.royalties.models import RoyaltyFund, RoyaltyRate, RoyaltySheet, RoyaltyTerms
from editorial.royalties.paper import sum_in_words
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from tests.editorial.royalties.conftest import MONTH, NOW, UNIT, PayOffice
from tests.support.inboxes import in_inbox
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def as_(user: User) -> Client:
    return desk_client(user)


def drawn(office: PayOffice) -> RoyaltySheet:
    return draw_up_sheet(portal=office.portal, month=MONTH, actor=office.secretary, now=NOW)


def approved(office: PayOffice) -> RoyaltySheet:
    sheet = drawn(office)
    propose_sheet(sheet=sheet, actor=office.secretary, now=NOW)
    sheet.refresh_from_db()
    approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=office.head, now=NOW)
    sheet.refresh_from_db()
    return sheet


def at(office: PayOffice, rest: str = "") -> str:
    return f"/nhuan-but/{office.portal.pk}/{rest}"


def test_a_sheet_goes_from_the_secretary_to_the_head_and_to_accounting(office: PayOffice) -> None:
    secretary, head = as_(office.secretary), as_(office.head)

    response = secretary.post(at(office), {"lap": "2026-10"})
    sheet = RoyaltySheet.objects.get()
    page = at(office, f"{sheet.pk}/")
    assert response.headers["Location"] == page
    works = {
        line.work: {
            f"tp-{line.work}-kind": line.kind,
            f"tp-{line.work}-units": str(line.units),
            f"tp-{line.work}-is_paid": "" if line.left_out else "on",
        }
        for line in sheet.lines.all()
    }
    typed = {name: value for work in works.values() for name, value in work.items()}

    wrong = secretary.post(page, typed | {"tp-1-units": "99,5", "luu": "1"})
    assert wrong.status_code == 422
    assert 'value="99,5"' in wrong.content.decode()
    assert secretary.post(page, typed | {"tp-1-units": "2,5", "trinh": "1"}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == SheetState.PROPOSED
    assert sheet.lines.get(work=1).amount == 2.5 * UNIT

    assert secretary.post(page, {"duyet": "1", "dau": sheet.mark}).status_code == 422
    assert head.post(page, {"duyet": "1", "dau": "x"}).status_code == 422
    assert head.post(page, {"tra-lai": "1", "reason": ""}).status_code == 422
    assert head.get(page + "bang.xlsx").status_code == 404
    assert head.post(page, {"duyet": "1", "dau": sheet.mark}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == SheetState.APPROVED

    taken = body(secretary.get(page + "bang.xlsx"))
    # To look at it hands nothing over.
    sheet.refresh_from_db()
    assert (sheet.state, sheet.exported_at) == (SheetState.APPROVED, None)
    assert ModelLogEntry.objects.filter(action="journal.table", user=office.secretary).count() == 1
    rows = list(load_workbook(io.BytesIO(taken)).active.iter_rows(values_only=True))
    assert rows[-1][7:10] == (sheet.total, sheet.tax, sheet.net)
    assert "Lê Văn Khách" in body(secretary.get(page + "bang.csv")).decode()
    assert 'name="chuyen"' in secretary.get(page).content.decode()
    assert secretary.post(page, {"chuyen": "1"}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == SheetState.EXPORTED
    assert 'name="chuyen"' not in secretary.get(page).content.decode()


def test_is_of_the_board_s_office_alone(office: PayOffice) -> None:
    sheet = drawn(office)
    page = at(office, f"{sheet.pk}/")
    for who in (office.contributor, office.stranger, office.provincial):
        assert [as_(who).get(one).status_code for one in (at(office), page)] == [404, 404]
    # Another portal's address does not open it either.
    theirs = f"/nhuan-but/{office.elsewhere.pk}/{sheet.pk}/"
    assert as_(office.stranger).get(theirs).status_code == 404
    assert as_(office.head).get(page + "them/").status_code == 404
    # Where there is a secretary, the deputy reads the sums and not who is paid.
    deputy = as_(office.deputy)
    assert [deputy.get(one).status_code for one in (at(office), page)] == [200, 404]
    BoardMember.objects.filter(user=office.secretary).delete()
    assert deputy.get(page).status_code == 200


def test_authors_are_named_with_what_was_typed_kept(office: PayOffice) -> None:
    sheet = drawn(office)
    page = at(office, f"{sheet.pk}/tac-pham/1/")
    secretary = as_(office.secretary)
    typed = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
        "form-0-person": str(office.head.pk), "form-0-share": "60",
        "form-1-name": "Cô Khách", "form-1-share": "30",
    }  # fmt: skip

    short = secretary.post(page, typed)
    assert short.status_code == 422
    assert 'value="Cô Khách"' in short.content.decode()
    assert secretary.post(page, typed | {"form-1-share": "40"}).status_code == 302
    assert [line.share for line in sheet.lines.filter(work=1).order_by("position")] == [60, 40]
    # Of whom nothing was said stays what is known; both may be said.
    head = sheet.payees.get(person=office.head)
    assert head.has_contract
    typed |= {"form-1-share": "40", "form-INITIAL_FORMS": "2"}
    for said in ("no", "yes"):
        secretary.post(page, typed | {"form-0-has_contract": said})
        head.refresh_from_db()
        assert head.has_contract is (said == "yes")


def test_a_work_by_hand_and_an_adjustment(office: PayOffice) -> None:
    old = approved(office)
    line = old.lines.filter(left_out="").order_by("work").first()
    adjust = at(office, f"{old.pk}/dieu-chinh/{line.pk}/")
    wanted = {"amount": "-117.000", "reason": "Tính nhầm"}
    with time_machine.travel(datetime(2026, 12, 2, 2, tzinfo=UTC), tick=False):
        secretary = as_(office.secretary)
        assert secretary.post(adjust, wanted).status_code == 422
        secretary.post(at(office), {"lap": "2026-11"})
        assert secretary.post(adjust, wanted).status_code == 302
        sheet = RoyaltySheet.objects.get(month=date(2026, 11, 1))
        assert sheet.lines.get(adjusts=line).amount == -117_000

        by_hand = {"title": "Ba ảnh", "kind": "anh", "units": "3", "name": "Thợ Ảnh"}
        page = at(office, f"{sheet.pk}/")
        assert secretary.post(page + "them/", by_hand | {"units": "30"}).status_code == 422
        assert secretary.post(page + "them/", by_hand).status_code == 302
        work = sheet.lines.get(title="Ba ảnh").work
        assert secretary.post(page + f"tac-pham/{work}/", {"bo": "1"}).status_code == 302
        assert not sheet.lines.filter(title="Ba ảnh").exists()


def test_everybody_reads_own_lines(office: PayOffice) -> None:
    approved(office)

    mine = as_(office.contributor).get("/nhuan-but/cua-toi/").content.decode()
    theirs = as_(office.stranger).get("/nhuan-but/cua-toi/").content.decode()

    assert "Tin đầu tháng" in mine
    assert "Tin của khách" not in mine
    assert "Tin đầu tháng" not in theirs


def test_overseer_reads_sums_and_no_persons(office: PayOffice) -> None:
    sheet = approved(office)
    page = f"/nhuan-but/{office.province.pk}/cap-duoi/"

    html = as_(office.provincial).get(page).content.decode()

    assert f"{sheet.total:,}".replace(",", ".") in html
    assert "Lê Văn Khách" not in html
    assert as_(office.head).get(at(office, "cap-duoi/")).status_code == 404


def test_the_paper_is_made_by_a_job_and_signed_in_words(office: PayOffice) -> None:
    sheet = drawn(office)
    assert print_sheet(sheet.pk) is False
    sheet = approved(office)
    with mock.patch("editorial.royalties.jobs.nudge_print") as nudged:
        assert print_what_is_missing() == 1
    nudged.assert_called_once_with(sheet.pk)

    assert print_sheet(sheet.pk) is True
    assert print_sheet(sheet.pk) is False

    sheet.refresh_from_db()
    with sheet.paper.open("rb") as file:
        text = PdfDocument(file.read())[0].get_textpage().get_text_range()
    assert " ".join(sum_in_words(sheet.net).split()) in " ".join(text.split())
    pdf = as_(office.head).get(at(office, f"{sheet.pk}/bang.pdf"))
    assert body(pdf).startswith(b"%PDF")


def test_sums_in_words() -> None:
    assert sum_in_words(1_005_000) == "Một triệu không trăm linh năm nghìn đồng"
    assert sum_in_words(0) == "Không đồng"
    assert sum_in_words(-5) == "Âm năm đồng"


def test_the_inbox_asks_the_secretary_from_the_fifth_on(office: PayOffice) -> None:
    kind = "royalty-sheet-missing"
    fourth = datetime(2026, 11, 4, 16, 59, tzinfo=UTC)

    assert in_inbox(office.secretary, kind, now=fourth) == []
    (item,) = in_inbox(office.secretary, kind, now=datetime(2026, 11, 4, 17, tzinfo=UTC))
    assert "10/2026" in item.title
    assert in_inbox(office.deputy, kind, now=NOW) == []
    assert in_inbox(office.stranger, kind, now=NOW) == []
    opened = office.portal.opened_on
    Portal.objects.filter(pk=office.portal.pk).update(opened_on=date(2026, 11, 1))
    assert in_inbox(office.secretary, kind, now=NOW) == []
    Portal.objects.filter(pk=office.portal.pk).update(opened_on=opened)
    drawn(office)
    assert in_inbox(office.secretary, kind, now=NOW) == []


def test_the_inbox_asks_the_deputy_of_a_board_without_a_secretary(office: PayOffice) -> None:
    BoardMember.objects.filter(user=office.secretary).update(position=Position.EDITOR)
    kind = "royalty-sheet-missing"

    assert len(in_inbox(office.deputy, kind, now=NOW)) == 1
    assert in_inbox(office.deputy, kind, now=datetime(2026, 11, 4, 16, 59, tzinfo=UTC)) == []


def test_the_inbox_tells_the_head_of_a_sheet(office: PayOffice) -> None:
    kind = "royalty-sheet"
    sheet = drawn(office)
    assert in_inbox(office.head, kind, now=NOW) == []
    propose_sheet(sheet=sheet, actor=office.secretary, now=NOW)
    (item,) = in_inbox(office.head, kind, now=NOW)
    assert item.url == at(office, f"{sheet.pk}/")
    assert in_inbox(office.deputy, kind, now=NOW) == []


class TestTerms:
    TERMS = WantedTerms(2_530_000, 10, 10, 2_000_000, "NĐ mới")

    def test_are_the_province_s_and_end_those_before(self, office: PayOffice) -> None:
        for actor in (office.head, office.stranger):
            with pytest.raises(NotYourOffice):
                set_terms(wanted=self.TERMS, since=date(2027, 1, 1), actor=actor, now=NOW)
        set_terms(wanted=self.TERMS, since=date(2027, 1, 1), actor=office.provincial, now=NOW)

        assert RoyaltyTerms.objects.in_force(date(2026, 12, 31)).get().unit == UNIT
        assert RoyaltyTerms.objects.in_force(date(2027, 1, 1)).get().unit == 253_000

    def test_keep_what_sheets_were_drawn_up_by(self, office: PayOffice) -> None:
        drawn(office)
        for since in (date(2024, 7, 1), date(2024, 6, 1), date(2027, 1, 2)):
            with pytest.raises(Refusal):
                set_terms(wanted=self.TERMS, since=since, actor=office.provincial, now=NOW)

    def test_rates_hold_from_a_month_on(self, office: PayOffice) -> None:
        wanted = WantedRate("tin", 1, 8, 3, "QĐ 9/2027/QĐ-UBND", ["article"])
        set_rate(wanted=wanted, since=date(2027, 1, 1), actor=office.provincial, now=NOW)

        rates = RoyaltyRate.objects.filter(kind="tin")
        assert [rate.usual for rate in rates.in_force(date(2026, 12, 31))] == [2]
        assert [rate.usual for rate in rates.in_force(date(2027, 1, 1))] == [3]
        with pytest.raises(Refusal):
            set_rate(
                wanted=WantedRate("tin", 5, 8, 3, "QĐ"), since=date(2027, 2, 1),
                actor=office.provincial, now=NOW,
            )  # fmt: skip

    def test_are_set_on_a_page_of_the_province(self, office: PayOffice) -> None:
        page = "/nhuan-but/muc-chi/"
        assert as_(office.head).get(page).status_code == 404
        typed = {
            "dinh-muc": "1", "dinh-muc-since": "2027-01-01", "dinh-muc-base_salary": "2.530.000",
            "dinh-muc-unit_percent": "10", "dinh-muc-tax_percent": "10",
            "dinh-muc-tax_from": "2.000.000", "dinh-muc-source": "",
        }  # fmt: skip
        wrong = as_(office.provincial).post(page, typed)
        assert (wrong.status_code, 'value="2.530.000"' in wrong.content.decode()) == (422, True)
        typed["dinh-muc-source"] = "NĐ mới"
        assert as_(office.provincial).post(page, typed).status_code == 302
        assert RoyaltyTerms.objects.count() == 2

    def test_the_fund_is_the_head_s_or_the_secretary_s(self, office: PayOffice) -> None:
        def enter(actor: User, ceiling: int) -> None:
            set_fund(
                portal=office.portal, year=2026, ceiling=ceiling, decision="QĐ 13", actor=actor,
                now=NOW,
            )  # fmt: skip

        for actor in (office.deputy, office.contributor, office.provincial):
            with pytest.raises(NotYourOffice):
                enter(actor, 20_000_000)
        RoyaltyFund.objects.update(spent=5_000_000)
        with pytest.raises(Refusal):
            enter(office.head, 4_999_999)
        enter(office.secretary, 5_000_000)
        assert RoyaltyFund.objects.get().left == 0


@pytest.mark.parametrize("ceiling", ["1.500.000,00", "1,5", "99999999999999", "x", "-5"])
def test_a_sum_that_is_none_is_refused_and_not_read_otherwise(
    office: PayOffice, ceiling: str
) -> None:
    with pytest.raises(ValidationError):
        DongField(min_value=1).clean(ceiling)
    assert DongField(min_value=1).clean("1.500.000 đ") == 1_500_000

"""Which sheets meet a duty, and what citizens read of what is owed and missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from editorial.disclosures.sections import SECTION_OF_FORM
from editorial.enums import RemovalKind
from editorial.models import DisclosurePage
from editorial.owed.fulfilment import Sheets
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.duties.actions import declare_nothing_arose
from portals.duties.keeping import keep_duties
from portals.duties.loading import SHIPPED, read_duties
from portals.duties.models import Duty, Obligation
from portals.models import Portal, Tier
from tests.factories import make_member, make_portal
from tests.portals.duties.cast import ASKED, make_duty
from tests.support.sheets import make_disclosure
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
FORM = "th-chi-ns-xa-quy"


@pytest.fixture(autouse=True)
def _set(settings: Any, tmp_path: Any):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def portal() -> Portal:
    make_duty(fulfilled_by=f"disclosure:{FORM}", title="Chi ngân sách quý")
    return make_portal()


def text_of(portal: Portal, path: str) -> str:
    answer = visit(portal, path)
    assert answer.status_code == 200
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


class TestWhatMeetsIt:
    def found(self, *whats: str, since: date = date(2026, 1, 1)) -> list[tuple[int, date]]:
        return [(one.portal_id, one.on) for one in Sheets().deliveries(whats or (FORM,), since)]

    def test_a_sheet_that_stands(self, portal: Portal) -> None:
        page = make_disclosure(portal, year=2026, quarter=3)
        (one,) = Sheets().deliveries([FORM], date(2026, 9, 30))
        assert (one.portal_id, one.what, one.on) == (portal.pk, FORM, date(2026, 9, 30))
        assert one.title == page.title
        assert visit(portal, one.address).status_code == 200

    def test_not_of_a_period_before(self, portal: Portal) -> None:
        make_disclosure(portal, year=2026, quarter=3)
        assert self.found(since=date(2026, 10, 1)) == []

    def test_not_a_draft_nor_another_form(self, portal: Portal) -> None:
        make_disclosure(portal, year=2026, quarter=3, is_public=False)
        make_disclosure(portal, year=2026, quarter=2)
        assert self.found("qt-thu-ns-xa") == []
        assert self.found() == [(portal.pk, date(2026, 6, 30))]

    def test_not_where_it_was_sent(self, portal: Portal) -> None:
        page = make_disclosure(portal, year=2026, quarter=3)
        republished(page, make_portal(), "ngan-sach")
        assert self.found() == [(portal.pk, date(2026, 9, 30))]

    def test_not_what_is_the_boards_own_version_of_anothers(self, portal: Portal) -> None:
        theirs = make_disclosure(make_portal("district"), year=2026, quarter=3)
        ours = make_disclosure(portal, year=2026, quarter=3)
        DisclosurePage.objects.filter(pk=ours.pk).update(adapted_from=theirs)
        assert portal.pk not in [portal_id for portal_id, _on in self.found()]

    def test_not_once_it_was_withdrawn(self, portal: Portal) -> None:
        page = make_disclosure(portal, year=2026, quarter=3)
        Duty.objects.update(kept_days=365)
        keep_duties(now=NOW)
        withdraw_story(
            story=page,
            kind=RemovalKind.IN_ERROR,
            reason="Nhầm biểu",
            actor=make_member(portal, Position.HEAD),
            now=NOW,
        )
        assert self.found() == []
        keep_duties(now=NOW)
        assert Obligation.objects.get(starts_on=date(2026, 7, 1)).taken_down_at == NOW

    def test_not_where_it_was_taken_off_alone(self, portal: Portal) -> None:
        page = make_disclosure(portal, year=2026, quarter=3)
        page.placements.update(removed_at=NOW, removal_kind=RemovalKind.TAKEN_DOWN)
        assert self.found() == []

    def test_corrected_since_the_day_on_which_it_came(self, portal: Portal) -> None:
        page = make_disclosure(portal, year=2026, quarter=3)
        (before,) = Sheets().deliveries([FORM], date(2026, 1, 1))
        with time_machine.travel(NOW + timedelta(days=3), tick=False):
            page.lead = "Đã đính chính."
            page.save_revision().publish(skip_permission_checks=True)
        (after,) = Sheets().deliveries([FORM], date(2026, 1, 1))
        assert (after.at, after.address) == (before.at, before.address)

    def test_asks_once(self, portal: Portal) -> None:
        for quarter in (1, 2, 3):
            make_disclosure(portal, year=2026, quarter=quarter)
        with CaptureQueriesContext(connection) as asked:
            assert len(self.found()) == 3
        assert len(asked) == 1

    def test_stands_where_citizens_are_told_that_it_is_missing(self) -> None:
        tiers = frozenset(Tier.objects.values_list("code", flat=True))
        for line in read_duties(SHIPPED.read_text("utf-8"), tiers):
            by, _colon, form = line.fulfilled_by.partition(":")
            assert by != Sheets.code or SECTION_OF_FORM[form] == line.section, line.code

    def test_knows_the_forms(self) -> None:
        assert Sheets().knows(FORM)
        assert not Sheets().knows("khac")


class TestWhatCitizensRead:
    def test_what_is_missing_stands_in_its_section(self, portal: Portal) -> None:
        keep_duties(now=ASKED)
        make_disclosure(portal, year=2026, quarter=2)
        make_disclosure(portal, year=2026, quarter=1)
        keep_duties(now=NOW)
        page = text_of(portal, "/ngan-sach/")
        assert "Chi ngân sách quý, quý III/2026: phải công khai trước hết ngày 15/10/2026" in page
        assert "quý II/2026: phải" not in page

    def test_not_before_the_board_was_heard(self, portal: Portal) -> None:
        keep_duties(now=NOW)
        Obligation.objects.update(told_at=NOW + timedelta(minutes=1))
        assert "phải công khai trước" not in text_of(portal, "/ngan-sach/")
        assert "Quá hạn" not in text_of(portal, "/danh-muc-cong-khai/")

    def test_the_list_says_what_stands_with_each(self, portal: Portal) -> None:
        keep_duties(now=ASKED)
        page = text_of(portal, "/danh-muc-cong-khai/")
        assert "Chi ngân sách quý" in page
        assert "quý III/2026 : Quá hạn" in page or "quý III/2026: Quá hạn" in page

    def test_the_list_quotes_a_checked_basis_alone(self, portal: Portal) -> None:
        Duty.objects.update(basis="Thông tư 343/2016/TT-BTC")
        assert "343/2016" not in text_of(portal, "/danh-muc-cong-khai/")
        Duty.objects.update(basis_checked=True)
        assert "343/2016" in text_of(portal, "/danh-muc-cong-khai/")

    def test_why_nothing_arose(self, portal: Portal) -> None:
        keep_duties(now=NOW)
        declare_nothing_arose(
            obligation=Obligation.objects.select_related("portal", "duty").get(
                portal=portal, starts_on=date(2026, 7, 1)
            ),
            reason="Quý này không chi",
            actor=make_member(portal, Position.HEAD),
            now=NOW,
        )
        with translation.override("vi"):
            page = text_of(portal, "/danh-muc-cong-khai/")
        assert "Không phát sinh: Quý này không chi" in page

    def test_the_list_is_that_of_the_portal(self, portal: Portal) -> None:
        district = make_portal("district")
        assert "Chi ngân sách quý" not in text_of(district, "/danh-muc-cong-khai/")

    def test_the_list_stands_in_the_section_of_access(self, portal: Portal) -> None:
        assert "Chi ngân sách quý" in text_of(portal, "/tiep-can/")
        assert "/danh-muc-cong-khai/" in visit(portal, "/sitemap-trang.xml").content.decode()

    def test_asks_as_often_for_many(self, portal: Portal) -> None:
        keep_duties(now=NOW)
        counts = []
        for again in range(2):
            visit(portal, "/danh-muc-cong-khai/")
            with CaptureQueriesContext(connection) as asked:
                visit(portal, "/danh-muc-cong-khai/")
            counts.append(len(asked))
            for number in range(4):
                make_duty(code=f"khac{again}-{number}", fulfilled_by="disclosure:qt-thu-ns-xa")
            keep_duties(now=NOW)
        assert counts[0] == counts[1]
        assert counts[0] <= 15

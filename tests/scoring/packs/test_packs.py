"""An evidence pack: of published months only, made by a job, for the province."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from docx import Document
from openpyxl import load_workbook

from portals.boards.enums import Position
from portals.ledger.growing import grow, sign_newest
from portals.ledger.keys import add_key
from portals.refusals import NotYourOffice
from scoring import jobs
from scoring.enums import ProceedingState
from scoring.models import EvidencePack, Scorecard
from scoring.packs.actions import NothingToPack, ask_for_pack, packable_periods
from scoring.packs.gathering import PackPeriod, gather
from scoring.packs.indices import asking_indices
from scoring.rubrics.yaml_format import read_default
from tests.factories import make_member
from tests.portals.ledger.writing import SIGNER
from tests.scoring.cast import local
from tests.scoring.course.cast import Course
from tests.scoring.course.test_pages import press, see
from tests.scoring.published.cast import make_published
from tests.scoring.published.test_years import another_month
from tests.support.kept import once_a_file
from tests.walls import body

pytestmark = pytest.mark.django_db
NOW = local(2026, 11, 20, 9)
SECOND_HALF = PackPeriod(2026, 2)


built, course = once_a_file(lambda: make_published(2))


def ask(course: Course, actor=None, period: PackPeriod = SECOND_HALF) -> EvidencePack:
    return ask_for_pack(period=period, actor=actor or course.province_head, now=NOW)


def made(pack: EvidencePack) -> EvidencePack:
    with time_machine.travel(local(2026, 11, 20, 9, 6), tick=False):
        assert jobs.make_waiting_packs() == 1
    pack.refresh_from_db()
    return pack


def words(pack: EvidencePack) -> str:
    with pack.report.open("rb") as file:
        document = Document(BytesIO(file.read()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


class TestFigures:
    def test_are_shares_of_what_could_be_earned(self, course) -> None:
        figures = gather(SECOND_HALF, NOW)
        lines = [
            line
            for card in Scorecard.objects.filter(proceeding=course.proceeding)
            for line in card.lines["criteria"]
            if line["code"] == "B1"
        ]
        share = sum(Decimal(one["points"]) for one in lines) * 100 / 16
        assert figures.criteria["B1"].share() == share.quantize(Decimal("0.1"))
        assert figures.criteria["B1"].cards == 2
        full = sum(Decimal(one["points"]) == Decimal(one["most"]) for one in lines)
        assert figures.criteria["B1"].full == full

    def test_know_no_month_before_its_notice(self, course) -> None:
        another_month(course, 9, {0: "70"}, is_published=False)
        figures = gather(SECOND_HALF, NOW)
        assert [str(month) for month in figures.months] == ["2026-10"]
        assert [one.number for one in figures.notices] == ["45/TB-BBT"]

    def test_are_of_the_period(self, course) -> None:
        another_month(course, 3, {0: "70"})
        assert [str(month) for month in gather(PackPeriod(2026, 1), NOW).months] == ["2026-03"]
        assert len(gather(PackPeriod(2026, 0), NOW).months) == 2
        assert set(packable_periods()) == {
            PackPeriod(2026, 0), PackPeriod(2026, 1), PackPeriod(2026, 2),
        }  # fmt: skip

    def test_leave_out_what_is_provisional(self, course) -> None:
        another_month(course, 9, {0: "70", 1: ""})
        pack = made(ask(course))
        assert "70,00" in words(pack)
        assert "60,00" not in words(pack)
        with pack.workbook.open("rb") as file:
            book = load_workbook(BytesIO(file.read()))
        cells = {row[3].value for row in book["Cổng"].iter_rows(min_row=3)}
        assert cells == {70, "(50.00)"}

    def test_name_the_entry_that_proves_a_notice(self, course) -> None:
        assert gather(SECOND_HALF, NOW).notices[0].entry is None
        add_key(SIGNER.key, now=NOW)
        grow(now=NOW)
        sign_newest(signer=SIGNER, now=NOW)
        [notice] = gather(SECOND_HALF, NOW).notices
        assert notice.entry is not None
        assert len(notice.sha256) == 64

    def test_ask_for_criteria_that_the_rubric_has(self) -> None:
        known = {one.code for spec in read_default() for one in spec.criteria}
        for index in asking_indices():
            assert set(index.criteria) <= known, index.title


class TestAsking:
    def test_is_the_provinces(self, course) -> None:
        for stranger in (
            course.head, course.heads[0], make_member(course.province, Position.EDITOR),
        ):  # fmt: skip
            with pytest.raises(NotYourOffice):
                ask(course, stranger)
        ask(course, make_member(course.province, Position.SECRETARY))

    def test_is_of_a_period_with_a_published_month(self, course) -> None:
        with pytest.raises(NothingToPack):
            ask(course, period=PackPeriod(2026, 1))
        course.proceeding.notice.delete()
        type(course.proceeding).objects.update(state=ProceedingState.DECIDED, published_at=None)
        with pytest.raises(NothingToPack):
            ask(course)

    def test_gives_both_files_once(self, course) -> None:
        pack = made(ask(course))
        told = words(pack)
        for said in ("6 THÁNG CUỐI NĂM 2026", "PAR INDEX", "45/TB-BBT", "10/2026", "bản sao"):
            assert said in told, said
        with pack.workbook.open("rb") as file:
            book = load_workbook(BytesIO(file.read()))
        assert book.sheetnames == ["Chỉ số", "Tiêu chí", "Cổng", "Thông báo"]
        row = next(row for row in book["Tiêu chí"].iter_rows(min_row=3) if row[0].value == "B1")
        assert row[2].value == float(gather(SECOND_HALF, NOW).criteria["B1"].share())
        assert [row[1].value for row in book["Cổng"].iter_rows(min_row=3)]
        assert jobs.make_waiting_packs() == 0


class TestThePage:
    def test_makes_and_hands_out(self, course) -> None:
        press(course.province_head, "packs", now=NOW, period="2026-2")
        pack = made(EvidencePack.objects.get())
        page = body(see(course.province_head, "packs", now=NOW)).decode()
        assert f"/minh-chung/{pack.pk}.docx" in page
        given = see(course.province_head, "pack_file", pack.pk, "xlsx", now=NOW)
        assert body(given)[:2] == b"PK"
        assert see(course.province_head, "pack_file", pack.pk, "zip", now=NOW).status_code == 404

    def test_is_of_the_province(self, course) -> None:
        pack = made(ask(course))
        for stranger in (
            course.head, course.heads[0], make_member(course.province, Position.EDITOR),
        ):  # fmt: skip
            assert see(stranger, "packs", now=NOW).status_code == 404
            assert see(stranger, "pack_file", pack.pk, "docx", now=NOW).status_code == 404
            assert press(stranger, "packs", now=NOW, period="2026-2").status_code == 404
        assert EvidencePack.objects.count() == 1

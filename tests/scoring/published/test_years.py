"""The year table: means of published months, each month a column, and what is missing said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from portals.models import Portal
from scoring.enums import ProceedingState, RoundState
from scoring.models import Proceeding, Round, RoundNotice, Scorecard
from scoring.published.years import published_year, published_years
from tests.factories import make_user
from tests.scoring.course.cast import ENTERING, Course, make_course
from tests.scoring.course.test_pages import see
from tests.support.kept import once_a_file
from tests.walls import body

pytestmark = pytest.mark.django_db


def _course() -> Course:
    """October is published; August and September are added beside it."""
    course = make_course(3).at(ProceedingState.PUBLISHED)
    # By October alone nobody is told apart.
    for portal, total in zip(course.communes, ("90", "80", "70"), strict=True):
        Scorecard.objects.filter(portal=portal).update(total=total, provisional="", band="Khá")
    return course


built, course = once_a_file(_course)


def another_month(
    course: Course,
    month: int,
    totals: dict[int, str],
    *,
    year: int = 2026,
    is_published: bool = True,
) -> None:
    """A month of the same scorer with these totals by the place of the commune; "" for provisional."""
    of_october = Proceeding.objects.get(scorer=course.district, round__month="2026-10-01")
    round_ = Round.objects.create(
        month=date(year, month, 1), state=RoundState.CLOSED, scored_at=ENTERING, closed_at=ENTERING,
    )  # fmt: skip
    proceeding = Proceeding.objects.get(pk=of_october.pk)
    proceeding.pk, proceeding.round = None, round_
    if not is_published:
        proceeding.state, proceeding.published_at = ProceedingState.DECIDED, None
    proceeding.save()
    if is_published:
        notice = RoundNotice.objects.get(proceeding=of_october)
        notice.pk, notice.proceeding = None, proceeding
        notice.save()
    for place, total in totals.items():
        card = Scorecard.objects.get(portal=course.communes[place], proceeding=of_october)
        card.pk, card.round, card.proceeding = None, round_, proceeding
        card.rank_in_tier = card.rank_in_cluster = None
        card.total = Decimal(total or 50)
        card.provisional, card.band = ("", "Khá") if total else ("too_short", "")
        card.save()


def rows(year: int = 2026) -> dict[str, tuple]:
    return {
        row.name: (row.mean, row.counted, list(row.missing), row.rank)
        for row in published_year(year).rows
    }


def test_takes_the_mean_of_the_months_that_count(course) -> None:
    another_month(course, 9, {0: "70.01", 1: "80", 2: "99"})
    first, second, third = (one.name for one in course.communes)
    assert rows() == {
        first: (Decimal("80.01"), 2, [], 2),
        second: (Decimal("80.00"), 2, [], 3),
        third: (Decimal("84.50"), 2, [], 1),
    }
    assert [row.name for row in published_year(2026).rows] == [third, first, second]
    assert list(published_year(2026).months) == [9, 10]


def test_says_which_months_are_missing_and_counts_none_that_is_provisional(course) -> None:
    another_month(course, 9, {0: "70", 1: "", 2: "99"})
    another_month(course, 8, {0: "50"})
    first, second, third = (one.name for one in course.communes)
    found = rows()
    assert found[first] == (Decimal("70.00"), 3, [], 2)
    # One of three months: too little for a rank.
    assert found[second] == (Decimal("80.00"), 1, [8, 9], None)
    assert found[third] == (Decimal("84.50"), 2, [8], 1)


def test_knows_no_month_before_its_notice(course) -> None:
    another_month(course, 9, {0: "1", 1: "1", 2: "1"}, is_published=False)
    assert list(published_year(2026).months) == [10]
    assert {counted for _mean, counted, _missing, _rank in rows().values()} == {1}


def test_is_of_one_year(course) -> None:
    another_month(course, 12, {0: "10"}, year=2025)
    assert published_years() == [2026, 2025]
    assert rows(2025) == {course.communes[0].name: (Decimal("10.00"), 1, [], 1)}
    assert list(published_year(2026).months) == [10]


def test_is_read_by_one_query(course) -> None:
    another_month(course, 9, {0: "70", 1: "1", 2: "99"})
    with CaptureQueriesContext(connection) as seen:
        published_year(2026)
    assert len(seen) == 1


class TestThePage:
    def test_shows_the_same_to_a_scored_board_as_to_the_province(self, course) -> None:
        another_month(course, 9, {0: "70", 1: "", 2: "99"})
        another_month(course, 7, {0: "11.11"}, is_published=False)
        pages = [
            BeautifulSoup(body(see(reader, "year", now=ENTERING)), "html.parser")
            for reader in (course.heads[0], course.province_head)
        ]
        tables = [page.select_one("table.score-table").get_text(" ", strip=True) for page in pages]
        assert tables[0] == tables[1]
        assert "84,50" in tables[0]
        assert "(50,00)" in tables[0]
        assert "11,11" not in tables[0]
        told = pages[0].get_text(" ", strip=True)
        assert "Tháng đã công bố: 09, 10." in told
        assert "Chưa công bố: 01, 02" in told

    def test_is_of_people_on_boards(self, course) -> None:
        assert see(make_user(), "year", now=ENTERING).status_code in {302, 404}

    def test_is_taken_away_with_live_means(self, course) -> None:
        another_month(course, 9, {0: "70", 1: "", 2: "99"})
        Portal.objects.filter(pk=course.communes[0].pk).update(name="=1+1")
        given = see(course.heads[0], "year", now=ENTERING, query="?year=2026&xlsx")
        page = load_workbook(BytesIO(body(given))).worksheets[0]
        assert page.freeze_panes == "C4"
        assert page.page_setup.orientation == "landscape"
        headings = [cell.value for cell in page[3]]
        assert headings[3:15] == [f"{month:02}/2026" for month in range(1, 13)]
        lines = {row[1].value: row for row in page.iter_rows(min_row=4)}
        mine = lines["'=1+1"]
        number = mine[0].row
        assert (mine[11].value, mine[12].value) == (70, 90)
        assert mine[15].value == f"=ROUND(AVERAGE(D{number}:O{number}),2)"
        assert lines[course.communes[1].name][11].value == "(50.00)"

"""A disclosure's own page: its table as the ledger proves it, its picture, its files, and the periods around it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import DisclosureFigure, DisclosurePage
from editorial.models.disclosure import DisclosedAlready
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_portal
from tests.support.data_packages import faults_of
from tests.support.sheets import COLUMNS, FORM, make_disclosure, spending
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal() -> Portal:
    return make_portal(name="Xã Đông Phú")


def page_of(portal: Portal, page: DisclosurePage) -> BeautifulSoup:
    answer = visit(portal, page.public_path())
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


class TestThePage:
    def test_is_named_by_form_period_and_agency(self, portal) -> None:
        page = make_disclosure(portal)
        assert page.title == (
            "Thực hiện chi ngân sách xã quý II năm 2024 – Ủy ban nhân dân Xã Đông Phú"
        )
        assert page.slug.startswith("thuc-hien-chi-ngan-sach-xa-quy-ii-nam-2024")

    def test_shows_the_sheet_as_a_table_that_is_read_row_by_row(self, portal) -> None:
        shown = page_of(portal, make_disclosure(portal))
        table = shown.select_one("[data-shown-text] table")
        assert "Đơn vị tính: đồng" in table.caption.get_text()
        heads = [th.get_text() for th in table.select('thead th[scope="col"]')]
        assert heads[2:4] == ["Dự toán năm: Tổng số", "Dự toán năm: Thường xuyên"]
        rows = table.select("tbody tr")
        assert [row.select_one('th[scope="row"]').get_text() for row in rows] == [
            row.label for row in spending().rows
        ]
        roads = rows[3]
        assert "level-1" in roads["class"]
        assert [cell.get_text() for cell in roads.select("td.number")] == [
            *("672.965.000", "", "114.912.000", "", "17,08"),
        ]

    def test_lets_the_table_scroll_and_not_the_page(self, portal) -> None:
        box = page_of(portal, make_disclosure(portal)).select_one(".sheet")
        assert (box["role"], box["tabindex"]) == ("region", "0")
        assert box["aria-label"]

    def test_draws_what_was_planned_and_done_with_a_table_beside(self, portal) -> None:
        shown = page_of(portal, make_disclosure(portal))
        picture = shown.select_one("svg.sheet-chart")
        assert picture["role"] == "img"
        assert not picture.find_parent(attrs={"data-shown-text": True})
        widths = [float(bar["width"]) for bar in picture.select("rect")]
        assert widths == [320.0, 100.7, 267.2, 45.6]
        assert "style" not in str(picture)
        said = [cell.get_text() for cell in shown.select(".sheet-picture td")]
        assert said == ["805.860.000", "253.688.000", "672.965.000", "114.912.000"]

    def test_leads_to_the_decision_in_the_register(self, portal) -> None:
        page = make_disclosure(portal, decision_number="96/QĐ-UBND")
        link = page_of(portal, page).select_one('a[href="/van-ban/so/96-qd-ubnd/"]')
        assert "96/QĐ-UBND" in link.get_text()

    def test_tells_engines_of_a_dataset(self, portal) -> None:
        page = make_disclosure(portal)
        shown = page_of(portal, page)
        told = [json.loads(one.string) for one in shown.select('[type="application/ld+json"]')]
        data = next(one for one in told if one.get("@type") == "Dataset")
        assert data["temporalCoverage"] == "2024-04-01/2024-06-30"
        address = data["distribution"][0]["contentUrl"]
        assert address.endswith(f"{page.public_path()}so-lieu.csv")

    def test_is_found_by_the_words_of_its_rows(self, portal) -> None:
        page = make_disclosure(portal)
        answer = visit(portal, "/tim-kiem/?q=các hoạt động kinh tế")
        assert page.public_path() in answer.content.decode()

    def test_is_a_pdf_with_its_table(self, portal) -> None:
        page = make_disclosure(portal)
        answer = visit(portal, f"{page.public_path().rstrip('/')}.pdf")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")

    def test_without_a_form_is_no_disclosure(self, portal) -> None:
        with pytest.raises(Exception, match="biểu mẫu"):
            DisclosurePage(agency="UBND", lead="x").check_own()


class TestPeriodsAround:
    @pytest.fixture
    def three(self, portal: Portal) -> list[DisclosurePage]:
        return [
            make_disclosure(portal, quarter=1, sheet=spending(200_000_000, 114_912_000)),
            make_disclosure(portal, quarter=2),
            # The third is missing.
            make_disclosure(portal, quarter=4),
        ]

    def test_are_those_next_to_it_that_are_there(self, portal, three) -> None:
        shown = page_of(portal, three[1])
        assert shown.select_one("a[rel=prev]")["href"] == three[0].public_path()
        assert shown.select_one("a[rel=next]")["href"] == three[2].public_path()

    def test_are_of_the_same_form_and_the_same_length(self, portal) -> None:
        page = make_disclosure(portal, quarter=2)
        make_disclosure(portal, quarter=1, form="khac")
        make_disclosure(portal, year=2023, quarter=None)
        make_disclosure(make_portal(), quarter=1)
        assert not page_of(portal, page).select("a[rel=prev]")

    def test_say_what_changed(self, portal, three) -> None:
        rows = page_of(portal, three[1]).select(".sheet-changes tbody tr")
        assert [cell.get_text() for cell in rows[1].select("td")] == [
            *("200.000.000", "253.688.000", "+53.688.000", "+26,8 %"),
        ]
        assert [row.th.get_text() for row in rows] == [
            *("TỔNG CHI", "Chi giáo dục", "Chi các hoạt động kinh tế"),
        ]

    def test_that_were_withdrawn_are_left_out(self, portal, three) -> None:
        head = make_member(portal, Position.HEAD)
        withdraw_story(
            story=three[0],
            kind=RemovalKind.WITHDRAWN,
            reason="nhầm",
            actor=head,
            now=timezone.now(),
        )
        assert not page_of(portal, three[1]).select("a[rel=prev]")
        assert not DisclosureFigure.objects.filter(page=three[0]).exists()


class TestIdentity:
    def test_is_portal_form_and_period(self, portal) -> None:
        first = make_disclosure(portal)
        with pytest.raises(DisclosedAlready) as refused:
            make_disclosure(portal)
        assert refused.value.holder == first
        assert first.title in str(refused.value)
        for other in ({"quarter": 3}, {"year": 2023}, {"quarter": None}, {"form": "khac"}):
            assert make_disclosure(portal, **other).series
        assert make_disclosure(make_portal()).series

    def test_is_free_again_after_a_withdrawal(self, portal) -> None:
        first = make_disclosure(portal)
        withdraw_story(
            story=first,
            kind=RemovalKind.WITHDRAWN,
            reason="nhầm",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        first.refresh_from_db()
        assert first.series == ""
        assert make_disclosure(portal).series == f"{portal.pk}|{FORM}|quarter"

    def test_is_not_held_by_a_draft(self, portal) -> None:
        make_disclosure(portal, is_public=False)
        assert make_disclosure(portal).live


class TestFigures:
    def test_follow_what_is_public(self, portal) -> None:
        page = make_disclosure(portal)
        value = DisclosureFigure.objects.get(page=page, row="T", column="th")
        assert (value.value, value.portal_id) == (368_600_000, portal.pk)
        page.sheet = spending(1, 2).to_json()
        page.save_revision()
        value.refresh_from_db()
        assert value.value == 368_600_000
        page.get_latest_revision().publish(skip_permission_checks=True)
        assert DisclosureFigure.objects.get(page=page, row="T", column="th").value == 3

    def test_hold_no_empty_cell_and_no_row_of_a_list(self, portal) -> None:
        sheet = spending()
        rows = [row.__class__(**{**_values(row), "is_open": row.code == "1"}) for row in sheet.rows]
        page = make_disclosure(portal, sheet=sheet.__class__(sheet.title, COLUMNS, tuple(rows)))
        kept = DisclosureFigure.objects.filter(page=page)
        assert {(one.row, one.column) for one in kept} == {
            (row, column) for row in ("T", "8", "8.1") for column in ("dt", "th", "ss")
        }

    def test_are_not_published_without_the_sheet(self, portal) -> None:
        with pytest.raises(Exception, match="đính kèm"):
            make_disclosure(portal, body=[])


def _values(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


class TestDataFiles:
    @pytest.fixture
    def page(self, portal: Portal) -> DisclosurePage:
        return make_disclosure(portal)

    def rows(self, portal: Portal, page: DisclosurePage) -> Iterator[dict[str, str]]:
        answer = visit(portal, f"{page.public_path()}so-lieu.csv")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        yield from csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))

    def test_hold_every_figure_in_dong(self, portal, page) -> None:
        rows = {row["ma_dong"]: row for row in self.rows(portal, page)}
        assert int(rows["T"]["th"]) == int(rows["1"]["th"]) + int(rows["8"]["th"]) == 368_600_000
        assert (rows["8.1"]["dt_tx"], rows["8.1"]["ss"], rows["8.1"]["cap"]) == ("", "17.08", "1")

    def test_hold_no_formula(self, portal) -> None:
        sheet = spending()
        rows = [
            row.__class__(**{**_values(row), "label": "=HYPERLINK(1)", "ordinal": "-"})
            for row in sheet.rows
        ]
        page = make_disclosure(portal, sheet=sheet.__class__(sheet.title, COLUMNS, tuple(rows)))
        assert {(row["noi_dung"], row["stt"]) for row in self.rows(portal, page)} == {
            ("'=HYPERLINK(1)", "'-")
        }

    def test_are_described_for_programs(self, portal, page) -> None:
        package = json.loads(visit(portal, f"{page.public_path()}datapackage.json").content)
        [resource] = package["resources"]
        fields = resource["schema"]["fields"]
        [row, *_] = self.rows(portal, page)
        assert [field["name"] for field in fields] == list(row)
        types = {field["name"]: field["type"] for field in fields}
        assert (types["th"], types["ss"], types["noi_dung"]) == ("integer", "number", "string")
        assert resource["path"] == "so-lieu.csv"

    def test_hold_the_standard_and_what_their_description_says(
        self, portal, page, tmp_path, monkeypatch
    ) -> None:
        for name in ("so-lieu.csv", "datapackage.json"):
            (tmp_path / name).write_bytes(visit(portal, f"{page.public_path()}{name}").content)

        # It trusts no path from elsewhere.
        monkeypatch.chdir(tmp_path)
        assert faults_of("datapackage.json") == []
        table = tmp_path / "so-lieu.csv"
        table.write_text(table.read_text("utf-8-sig").replace("368600000", "nhiều"), "utf-8")
        assert faults_of("datapackage.json") == ["type-error"]

    def test_lead_from_a_wrong_spelling_and_end_with_the_page(self, portal, page) -> None:
        wrong = f"/ngan-sach/khac-{page.pk}/so-lieu.csv"
        assert visit(portal, wrong)["Location"] == f"{page.public_path()}so-lieu.csv"
        assert visit(make_portal(), wrong).status_code == 404
        withdraw_story(
            story=page,
            kind=RemovalKind.WITHDRAWN,
            reason="nhầm",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        assert visit(portal, f"{page.public_path()}so-lieu.csv").status_code == 410

    def test_stand_where_it_was_sent(self, portal, page) -> None:
        other = make_portal()
        path = republished(page, other, "ngan-sach").path
        assert b"368600000" in visit(other, f"{path}so-lieu.csv").content


def test_takes_as_many_queries_whatever_was_disclosed(portal) -> None:
    page = make_disclosure(portal, quarter=2)
    visit(portal, page.public_path())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            visit(portal, page.public_path())
        return len(queries)

    few = asked()
    for year in (2021, 2022):
        make_disclosure(portal, year=year)
    make_disclosure(portal, quarter=1)
    make_disclosure(portal, quarter=3)
    assert few == asked() <= MOST_QUERIES

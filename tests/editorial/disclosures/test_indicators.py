"""One indicator over all communes and periods, per head, on the province's portal."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import DisclosureFigure, PortalPopulation
from editorial.models.disclosure_sheet import ColumnKind
from portals.addresses import main_origin
from portals.models import Portal
from tests.factories import make_portal
from tests.support.sheets import FORM, make_disclosure, spending
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
ADDRESS = f"/so-lieu-cac-xa/{FORM}/T/th/"


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def province() -> Portal:
    return make_portal("province")


@pytest.fixture
def two(province: Portal) -> list[Portal]:
    portals = [make_portal(name=name) for name in ("Xã An Bình", "Xã Cao Đức")]
    make_disclosure(portals[0], sheet=spending(300, 100))
    make_disclosure(portals[0], quarter=1, sheet=spending(100, 100))
    make_disclosure(portals[1], sheet=spending(200, 400))
    for day, people in ((date(2023, 1, 1), 4), (date(2024, 6, 30), 8), (date(2024, 7, 1), 1)):
        PortalPopulation.objects.create(
            portal=portals[0], as_of=day, people=people, source="Niên giám"
        )
    PortalPopulation.objects.create(
        portal=portals[1], as_of=date(2025, 1, 1), people=3, source="Ước", is_illustrative=True
    )
    return portals


def rows(page: BeautifulSoup, number: int) -> list[list[str]]:
    table = page.select("main table")[number]
    return [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tbody tr")]


def test_divides_by_who_lived_there_at_the_end_of_the_period(province, two) -> None:
    page = BeautifulSoup(visit(province, ADDRESS).content, "html.parser")
    assert rows(page, 0) == [
        ["Xã Cao Đức", "600", "3", "200"],
        ["Xã An Bình", "400", "8", "50"],
    ]
    assert rows(page, 1) == [["Xã An Bình", "50", "50"], ["Xã Cao Đức", "200", ""]]
    assert "minh họa" in page.get_text()
    assert [one.get_text() for one in page.select("svg .chart-label")] == [
        "Xã Cao Đức",
        "Xã An Bình",
    ]


@pytest.mark.parametrize(
    ("unit", "shown", "in_file"),
    [
        ("ha", [["Xã An Bình", "400", "8.000", "0,05"]], "0.05"),
        ("%", [["Xã An Bình", "400"]], ""),
    ],
)
def test_divides_what_is_no_money_finely_and_shares_not_at_all(
    province, unit: str, shown: list[list[str]], in_file: str
) -> None:
    commune = make_portal(name="Xã An Bình")
    sheet = spending(300, 100)
    columns = [replace(one, kind=ColumnKind.NUMBER) for one in sheet.columns]
    rows_of_sheet = [replace(row, unit=unit) for row in sheet.rows]
    make_disclosure(
        commune, sheet=replace(sheet, columns=tuple(columns), rows=tuple(rows_of_sheet))
    )
    PortalPopulation.objects.create(
        portal=commune, as_of=date(2024, 1, 1), people=8_000, source="Niên giám"
    )
    page = BeautifulSoup(visit(province, ADDRESS).content, "html.parser")
    assert rows(page, 0) == shown
    assert f"Đơn vị tính: {unit}" in page.get_text()
    assert [one.get_text() for one in page.select("svg .chart-value")] == [shown[0][-1]]
    answer = visit(province, f"{ADDRESS.rstrip('/')}.csv").content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(answer)))["binh_quan_dau_nguoi"] == in_file


def test_gives_a_file_with_sources_of_every_figure(province, two) -> None:
    answer = visit(province, f"{ADDRESS.rstrip('/')}.csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    first = lines[0]
    assert (first["cong"], first["gia_tri"], first["dan_so"], first["binh_quan_dau_nguoi"]) == (
        *("Xã An Bình", "400", "8", "50"),
    )
    assert (first["nguon_dan_so"], first["minh_hoa"]) == ("Niên giám", "")
    assert len(lines) == 3


def test_stands_on_the_portal_of_the_province_alone_and_leads_there(province, two) -> None:
    assert visit(two[0], ADDRESS).status_code == 404
    assert visit(two[0], "/so-lieu-cac-xa/").status_code == 404
    assert "qt-thu-ns-xa" not in visit(province, "/so-lieu-cac-xa/").content.decode()
    assert ADDRESS in visit(province, "/so-lieu-cac-xa/").content.decode()
    page = DisclosureFigure.objects.filter(portal=two[0]).first().page
    shown = visit(two[0], page.public_path()).content.decode()
    assert main_origin(province) + ADDRESS in shown
    assert "so-lieu-cac-xa" in visit(province, "/sitemap-trang.xml").content.decode()


@pytest.mark.parametrize("path", ["khong-co/T/th", f"{FORM}/X/th", f"{FORM}/T/ss", f"{FORM}/T/stt"])
def test_is_nothing_where_nothing_can_be_compared(province, two, path) -> None:
    assert visit(province, f"/so-lieu-cac-xa/{path}/").status_code == 404


def test_shows_communes_alone(province, two) -> None:
    district = make_portal("district", name="Huyện Xa")
    make_disclosure(district, sheet=spending(700, 100))
    own = make_disclosure(district, form="qt-thu-ns-xa")
    DisclosureFigure.objects.filter(page=own, row="T", column="th").update(column="qt_nsnn")
    page = visit(province, ADDRESS).content.decode()
    assert "Xã An Bình" in page
    assert "Huyện Xa" not in page
    assert "qt-thu-ns-xa" not in visit(province, "/so-lieu-cac-xa/").content.decode()
    assert visit(province, "/so-lieu-cac-xa/qt-thu-ns-xa/T/qt_nsnn/").status_code == 404
    assert "so-lieu-cac-xa" not in visit(district, own.public_path()).content.decode()


def test_is_kept_nowhere_since_others_change_it(province, two) -> None:
    assert "no-store" in visit(province, ADDRESS)["Cache-Control"]


def test_takes_as_many_queries_for_two_communes_as_for_six(province, two) -> None:
    visit(province, ADDRESS)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            visit(province, ADDRESS)
        return len(queries)

    few = asked()
    for portal in (make_portal() for _number in range(4)):
        make_disclosure(portal)
        PortalPopulation.objects.create(
            portal=portal, as_of=date(2024, 1, 1), people=10, source="Niên giám"
        )
    assert few == asked() <= 15

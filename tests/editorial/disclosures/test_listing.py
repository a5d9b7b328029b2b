"""Sections of figures: disclosures by form and year, and what is owed."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.disclosures import owed
from editorial.disclosures.owed import OwedSheet
from portals.models import Portal
from tests.factories import make_portal, published_story
from tests.support.sheets import make_disclosure, spending
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def listed(portal: Portal, query: str = "") -> list[str]:
    page = BeautifulSoup(visit(portal, f"/ngan-sach/{query}").content, "html.parser")
    found = []
    for form in page.select(".disclosed-form"):
        for year in form.select("dl > div"):
            links = [a.find(string=True) for a in year.select("a")]
            found.append(f"{form.h2.get_text()} {year.dt.get_text()}: {', '.join(links)}")
    return found


def test_lists_by_form_and_year_the_newest_first(portal) -> None:
    sheet = spending().__class__("Quyết toán thu", spending().columns, spending().rows)
    make_disclosure(portal, year=2023, quarter=None, form="qt-thu-ns-xa", sheet=sheet)
    for year, quarter in ((2023, 4), (2024, 1), (2024, 2)):
        make_disclosure(portal, year=year, quarter=quarter)
    # Of another portal, and nobody's yet.
    make_disclosure(make_portal(), year=2022)
    make_disclosure(portal, year=2022, is_public=False)
    assert listed(portal) == [
        "Quyết toán thu 2023: Cả năm",
        "Thực hiện chi ngân sách xã 2024: Quý II, Quý I",
        "Thực hiện chi ngân sách xã 2023: Quý IV",
    ]
    assert listed(portal, "?nam=2023") == [
        "Quyết toán thu 2023: Cả năm",
        "Thực hiện chi ngân sách xã 2023: Quý IV",
    ]
    assert len(listed(portal, "?nam=2019")) == 3
    assert len(listed(portal, "?nam=²")) == 3


def test_names_the_agency_where_there_are_several(portal) -> None:
    make_disclosure(portal)
    page = visit(portal, "/ngan-sach/").content.decode()
    assert '<span class="file-kind">Ủy ban' not in page
    other = make_disclosure(make_portal(name="Huyện Bên"))
    republished(other, portal, "ngan-sach")
    assert "Ủy ban nhân dân Huyện Bên</span>" in visit(portal, "/ngan-sach/").content.decode()


def test_shows_what_is_owed_to_citizens(portal, monkeypatch) -> None:
    told = [OwedSheet("Quý I năm 2024: quá hạn từ 16/04/2024", is_overdue=True)]
    monkeypatch.setattr(owed, "_tellings", [lambda _portal, kind: told if kind == "dau-tu" else []])
    assert "quá hạn từ" in visit(portal, "/dau-tu/").content.decode()
    assert "quá hạn từ" not in visit(portal, "/ngan-sach/").content.decode()


def test_takes_as_many_queries_for_one_as_for_ten(portal) -> None:
    make_disclosure(portal)
    published_story(portal, section="ngan-sach")

    def asked() -> int:
        visit(portal, "/ngan-sach/")
        with CaptureQueriesContext(connection) as queries:
            visit(portal, "/ngan-sach/")
        return len(queries)

    few = asked()
    for year in range(2015, 2021):
        make_disclosure(portal, year=year)
    assert few == asked() <= 15

"""A document by its number: its address, and a search that names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.documents.register import by_number, views
from editorial.models import OfficialDocumentPage
from portals.models import Portal
from tests.factories import make_official, make_portal
from tests.support.kept import as_built, built_once
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@dataclass
class Numbered:
    portal: Portal
    other: Portal
    of_2021: OfficialDocumentPage
    of_2022: OfficialDocumentPage
    normative: OfficialDocumentPage
    elsewhere: OfficialDocumentPage
    draft: OfficialDocumentPage


def build() -> Numbered:
    portal, other = make_portal(), make_portal()
    return Numbered(
        portal,
        other,
        of_2021=make_official(portal, number="96/QĐ-UBND", issued_on=date(2021, 3, 18)),
        of_2022=make_official(portal, number="96/QĐ-UBND", issued_on=date(2022, 3, 18)),
        normative=make_official(portal, number="80/2025/QĐ-UBND", issued_on=date(2025, 4, 1)),
        elsewhere=make_official(other, number="97/QĐ-UBND", lead="Chỉ ở nơi kia"),
        draft=make_official(portal, number="98/QĐ-UBND", is_public=False),
    )


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Numbered]:
    with built_once(django_db_blocker, build) as numbered:
        yield numbered


@pytest.fixture
def numbered(built: Numbered) -> Iterator[Numbered]:
    with as_built(built) as one:
        yield one


class TestTheAddress:
    def test_leads_to_the_one_document(self, numbered: Numbered) -> None:
        answer = visit(numbered.portal, "/van-ban/so/80-2025-qd-ubnd/")
        assert (answer.status_code, answer["Location"]) == (302, numbered.normative.public_path())

    def test_with_the_day_leads_to_the_one_of_that_day(self, numbered: Numbered) -> None:
        answer = visit(numbered.portal, "/van-ban/so/96-qd-ubnd/?ngay=2021-03-18")
        assert answer["Location"] == numbered.of_2021.public_path()
        none = visit(numbered.portal, "/van-ban/so/96-qd-ubnd/?ngay=2021-03-19")
        assert none.status_code == 404

    def test_shows_which_there_are(self, numbered: Numbered) -> None:
        page = visit(numbered.portal, "/van-ban/so/96-qd-ubnd/")
        assert page.status_code == 200
        links = [a["href"] for a in BeautifulSoup(page.content, "html.parser").select(".result a")]
        assert links == [numbered.of_2022.public_path(), numbered.of_2021.public_path()]

    def test_says_of_an_unreadable_day_that_it_is_none(self, numbered: Numbered) -> None:
        page = visit(numbered.portal, "/van-ban/so/96-qd-ubnd/?ngay=2021-02-30")
        assert page.status_code == 200
        assert 'role="alert"' in page.content.decode()

    def test_is_one_whatever_the_spelling(self, numbered: Numbered) -> None:
        answer = visit(numbered.portal, "/van-ban/so/096-Q%C4%90-UBND/?ngay=2021-03-18")
        assert answer["Location"] == "/van-ban/so/96-qd-ubnd/?ngay=2021-03-18"

    def test_says_where_else_it_stands_and_is_not_kept(self, numbered: Numbered) -> None:
        page = visit(numbered.portal, "/van-ban/so/97-qd-ubnd/")
        shown = page.content.decode()
        assert f"{numbered.other.site.hostname}" in shown
        assert numbered.elsewhere.public_path() in shown
        assert numbered.other.name in shown
        assert page["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("number", ["98-qd-ubnd", "1-qd-ubnd", "khong-so", "²", "9" * 400])
    def test_of_nothing_public_offers_a_search(self, numbered: Numbered, number: str) -> None:
        page = visit(numbered.portal, f"/van-ban/so/{number}/")
        assert page.status_code == 404
        assert 'type="search"' in page.content.decode()

    def test_shows_a_bounded_number(
        self, numbered: Numbered, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (views, by_number):
            monkeypatch.setattr(module, "MOST_NUMBERED", 1)
        page = visit(numbered.portal, "/van-ban/so/96-qd-ubnd/").content.decode()
        assert numbered.of_2021.public_path() not in page
        assert "Còn văn bản khác" in page


class TestASearch:
    def hits(self, portal: Portal, query: str) -> list[str]:
        page = BeautifulSoup(visit(portal, f"/tim-kiem/?{query}").content, "html.parser")
        section = page.select_one('section[aria-labelledby="goi-ten-1"]')
        return [a["href"] for a in section.select("a")] if section else []

    @pytest.mark.parametrize("typed", ["96/QĐ-UBND 2021", "96/qd ubnd 18/3/2021"])
    def test_for_a_number_shows_it_first(self, numbered: Numbered, typed: str) -> None:
        page = BeautifulSoup(visit(numbered.portal, f"/tim-kiem/?q={typed}").content, "html.parser")
        first = page.select_one("main .result a, .results .result a")
        assert first["href"] == numbered.of_2021.public_path()
        assert self.hits(numbered.portal, f"q={typed}") == [numbered.of_2021.public_path()]

    def test_finds_a_normative_one_by_its_year_behind_it(self, numbered: Numbered) -> None:
        found = self.hits(numbered.portal, "q=80/QĐ-UBND 2025")
        assert found == [numbered.normative.public_path()]

    def test_says_where_else_it_stands_and_is_not_kept(self, numbered: Numbered) -> None:
        page = visit(numbered.portal, "/tim-kiem/?q=97/qd-ubnd")
        assert numbered.elsewhere.public_path() in page.content.decode()
        assert page["Cache-Control"] == "no-store"
        kept = visit(numbered.portal, "/tim-kiem/?q=96/qd-ubnd")
        assert kept.get("Cache-Control") != "no-store"

    def test_finds_no_draft(self, numbered: Numbered) -> None:
        assert self.hits(numbered.portal, "q=98/qd-ubnd") == []

    @pytest.mark.parametrize("query", ["q=le hoi", "q=96/qd-ubnd&loai=tin", "q=96/qd-ubnd&trang=2"])
    def test_for_anything_else_asks_nothing(self, numbered: Numbered, query: str) -> None:
        with CaptureQueriesContext(connection) as asked:
            visit(numbered.portal, f"/tim-kiem/?{query}")
        assert not any("number_key" in one["sql"] for one in asked)

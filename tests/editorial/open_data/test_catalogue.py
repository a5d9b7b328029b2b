"""What portals offer to take away: the page for people, and catalogues that hold the rules of DCAT-AP 3."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from editorial.enums import RemovalKind
from editorial.models import DisclosurePage, SectionPage
from editorial.open_data import views, written
from editorial.open_data.catalogue import Catalogue, write_catalogue
from editorial.open_data.registry import datasets_of
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_official, make_portal, make_province_tree
from tests.support.sheets import make_disclosure
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
EU = "http://publications.europa.eu/resource/authority/"
OWN, WHOLE = "/du-lieu-mo/danh-muc", "/du-lieu-mo/toan-tinh"
# What DCAT-AP 3 asks of each thing: terms that must be there, and of which no more than one may be.
NEEDED = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Dataset: (
        *(DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.modified),
        *(DCAT.contactPoint, DCAT.distribution, DCAT.theme, DCTERMS.accrualPeriodicity),
    ),
    DCAT.DatasetSeries: (DCTERMS.title, DCTERMS.description, DCAT.contactPoint),
    DCAT.Distribution: (DCAT.accessURL, DCTERMS.license, DCTERMS.format, DCAT.mediaType),
    FOAF.Agent: (FOAF.name,),
    VCARD.Organization: (VCARD.fn, VCARD.hasURL),
    DCTERMS.LicenseDocument: (DCTERMS.type,),
    DCTERMS.PeriodOfTime: (DCAT.startDate, DCAT.endDate),
}
ONCE = (
    *(DCTERMS.publisher, DCTERMS.modified, DCTERMS.issued, DCTERMS.accrualPeriodicity),
    *(DCTERMS.license, DCTERMS.format, DCAT.mediaType, DCAT.startDate, DCAT.endDate),
)
KINDS = {
    DCTERMS.publisher: FOAF.Agent,
    DCAT.contactPoint: VCARD.Organization,
    DCAT.dataset: DCAT.Dataset,
    DCAT.distribution: DCAT.Distribution,
    DCAT.inSeries: DCAT.DatasetSeries,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    DCTERMS.license: DCTERMS.LicenseDocument,
}


@pytest.fixture(autouse=True)
def _now(settings: Any, tmp_path: Any):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


def catalogue(portal: Portal, path: str = f"{OWN}.ttl") -> Graph:
    answer = visit(portal, path)
    assert answer.status_code == 200, answer
    syntax = "turtle" if ".ttl" in path else "json-ld"
    return Graph().parse(data=answer.content, format=syntax)


def breaches(graph: Graph) -> list[str]:
    """Return what breaks DCAT-AP in it."""
    found = []
    for kind, terms in NEEDED.items():
        for thing in graph.subjects(RDF.type, kind):
            found += [f"{thing} {term}" for term in terms if not list(graph[thing:term])]
            found += [f"{thing} {term} twice" for term in ONCE if len(list(graph[thing:term])) > 1]
    for term, kind in KINDS.items():
        found += [
            f"{thing} {term} {value}"
            for thing, value in graph.subject_objects(term)
            if (value, RDF.type, kind) not in graph
        ]
    for term in (DCTERMS.modified, DCTERMS.issued):
        found += [
            f"{term} {value}"
            for value in graph.objects(None, term)
            if not isinstance(value, Literal) or value.datatype != XSD.dateTime
        ]
    return found


def titles(graph: Graph) -> set[str]:
    return {
        str(title)
        for thing in graph.subjects(RDF.type, DCAT.Dataset)
        for title in graph[thing : DCTERMS.title]
    }


def soup(portal: Portal) -> BeautifulSoup:
    return BeautifulSoup(visit(portal, "/du-lieu-mo/").content, "html.parser")


class TestTheCatalogue:
    def test_holds_the_rules_and_says_the_same_in_both_forms(self) -> None:
        portal = make_portal()
        Portal.objects.filter(pk=portal.pk).update(email="xa@example.vn")
        make_official(portal)
        sheet = make_disclosure(portal, year=2026, quarter=3)
        make_disclosure(portal, year=2026, quarter=2)
        turtle, linked = catalogue(portal), catalogue(portal, f"{OWN}.jsonld")
        assert breaches(turtle) == []
        # Each names its own address as the part that it is.
        apart = {(term, value) for _about, term, value in set(turtle) ^ set(linked)}
        assert {term for term, _value in apart} <= {HYDRA.view, HYDRA.first, RDF.type}
        assert len(turtle) == len(linked)
        assert len(titles(turtle)) == 3
        [about] = [
            thing for thing in turtle.subjects(DCTERMS.title, Literal(sheet.title, lang="vi"))
            if (thing, RDF.type, DCAT.Dataset) in turtle
        ]  # fmt: skip
        period = next(turtle.objects(about, DCTERMS.temporal))
        assert str(next(turtle.objects(period, DCAT.startDate))) == "2026-07-01"
        assert str(next(turtle.objects(period, DCAT.endDate))) == "2026-09-30"
        assert (about, DCTERMS.accrualPeriodicity, URIRef(f"{EU}frequency/QUARTERLY")) in turtle
        assert len(set(turtle.subjects(RDF.type, DCAT.DatasetSeries))) == 1
        [contact] = set(turtle.objects(about, DCAT.contactPoint))
        assert (contact, VCARD.hasEmail, URIRef("mailto:xa@example.vn")) in turtle

    def test_leads_to_files_that_are_there(self) -> None:
        portal = make_portal()
        make_official(portal)
        make_disclosure(portal, year=2026, quarter=3)
        found = catalogue(portal)
        paths = [
            str(url).partition(portal.site.hostname)[2].partition("/")[2]
            for term in (DCAT.downloadURL, DCTERMS.conformsTo, DCTERMS.license, DCAT.landingPage)
            for url in found.objects(None, term)
        ]
        assert len(paths) >= 8
        for path in paths:
            assert visit(portal, f"/{path}").status_code == 200, path
        assert str(next(found.objects(None, DCTERMS.conformsTo))).endswith("datapackage.json")

    def test_an_empty_one_holds_the_rules_too(self) -> None:
        found = catalogue(make_portal())
        assert breaches(found) == []
        assert titles(found) == set()
        assert next(found.subjects(RDF.type, DCAT.Catalog))

    def test_not_what_others_wrote_nor_what_was_withdrawn_nor_drafts(self) -> None:
        portal, other = make_portal(), make_portal()
        republished(make_disclosure(other, year=2026, quarter=3), portal, "ngan-sach")
        make_disclosure(portal, year=2026, quarter=2, is_public=False)
        gone = make_disclosure(portal, year=2026, quarter=1)
        assert titles(catalogue(portal)) == {gone.title}
        withdraw_story(
            story=gone, kind=RemovalKind.WITHDRAWN, reason="Sai số",
            actor=make_member(portal, Position.HEAD), now=NOW,
        )  # fmt: skip
        assert titles(catalogue(portal)) == set()
        assert len(titles(catalogue(other))) == 1

    def test_says_when_it_changed(self) -> None:
        portal = make_portal()
        assert "Last-Modified" not in visit(portal, f"{OWN}.ttl")
        make_disclosure(portal, year=2026, quarter=3)
        answer = visit(portal, f"{OWN}.ttl")
        newest = max(one.modified for one in datasets_of([portal])[portal.pk])
        assert answer["Last-Modified"] == f"{newest.astimezone(UTC):%a, %d %b %Y %H:%M:%S} GMT"

    def test_is_paged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(views, "DATASETS_A_PAGE", 2)
        portal = make_portal()
        for quarter in (1, 2, 3):
            make_disclosure(portal, year=2026, quarter=quarter)
        first = catalogue(portal)
        [following] = set(first.objects(None, HYDRA.next))
        assert str(following).endswith(f"{OWN}.ttl?trang=2")
        assert not list(first.objects(None, HYDRA.previous))
        last = catalogue(portal, f"{OWN}.ttl?trang=2")
        assert (len(titles(first)), len(titles(last))) == (2, 1)
        assert titles(first).isdisjoint(titles(last))
        assert not list(last.objects(None, HYDRA.next))
        assert breaches(last) == []
        assert visit(portal, f"{OWN}.ttl?trang=3").status_code == 404
        # Nor is the first written once more for what names no page.
        for wrong in ("02", "0", "-1", "x", "", "²", "10000"):
            assert visit(portal, f"{OWN}.ttl?trang={wrong}").status_code == 404

    def test_what_somebody_typed_breaks_no_sentence(self) -> None:
        portal = make_portal()
        page = make_disclosure(portal, year=2026, quarter=3)
        said = 'Chi "lớn" \\ <b>\n\t@prefix .'
        DisclosurePage.objects.filter(pk=page.pk).update(title=said)
        for form in ("ttl", "jsonld"):
            assert titles(catalogue(portal, f"{OWN}.{form}")) == {said}


class TestTheCatalogueOfAll:
    def test_is_the_provinces_and_has_every_portal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(views, "PORTALS_A_PAGE", 2)
        province, district, communes = make_province_tree()
        for portal in (province, district, *communes):
            make_official(portal)
        stranger = make_portal()
        make_official(stranger)
        first, second = (catalogue(province, f"{WHOLE}.ttl{page}") for page in ("", "?trang=2"))
        assert breaches(first) == breaches(second) == []

        def members(graph: Graph) -> set[str]:
            return {
                str(thing).split("//")[1].partition("/")[0].partition(":")[0]
                for thing in graph.subjects(RDF.type, DCAT.Dataset)
            }

        hosts = [portal.site.hostname for portal in (province, district, *communes)]
        assert members(first) == set(hosts[:2])
        assert members(second) == set(hosts[2:])
        assert len(set(first.objects(None, DCAT.catalog))) == 1
        assert not list(second.objects(None, HYDRA.next))
        assert visit(province, f"{WHOLE}.ttl?trang=3").status_code == 404
        assert visit(province, f"{WHOLE}.ttl?trang=01").status_code == 404
        assert "no-store" in visit(province, f"{WHOLE}.jsonld")["Cache-Control"]
        assert visit(district, f"{WHOLE}.ttl").status_code == 404

    def test_is_written_once_and_says_at_once_what_changed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        forms: list[str] = []

        def write(told: Catalogue, form: str) -> str:
            forms.append(form)
            return write_catalogue(told, form)

        monkeypatch.setattr("editorial.open_data.written.write_catalogue", write)
        province, _district, (commune, _other) = make_province_tree()
        sheet = make_disclosure(commune, year=2026, quarter=3)
        answers = [visit(province, f"{WHOLE}.{form}") for form in ("ttl", "ttl", "jsonld", "ttl")]
        assert forms == ["turtle", "json-ld"]
        assert answers[0].content == answers[1].content == answers[3].content
        assert sheet.title in answers[3].content.decode()
        Portal.objects.filter(pk=commune.pk).update(email="xa@example.vn")
        assert "mailto:xa@example.vn" in visit(province, f"{WHOLE}.ttl").content.decode()
        withdraw_story(
            story=sheet, kind=RemovalKind.WITHDRAWN, reason="Sai số",
            actor=make_member(commune, Position.HEAD), now=NOW,
        )  # fmt: skip
        assert sheet.title not in visit(province, f"{WHOLE}.ttl").content.decode()

    def test_keeps_the_ones_that_are_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        forms: list[str] = []
        monkeypatch.setattr(written, "MOST_KEPT", 2)
        monkeypatch.setattr(
            written, "write_catalogue", lambda told, form: forms.append(form) or f"{told}{form}"
        )
        kept = written.WrittenCatalogues()
        assert [kept.text_of("a", form) for form in "xyxzxy"][-1] == b"ay"
        assert forms == ["x", "y", "z", "y"]

    def test_is_written_once_for_all_who_ask_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kept, forms = written.WrittenCatalogues(), []

        def write(told: Any, form: str) -> str:
            forms.append(form)
            if len(forms) == 1:
                other.start()
                other.join(0.05)
            return form

        monkeypatch.setattr(written, "write_catalogue", write)
        other = Thread(target=kept.text_of, args=("a", "x"))
        kept.text_of("a", "x")
        other.join()
        assert forms == ["x"]

    def test_asks_the_same_of_two_portals_and_of_four(self) -> None:
        province, district, communes = make_province_tree(4)
        portals = [province, district, *communes]
        for portal in portals[:2]:
            make_disclosure(portal, year=2026, quarter=3)
            make_official(portal)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                visit(province, f"{WHOLE}.ttl")
            return len(queries)

        before = asked()
        for portal in portals[2:]:
            make_disclosure(portal, year=2026, quarter=3)
            make_official(portal)
            make_official(portal)
        assert asked() == before


class TestThePage:
    def test_says_what_how_fresh_in_which_form_and_with_which_licence(self) -> None:
        portal = make_portal()
        make_disclosure(portal, year=2026, quarter=3)
        make_disclosure(portal, year=2026, quarter=2)
        page = soup(portal)
        [block] = page.select(".dataset")
        text = " ".join(block.get_text(" ").split())
        assert "25/11/2026" in text
        assert "hằng quý" in text
        assert "CSV" in text
        assert len(block.select("a[href$='so-lieu.csv']")) == 2
        assert page.select_one("main a[rel=license]")["href"] == "/dieu-khoan-su-dung/"
        assert page.select("main a[href='/du-lieu-mo/danh-muc.ttl']")
        assert not page.select("main a[href='/du-lieu-mo/toan-tinh.ttl']")

    def test_an_empty_one_leads_to_the_province(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        [link] = soup(commune).select(".empty a")
        assert province.site.hostname in link["href"]
        assert soup(province).select("main a[href='/du-lieu-mo/toan-tinh.jsonld']")

    def test_is_the_section_where_there_is_one(self) -> None:
        province = make_portal("province")
        section = SectionPage.objects.get(portal=province, section_type="du-lieu-mo")
        for portal in (province, make_portal()):
            make_disclosure(portal, year=2026, quarter=3)
        page = soup(province)
        assert page.h1.get_text() == section.title
        # Its sheet, and what is compared over all communes.
        assert len(page.select(".dataset")) == 2
        assert page.select_one(".menu-panel a[href='/du-lieu-mo/']")

    def test_stands_in_maps_where_something_is_offered(self) -> None:
        portal, other = make_portal(), make_portal()
        make_official(portal)
        assert "/du-lieu-mo/<" in visit(portal, "/sitemap-trang.xml").content.decode()
        assert "/du-lieu-mo/<" not in visit(other, "/sitemap-trang.xml").content.decode()

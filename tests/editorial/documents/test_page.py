"""A document's own page: its files, its citation, its neighbours, what engines are told, and the home page's block."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.documents.home_block import SHOWN_AT_HOME
from editorial.documents.page import citation
from editorial.documents.relations.actions import RelationSaid, relate
from editorial.documents.relations.naming import Named
from editorial.enums import RemovalKind
from editorial.models import DocumentMention, OfficialDocumentPage, Placement, PortalDocument
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import (
    make_document,
    make_member,
    make_official,
    make_portal,
    published_story,
)
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
# The answers about it are one.
MOST_QUERIES = 16
ISSUED = date(2021, 3, 18)


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def with_file(portal: Portal, **fields: Any) -> OfficialDocumentPage:
    file = make_document(portal, content=b"%PDF-1.7", name="96-qd-ubnd.pdf")
    PortalDocument.objects.filter(pk=file.pk).update(file_size=8)
    body = json.dumps([{"type": "file", "value": {"document": file.pk, "title": "Toàn văn"}}])
    return make_official(portal, body=body, **fields)


def page_of(portal: Portal, document: OfficialDocumentPage) -> BeautifulSoup:
    return BeautifulSoup(visit(portal, document.public_path()).content, "html.parser")


class TestThePage:
    def test_begins_with_its_files(self, portal: Portal) -> None:
        page = page_of(portal, with_file(portal))
        line = page.select_one(".document-files .file")
        assert "Toàn văn" in line.get_text()
        assert "PDF, 8\xa0byte" in line.get_text()
        assert visit(portal, line.a["href"]).status_code == 200
        assert "chưa được kiểm tra" in line.get_text()

    def test_without_files_has_no_list_of_them(self, portal: Portal) -> None:
        assert not page_of(portal, make_official(portal)).select(".document-files")

    @pytest.mark.parametrize(
        ("abstract", "end"),
        [
            ("Về việc thành lập trạm y tế.", "của UBND xã về việc thành lập trạm y tế"),
            ("Ban hành Quy chế", "của UBND xã (Ban hành Quy chế)"),
        ],
    )
    def test_says_how_to_cite_it(self, portal: Portal, abstract: str, end: str) -> None:
        document = make_official(
            portal, number="96/QĐ-UBND", issued_on=ISSUED, issuer="UBND xã", lead=abstract
        )
        assert citation(document) == f"Quyết định số 96/QĐ-UBND ngày 18/03/2021 {end}"
        assert citation(document) in page_of(portal, document).get_text()

    def test_leads_to_the_register_of_what_is_alike(self, portal: Portal) -> None:
        document = make_official(portal, issued_on=ISSUED, issuer="UBND xã")
        links = [a["href"] for a in page_of(portal, document).select(".document-ways a")]
        assert "/van-ban/?co-quan=ubnd-xa" in links
        assert "/van-ban/?co-quan=ubnd-xa&nam=2021" in links
        for link in links:
            assert document.title in visit(portal, link).content.decode()

    def test_leads_to_the_register_from_another_section(self, portal: Portal) -> None:
        document = make_official(portal, issued_on=ISSUED, issuer="UBND xã", section="tin-tuc")
        links = [a["href"] for a in page_of(portal, document).select(".document-ways a")]
        assert "/van-ban/?co-quan=ubnd-xa" in links

    def test_leads_to_its_neighbours_in_the_series_on_this_portal(self, portal: Portal) -> None:
        same: dict[str, Any] = {"issuer": "UBND xã", "issued_on": ISSUED}
        documents = [make_official(portal, number=f"{n}/QĐ-UBND", **same) for n in (95, 96, 99)]
        make_official(portal, number="97/QĐ-UBND", is_public=False, **same)
        make_official(portal, number="98/KH-UBND", document_kind="ke-hoach", **same)
        make_official(portal, number="97/QĐ-UBND", issuer="UBND xã khác", issued_on=ISSUED)
        make_official(make_portal(), number="98/QĐ-UBND", **same)
        series = page_of(portal, documents[1]).select(".document-series a")
        assert [one["href"] for one in series] == [
            documents[0].public_path(),
            documents[2].public_path(),
        ]

    def test_costs_the_same_whatever_stands_beside_it(self, portal: Portal) -> None:
        document = with_file(portal, number="5/QĐ-UBND", issuer="UBND xã")

        def queries() -> int:
            visit(portal, document.public_path())
            with CaptureQueriesContext(connection) as asked:
                visit(portal, document.public_path())
            return len(asked)

        first = queries()
        for number in (4, 6, 7, 8):
            make_official(portal, number=f"{number}/QĐ-UBND", issuer="UBND xã")
        assert queries() == first
        assert first <= MOST_QUERIES

    def test_costs_the_same_whatever_is_said_of_it_and_whoever_cites_it(
        self, portal: Portal
    ) -> None:
        document = with_file(portal, number="5/QĐ-UBND", issuer="UBND xã", issued_on=ISSUED)
        editor = make_member(portal, Position.EDITOR)
        elsewhere, now = make_portal(), timezone.now()
        republished(document, elsewhere, section="van-ban")

        def say(first: int, count: int) -> None:
            for number in range(first, first + count):
                act = make_official(portal, number=f"{number}/QĐ-UBND", issuer="UBND xã")
                of_it = Named(document.number, document.issuer, document.issued_on)
                relate(
                    at=act, said=RelationSaid("amend", of_it, quote="Sửa"), actor=editor, now=now
                )
                ground = Named(f"{number}/2025/NĐ-CP")
                relate(at=document, said=RelationSaid("based_on", ground), actor=editor, now=now)
                story = published_story(portal)
                DocumentMention.objects.create(
                    story=story, document=document, number=document.number, position=0,
                    number_key=document.number_key, cited_on=now.date(), is_central=False,
                )  # fmt: skip

        def queries() -> list[int]:
            counts = []
            for at in (portal, elsewhere):
                path = Placement.objects.get(portal=at, story=document.pk).path
                visit(at, path)
                with CaptureQueriesContext(connection) as asked:
                    assert visit(at, path).status_code == 200
                counts.append(len(asked))
            return counts

        say(20, 1)
        first = queries()
        say(30, 3)
        assert queries() == first
        assert max(first) <= MOST_QUERIES


class TestWhatEnginesAreTold:
    def test_is_legislation_with_the_fields_of_eli(self, portal: Portal) -> None:
        document = with_file(
            portal,
            number="96/QĐ-UBND",
            issued_on=ISSUED,
            signed_on=date(2021, 3, 17),
            effective_on=date(2021, 4, 1),
            in_force_through=date(2022, 4, 1),
            issuer="UBND xã",
            field="y-te",
        )
        told = self.told(portal, document)
        assert told == told | {
            "@context": "https://schema.org",
            "@type": "Legislation",
            "name": document.title,
            "description": document.lead,
            "inLanguage": "vi",
            "legislationIdentifier": "96/QĐ-UBND",
            "legislationType": "Quyết định",
            "legislationDate": "2021-03-17",
            "legislationDateVersion": "2021-03-18",
            "legislationPassedBy": {"@type": "GovernmentOrganization", "name": "UBND xã"},
            "legislationJurisdiction": {"@type": "AdministrativeArea", "name": portal.name},
            "temporalCoverage": "2021-04-01/2022-04-01",
        }
        assert told["url"] == told["@id"]
        assert told["url"].endswith(document.public_path())
        (file,) = told["encoding"]
        assert file["@type"] == "LegislationObject"
        assert file["encodingFormat"] == "application/pdf"
        assert file["contentUrl"].startswith(told["url"].removesuffix(document.public_path()))
        assert told["datePublished"]

    def test_leaves_out_what_is_not_known(self, portal: Portal) -> None:
        told = self.told(portal, make_official(portal, effective_on=None))
        assert not told.keys() & {"temporalCoverage", "encoding", "about"}
        assert told["legislationDate"] == "2024-03-18"

    def test_leaves_the_end_open_where_the_document_names_none(self, portal: Portal) -> None:
        told = self.told(portal, make_official(portal, effective_on=ISSUED, issued_on=ISSUED))
        assert told["temporalCoverage"] == "2021-03-18/.."

    def test_names_the_origin_also_where_it_was_sent(self, portal: Portal) -> None:
        document = make_official(portal)
        other = make_portal()
        placement = republished(document, other, section="van-ban")
        page = BeautifulSoup(visit(other, placement.path).content, "html.parser")
        told = self.legislation(page)
        assert portal.site.hostname in told["url"]
        assert told["legislationJurisdiction"]["name"] == portal.name

    def told(self, portal: Portal, document: OfficialDocumentPage) -> dict[str, Any]:
        return self.legislation(page_of(portal, document))

    def legislation(self, page: BeautifulSoup) -> dict[str, Any]:
        scripts = page.select('script[type="application/ld+json"]')
        found = [json.loads(script.string or "null") for script in scripts]
        flat = [one for some in found for one in (some if isinstance(some, list) else [some])]
        return next(one for one in flat if one.get("@type") == "Legislation")


class TestTheHomePage:
    def shown(self, portal: Portal) -> list[str]:
        page = BeautifulSoup(visit(portal, "/").content, "html.parser")
        return [link["href"] for link in page.select(".document-number a")]

    def test_shows_the_newest_on_the_portal(self, portal: Portal) -> None:
        assert self.shown(portal) == []
        documents = [make_official(portal) for _ in range(SHOWN_AT_HOME)]
        sent = republished(make_official(make_portal()), portal, section="van-ban")
        assert self.shown(portal) == [
            sent.path,
            *(one.public_path() for one in reversed(documents[1:])),
        ]

    def test_shows_no_draft_and_forgets_what_was_withdrawn(self, portal: Portal) -> None:
        make_official(portal, is_public=False)
        withdrawn = make_official(portal)
        withdraw_story(
            story=withdrawn, kind=RemovalKind.WITHDRAWN, reason="Đăng nhầm.",
            actor=make_member(portal, Position.HEAD), now=timezone.now(),
        )  # fmt: skip
        assert self.shown(portal) == []

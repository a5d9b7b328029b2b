"""How fast the register of one portal answers, with a thousand documents and with a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import batched
from typing import Any, cast

from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from tqdm import tqdm

from editorial.bulk_import.bulk_insert import give_places, insert_rows
from editorial.documents.register.counting import cells_of
from editorial.documents.register.listed import standing_documents
from editorial.documents.register.section import read_document_register
from editorial.models import OfficialDocumentPage, SectionPage, StoryPage
from editorial.placements.writing import PlacementSpec, place_new_origins
from editorial.search.stories import StoryWords, index_stories
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.bench.measure import Cast, Measured, counting_queries, median_seconds
from portals.operations.bench.table import BenchResult, TableRow, ms

from .stories import RARE_WORD, TOPICS, VIA

SIZES = (1_000, 100_000)
SLICE = 2_000
RUNS = 20
RARE_EVERY = 5_000
MOST_SECONDS, MOST_QUERIES = 0.020, 15
NEWEST_DAY = date(2026, 6, 30)
KINDS = ("quyet-dinh", "ke-hoach", "cong-van", "thong-bao", "bao-cao")
SYMBOLS = ("QĐ-UBND", "KH-UBND", "UBND-NC", "TB-UBND", "BC-UBND")
FIELDS = ("y-te", "giao-duc", "")
ASKED = {
    "whole": "",
    "by_number": "?sap-xep=so",
    "kind_and_year": "?loai=ke-hoach&nam=2025",
    "body": "?co-quan=co-quan-thu-3",
    "common_word": "?q=triển khai",
    "rare_word": f"?q={RARE_WORD}",
    "exact_number": "?q=96/qd ubnd",
}


def measure_register(cast: Cast) -> list[Measured]:
    """Seconds of the register's own work for each way to ask, and of a document's whole page, at both sizes."""
    section = SectionPage.objects.get(portal=cast.province, section_type="van-ban")
    found: list[Measured] = []
    written = 0
    with tqdm(total=max(SIZES), desc="documents", disable=None) as bar:
        for size in SIZES:
            for numbers in batched(range(written, size), SLICE):
                last = _write(section, numbers)
                bar.update(len(numbers))
            written = size
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            found += _measured(cast.province, size, last)
    return found


def _measured(portal: Portal, size: int, document: StoryPage) -> Iterator[Measured]:
    requests = RequestFactory()
    asked: dict[str, Any] = {
        name: partial(read_document_register, requests.get(f"/van-ban/{query}"), portal)
        for name, query in ASKED.items()
    }
    asked["counts_anew"] = lambda: cells_of(standing_documents(portal))
    client = Client(headers={"host": main_hostname(portal)})
    asked["document_page"] = partial(client.get, document.public_path())
    for name, ours in asked.items():
        ours()
        with counting_queries() as count:
            ours()
        yield Measured(
            name=f"register.{size}.{name}",
            ours_seconds=median_seconds(ours, times=RUNS),
            queries=count.queries,
            more={"documents": size},
        )


def _write(section: SectionPage, numbers: tuple[int, ...]) -> StoryPage:
    """Write a document of each number into the section; return the last."""
    pages = [_page(number) for number in numbers]
    with transaction.atomic():
        give_places(children={section: cast("list[StoryPage]", pages)})
        insert_rows(pages=pages)
        place_new_origins(
            PlacementSpec(
                portal_id=section.portal_id,
                section_id=section.pk,
                story_id=page.pk,
                kind=page.story_kind,
                via=VIA,
                placed_at=page.first_published_at or timezone.now(),
            )
            for page in pages
        )
        index_stories(
            StoryWords(
                page.pk,
                page.title,
                page.lead,
                "",
                kind=page.story_kind,
                number=page.number,
                field=page.field,
            )
            for page in pages
        )
    return pages[-1]


def _page(number: int) -> OfficialDocumentPage:
    kind, at = number % len(KINDS), timezone.now() - timedelta(minutes=number)
    day = NEWEST_DAY - timedelta(days=number % 3_650)
    rare = f", đề phòng {RARE_WORD}" if number % RARE_EVERY == 0 else ""
    page = OfficialDocumentPage(
        number=f"{number // len(KINDS) + 1}/{SYMBOLS[kind]}",
        document_kind=KINDS[kind],
        issuer=f"Cơ quan thử {number % 40}",
        field=FIELDS[number % len(FIELDS)],
        issued_on=day,
        effective_on=day,
        lead=f"Về việc triển khai {TOPICS[number % len(TOPICS)]}{rare}",
        slug=f"van-ban-so-{number}",
        live=True,
        first_published_at=at,
        last_published_at=at,
        latest_revision_created_at=at,
    )
    page.normalise()
    page.slug = f"van-ban-so-{number}"
    return page


def register_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    size, _dot, asked = name.partition(".")
    whole_page = asked in {"document_page", "counts_anew"}
    within = whole_page or one["ours_seconds"] <= MOST_SECONDS
    yield TableRow(
        what=f"Register of {int(size):,} documents: {asked.replace('_', ' ')}",
        stock="-",
        limit="-",
        ours=f"{ms(one['ours_seconds'])}, {one['queries']} queries",
        target=f"{MOST_QUERIES} queries"
        if whole_page
        else f"{ms(MOST_SECONDS)}, {MOST_QUERIES} queries",
        met=within and one["queries"] <= MOST_QUERIES,
    )

"""Search in the standing pages of one portal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F

from editorial.models import InformationPage, InformationText

from .stories import CONFIG, LONGEST_BODY, asked, split
from .words import words_in

if TYPE_CHECKING:
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class FoundPages:
    """One page of results, the best match first, how many there are, and the words that were looked for."""

    pages: list[InformationPage]
    total: int
    words: frozenset[str]


def index_information(pages: Iterable[InformationPage]) -> None:
    """Write the search rows of `pages` from the text on the instances. One statement."""
    body = InformationPage._meta.get_field("body")
    rows = [
        (
            page.pk,
            split(page.title),
            split(page.intro),
            split("\n".join(body.get_searchable_content(page.body)))[:LONGEST_BODY],
        )
        for page in pages
    ]
    if not rows:
        return
    table = InformationText._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} (page_id, document)
            SELECT page_id, setweight(to_tsvector('{CONFIG}', title), 'A')
                || setweight(to_tsvector('{CONFIG}', intro), 'B')
                || setweight(to_tsvector('{CONFIG}', body), 'C')
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
                AS words (page_id, title, intro, body)
            ON CONFLICT (page_id) DO UPDATE SET document = EXCLUDED.document
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )


def find_information(portal: Portal, text: str, *, offset: int = 0, limit: int = 20) -> FoundPages:
    """Find public standing pages of `portal`. Two queries."""
    words = asked(text)
    query = SearchQuery(words, config=CONFIG, search_type="websearch")
    matches = InformationPage.objects.live().filter(
        path__startswith=portal.root.path if portal.root else "?", search_text__document=query
    )
    found = (
        matches.annotate(rank=SearchRank(F("search_text__document"), query))
        .only("title", "url_path", "intro")
        .order_by("-rank", "pk")
    )
    return FoundPages(
        pages=list(found[offset : offset + limit]), total=matches.count(), words=words_in(words)
    )

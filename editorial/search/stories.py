"""Search for the public: one row of text a story, found through the placements of one portal, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import connection
from django.db.models import F

from editorial.models import Placement, StoryPage, StoryText
from portals.text import nfc

from .narrowing import Narrowing

if TYPE_CHECKING:
    from editorial.querysets import PlacementQuerySet
    from portals.models import Portal

CONFIG = "vi"
WIDE = Narrowing()
# Only so many of the newest matches are counted, ranked and shown; the page says when there are more.
MOST_MATCHES = 2_000
# PostgreSQL refuses a vector over one megabyte.
LONGEST_BODY = 200_000

# Private-use characters: they cannot be typed into a title by accident and mean nothing to HTML.
MARK_START, MARK_STOP = "\ue000", "\ue001"

# "<" too: what PostgreSQL takes for a tag, or the inside of a script, it would not index.
_SEPARATORS = str.maketrans("/-–_<>", "      ", "\x00" + MARK_START + MARK_STOP)
_COMPOUND = re.compile(r"(?<!\S)(-?)(\w+(?:[/\-–_]\w+)+)")


class Order(StrEnum):
    NEWEST = "newest"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class StoryWords:
    """The published text of one story, as search reads it."""

    story_id: int
    title: str
    lead: str
    body: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results. `total` stops at `MOST_MATCHES`; `more` says that there are further ones."""

    placements: list[Placement]
    total: int
    more: bool


def index_story(story: StoryPage) -> None:
    """Write the search row of `story` from the text on the instance. One statement."""
    index_stories([words_of(story)])


def words_of(story: StoryPage) -> StoryWords:
    """Return the text of `story` as it is on the instance."""
    body = StoryPage._meta.get_field("body").get_searchable_content(story.body)
    return StoryWords(story.pk, story.title, story.lead, "\n".join(body))


def index_stories(words: Iterable[StoryWords]) -> None:
    """Write the search rows of many stories, each named once. One statement."""
    rows = [
        (text.story_id, split(text.title), split(text.lead), split(text.body)[:LONGEST_BODY])
        for text in words
    ]
    if not rows:
        return
    ids, titles, leads, bodies = (list(column) for column in zip(*rows, strict=True))
    table = StoryText._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} (story_id, document)
            SELECT story_id, setweight(to_tsvector('{CONFIG}', title), 'A')
                || setweight(to_tsvector('{CONFIG}', lead), 'B')
                || setweight(to_tsvector('{CONFIG}', body), 'C')
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
                AS words (story_id, title, lead, body)
            ON CONFLICT (story_id) DO UPDATE SET document = EXCLUDED.document
            """,
            [ids, titles, leads, bodies],
        )


def split(text: str) -> str:
    """Return `text` composed (NFC) and with compounds taken apart.

    PostgreSQL reads "123/QĐ-UBND" and "123/qd-ubnd" as different kinds of word; "123 QĐ UBND" it reads alike.
    """
    return nfc(text).translate(_SEPARATORS)


def asked(text: str) -> SearchQuery:
    """Return what a visitor typed as a query: a document number is a phrase, "-word" still leaves a word out."""
    quoted = nfc(text).replace("\x00", "").split('"')
    for place in range(0, len(quoted), 2):
        quoted[place] = _COMPOUND.sub(lambda found: f'{found[1]}"{split(found[2])}"', quoted[place])
    for place in range(1, len(quoted), 2):
        quoted[place] = f'"{split(quoted[place])}"'
    return SearchQuery("".join(quoted), config=CONFIG, search_type="websearch")


def find_stories(
    portal: Portal,
    text: str,
    *,
    order: Order,
    narrowing: Narrowing = WIDE,
    offset: int = 0,
    limit: int = 20,
) -> Found:
    """Find stories that stand on `portal`, republished ones included. Two queries.

    Title and lead of the results come with the found words between `MARK_START` and `MARK_STOP`.
    """
    query = asked(text)
    matches = narrowing.apply(_matches(portal, query))
    total = matches[: MOST_MATCHES + 1].count()
    newest = matches.newest_first()[:MOST_MATCHES]
    placements: PlacementQuerySet
    if order is Order.RANK:
        rank = SearchRank(F("story__search_text__document"), query)
        placements = (
            Placement.objects.filter(pk__in=newest.values("pk"))
            .annotate(rank=rank)
            .order_by("-rank", "-placed_at", "-pk")
        )
    else:
        placements = newest
    page = placements[offset : min(offset + limit, MOST_MATCHES)]
    return Found(
        placements=list(_with_marks(page, query).for_lists()),
        total=min(total, MOST_MATCHES),
        more=total > MOST_MATCHES,
    )


def _matches(portal: Portal, query: SearchQuery) -> PlacementQuerySet:
    return Placement.objects.standing().on(portal).filter(story__search_text__document=query)


def _with_marks(placements: PlacementQuerySet, query: SearchQuery) -> PlacementQuerySet:
    def headline(field: str) -> SearchHeadline:
        return SearchHeadline(
            field,
            query,
            config=CONFIG,
            start_sel=MARK_START,
            stop_sel=MARK_STOP,
            highlight_all=True,
        )

    return placements.annotate(
        marked_title=headline("story__title"), marked_lead=headline("story__lead")
    )

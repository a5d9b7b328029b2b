"""Search for the public: one row of text a story, found through the placements of one portal, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import connection

from editorial.kinds.carrying import own_words
from editorial.models import StoryPage, StoryText
from editorial.models.placement import story_path
from portals.addresses import origin_of
from portals.text import nfc

from .narrowing import Narrowing
from .words import words_in

if TYPE_CHECKING:
    from portals.models import Portal

CONFIG = "vi"
WIDE = Narrowing()
# Only so many of the newest matches are ranked and shown, and fewer counted; the page says when there are more.
MOST_MATCHES = 2_000
MOST_COUNTED = 200
# PostgreSQL refuses a vector over one megabyte.
LONGEST_BODY = 200_000

# "<" too: what PostgreSQL takes for a tag, or the inside of a script, it would not index.
_SEPARATORS = str.maketrans("/-–_<>", "      ", "\x00")
_COMPOUND = re.compile(r"(?<!\S)(-?)(\w+(?:[/\-–_]\w+)+)")


class SearchOrder(StrEnum):
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
class FoundStory:
    """One result. `address` is whole where it leads to another portal; `source` names the portal that wrote it."""

    story_id: int
    title: str
    lead: str
    address: str
    placed_at: datetime
    section: str
    source: str


@dataclass(frozen=True, slots=True)
class FoundStories:
    """One page of results.

    `total` stops at `MOST_COUNTED`, and `more` says that there are more than that; `goes_on` that another page follows.
    `words` are those asked for, to be marked in the results.
    """

    stories: list[FoundStory]
    total: int
    more: bool
    goes_on: bool
    words: frozenset[str]


def index_story(story: StoryPage) -> None:
    """Write the search row of `story` from the text on the instance. One statement."""
    index_stories([words_of(story)])


def words_of(story: StoryPage) -> StoryWords:
    """Return the text of `story` as it is on the instance."""
    body = StoryPage._meta.get_field("body").get_searchable_content(story.body)
    own = [words for _place, words in own_words(story)]
    return StoryWords(story.pk, story.title, story.lead, "\n".join([*own, *body]))


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


def asked(text: str) -> str:
    """Return what a visitor typed as PostgreSQL's web search reads it: a document number is a phrase.

    "-word" still leaves a word out.
    """
    quoted = nfc(text).replace("\x00", "").split('"')
    for place in range(0, len(quoted), 2):
        quoted[place] = _COMPOUND.sub(lambda found: f'{found[1]}"{split(found[2])}"', quoted[place])
    for place in range(1, len(quoted), 2):
        quoted[place] = f'"{split(quoted[place])}"'
    return "".join(quoted)


_MATCHES = f"""
    FROM editorial_placement AS placed JOIN editorial_storytext AS text USING (story_id)
    WHERE placed.removed_at IS NULL AND {{scope}}
      AND text.document @@ websearch_to_tsquery('{CONFIG}', %(text)s)
"""
_NEWEST = f"{_MATCHES} ORDER BY placed.placed_at DESC, placed.id DESC"
_OF_PLACEMENT = (
    "placed.id, placed.placed_at, placed.story_id, placed.section_id, placed.portal_id, placed.role"
)
_BY_HOUR = f"""
    picked AS MATERIALIZED (
        SELECT {_OF_PLACEMENT}, row_number() OVER () AS place
        FROM (SELECT {_OF_PLACEMENT} {_NEWEST} LIMIT %(limit)s OFFSET %(offset)s) AS placed
    ), counted AS (
        SELECT count(*) AS total FROM (SELECT {_MATCHES} LIMIT %(counted)s) AS matches
    )
"""
_BY_RANK = f"""
    newest AS MATERIALIZED (
        SELECT {_OF_PLACEMENT},
            ts_rank(text.document, websearch_to_tsquery('{CONFIG}', %(text)s)) AS rank
        {_NEWEST} LIMIT %(most)s
    ), picked AS MATERIALIZED (
        SELECT {_OF_PLACEMENT}, row_number() OVER () AS place
        FROM (
            SELECT * FROM newest ORDER BY rank DESC, placed_at DESC, id DESC
            LIMIT %(limit)s OFFSET %(offset)s
        ) AS placed
    ), counted AS (SELECT count(*) AS total FROM newest)
"""
# What a row shows is read of the few that are shown, apart: with more tables in one join, planning it took longer
# than the search.
_SHOWN = """
    SELECT counted.total, picked.placed_at, page.id, page.title, page.slug, story.lead,
        section.title, section.slug,
        CASE WHEN picked.role <> 'origin' OR %(everywhere)s THEN (
            SELECT portal.name FROM editorial_placement AS origin
            JOIN portals_portal AS portal ON portal.id = origin.portal_id
            WHERE origin.story_id = picked.story_id AND origin.role = 'origin'
              AND origin.removed_at IS NULL
        ) END,
        CASE WHEN %(everywhere)s THEN (
            SELECT site.hostname FROM portals_portal AS portal
            JOIN wagtailcore_site AS site ON site.id = portal.site_id
            WHERE portal.id = picked.portal_id
        ) END
    FROM counted LEFT JOIN (
        picked JOIN wagtailcore_page AS page ON page.id = picked.story_id
        JOIN editorial_storypage AS story ON story.page_ptr_id = picked.story_id
        JOIN wagtailcore_page AS section ON section.id = picked.section_id
    ) ON true
    ORDER BY picked.place
"""
_SQL = {
    SearchOrder.NEWEST: f"WITH {_BY_HOUR} {_SHOWN}",
    SearchOrder.RANK: f"WITH {_BY_RANK} {_SHOWN}",
}
_ON_PORTAL, _EVERYWHERE = "placed.portal_id = %(portal)s", "placed.role = 'origin'"


def find_stories(
    portal: Portal | None,
    text: str,
    *,
    order: SearchOrder,
    narrowing: Narrowing = WIDE,
    offset: int = 0,
    limit: int = 20,
) -> FoundStories:
    """Find stories that stand on `portal`, republished ones included. One query.

    Without a portal: those of all portals, each once, where it was written.
    """
    limit = max(0, min(limit, MOST_MATCHES - offset))
    query = asked(text)
    scope = _ON_PORTAL if portal else _EVERYWHERE
    conditions, narrowed = narrowing.conditions(everywhere=portal is None)
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL[order].format(scope=" AND ".join([scope, *conditions])),
            {
                **narrowed,
                "portal": portal.pk if portal else None,
                "everywhere": portal is None,
                "text": query,
                "limit": limit + 1,
                "offset": offset,
                "counted": MOST_COUNTED + 1,
                "most": MOST_MATCHES,
            },
        )
        rows = cursor.fetchall()
    found = [_found(*row) for _total, *row in rows if row[0] is not None]
    return FoundStories(
        stories=found[:limit],
        total=min(rows[0][0], MOST_COUNTED),
        more=rows[0][0] > MOST_COUNTED,
        goes_on=len(found) > limit and offset + limit < MOST_MATCHES,
        words=words_in(query),
    )


def _found(
    placed_at: datetime,
    story_id: int,
    title: str,
    slug: str,
    lead: str,
    section: str,
    section_slug: str,
    source: str | None,
    hostname: str | None,
) -> FoundStory:
    path = story_path(section_slug, slug, story_id)
    return FoundStory(
        story_id=story_id,
        title=title,
        lead=lead,
        address=origin_of(hostname) + path if hostname else path,
        placed_at=placed_at,
        section=section,
        source=source or "",
    )

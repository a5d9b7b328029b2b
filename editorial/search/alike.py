"""Stories of the same subject: those whose titles and first sentences share what few public things say."""

from __future__ import annotations

from django.db import connection

from editorial.models import SearchThing
from portals.models import Portal

from .known_words import ALL
from .lexemes import EXACT
from .sources import STORIES

# Pairs of syllables tell a subject; one alone may stand side by side by chance.
MOST_PAIRS, LEAST_SHARED = 12, 2
# What more than one of so many things says is no subject.
ONE_OF = 40
MOST_CANDIDATES = 400
_FIND = f"""
    WITH subject AS MATERIALIZED (
        SELECT format('%%L:AB', said.lexeme) AS asked, ln(counted.number::float / word.number) AS weight
        FROM editorial_searchthing AS thing
        CROSS JOIN LATERAL unnest(ts_filter(thing.words, '{{a,b}}')) AS said (lexeme, positions, weights)
        JOIN editorial_searchword AS word ON word.lexeme = said.lexeme
        JOIN editorial_searchword AS counted ON counted.lexeme = '{ALL}'
        WHERE thing.page_id = %(story)s AND starts_with(said.lexeme, '{EXACT}') AND strpos(said.lexeme, '_') > 0
            AND word.number >= 2 AND word.number <= greatest(counted.number / {ONE_OF}, {LEAST_SHARED})
        ORDER BY word.number, word.lexeme LIMIT {MOST_PAIRS}
    ), candidates AS MATERIALIZED (
        SELECT thing.page_id, thing.at, thing.words FROM editorial_searchthing AS thing
        WHERE thing.words @@ (SELECT string_agg(asked, ' | ')::tsquery FROM subject)
            AND thing.places && %(places)s::int[] AND thing.source = '{STORIES}' AND thing.page_id <> %(story)s
            AND (thing.portal_id = %(portal)s OR EXISTS (SELECT FROM editorial_placement AS placed
                WHERE placed.story_id = thing.page_id AND placed.portal_id = %(portal)s AND placed.removed_at IS NULL))
        ORDER BY thing.at DESC NULLS LAST LIMIT {MOST_CANDIDATES}
    )
    SELECT candidates.page_id FROM candidates JOIN subject ON candidates.words @@ subject.asked::tsquery
    GROUP BY candidates.page_id, candidates.at HAVING count(*) >= {LEAST_SHARED}
    ORDER BY sum(subject.weight) DESC, candidates.at DESC, candidates.page_id LIMIT %(most)s
"""


def alike_stories(portal: Portal, story_id: int, *, most: int) -> list[int]:
    """Return the keys of stories that `portal` may show and that say what the story is about, the nearest first.

    One query, over the rows of the search: whoever shows them still asks whether they stand there. Nothing is alike
    until words were counted (`vocabulary`).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            {
                "story": story_id,
                "portal": portal.pk,
                "places": [portal.pk, SearchThing.TRAVELS],
                "most": most,
            },
        )
        return [page_id for (page_id,) in cursor.fetchall()]

"""The counted vocabulary: how many things have a lexeme.

It says which neighbours are one word, how many things a search will find, and what was meant by who mistyped.
"""

from __future__ import annotations

from django.db import connection, transaction

from .known_words import ALL

# Of the newest; their share stands for all.
SAMPLE = 60_000
# A word of one thing alone may be a mistake, and helps nobody; what stands (procedures, pages) is written with care.
FEWEST = 2
# Of what was written with accents: under which key it stands without them.
_FOLD = """
    CASE WHEN left(lexeme, 1) = '='
        THEN left(regexp_replace(unaccent(substr(lexeme, 2)), '~[1-5]', '', 'g'), 140) ELSE '' END
"""
_COUNT = """
    WITH sampled AS (
        SELECT lexeme, ndoc FROM ts_stat(
            'SELECT words FROM editorial_searchthing WHERE portal_id IS NOT NULL
             ORDER BY at DESC NULLS FIRST LIMIT {sample}') AS stat (lexeme, ndoc, nentry)
        WHERE ndoc >= %(fewest)s AND length(lexeme) <= 140 AND left(lexeme, 1) <> '#'
    ), standing AS (
        SELECT lexeme, ndoc FROM ts_stat(
            'SELECT ts_filter(words, ''{{a,b}}'') FROM editorial_searchthing
             WHERE portal_id IS NOT NULL AND at IS NULL AND source <> ''stories'' LIMIT {sample}'
        ) AS stat (lexeme, ndoc, nentry)
        WHERE length(lexeme) <= 140 AND left(lexeme, 1) NOT IN ('#', '@')
    ), there AS (SELECT count(*) AS number FROM editorial_searchthing WHERE portal_id IS NOT NULL)
    INSERT INTO editorial_searchword (lexeme, folded, number)
    SELECT lexeme, {fold}, ceil(ndoc * greatest(1.0, there.number / {sample}::float))::int FROM sampled, there
    WHERE left(lexeme, 1) <> '@'
    UNION ALL SELECT lexeme, {fold}, ndoc FROM standing WHERE lexeme NOT IN (SELECT lexeme FROM sampled)
    UNION ALL SELECT '@' || kind, '', count(*) FROM editorial_searchthing WHERE portal_id IS NOT NULL GROUP BY kind
    UNION ALL SELECT '{all}', '', number::int FROM there WHERE number > 0
"""


@transaction.atomic
def count_words() -> int:
    """Count all words anew; return how many there are, none where nothing can be found."""
    with connection.cursor() as cursor:
        # One after the other: what the first wrote since, the second would meet again.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('editorial.search.vocabulary'))")
        cursor.execute("DELETE FROM editorial_searchword")
        cursor.execute(_COUNT.format(sample=SAMPLE, all=ALL, fold=_FOLD), {"fewest": FEWEST})
        return cursor.rowcount

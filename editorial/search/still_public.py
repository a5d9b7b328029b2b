"""Whether what is offered still finds something: words are counted every six hours, and pages are withdrawn between."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

# What more things had is not gone between two countings; to ask costs as much as things have it.
RARE = 50
_ASK = """
    SELECT lexeme FROM unnest(%s::text[]) AS wanted (lexeme)
    WHERE EXISTS (
        SELECT FROM editorial_searchthing AS thing
        WHERE thing.portal_id IS NOT NULL AND thing.words @@ ('''' || lexeme || '''')::tsquery
    )
"""


def still_public(numbers: Mapping[str, int]) -> set[str]:
    """Return which of these counted lexemes public things still have. One query, none where all are frequent."""
    rare = [lexeme for lexeme, number in numbers.items() if number < RARE]
    kept = set(numbers) - set(rare)
    if not rare:
        return kept
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [rare])
        return kept | {lexeme for (lexeme,) in cursor.fetchall()}

"""Pages that have certain words, for lists that are narrowed by words."""

from __future__ import annotations

from django.db.models import Exists, Model, OuterRef, QuerySet

from editorial.models import SearchThing

from .asking import Strictness, read_asked
from .known_words import known_of
from .word_query import build


def having_words[M: Model](pages: QuerySet[M], text: str) -> QuerySet[M]:
    """Narrow `pages` to those that have the words; without words they stay as they are. One query of its own.

    What is typed with accents is found with them, what is typed without with any.
    """
    asked = read_asked(text)
    if not asked.syllables:
        return pages
    strictness = Strictness.MIXED if asked.has_accents else Strictness.FOLDED
    find = build(asked, known_of(asked), strictness).find
    there = SearchThing.objects.filter(page=OuterRef("pk"))
    return pages.filter(Exists(there.extra(where=["words @@ %s::tsquery"], params=[find])))

"""Procedures that match what somebody typed. One query."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from editorial.procedures.models import Procedure
from editorial.procedures.words import folded_words, has_accents, typed_words


def found_by_words(procedures: QuerySet[Procedure], text: str) -> QuerySet[Procedure]:
    """Return those that have a word that begins so for every word of `text`, best first.

    Those that have them just as typed stand before those that have them without accents; then by field and name.
    """
    typed = typed_words(text)
    as_typed, wanted = Q(), Q()
    for word in typed:
        as_typed &= Q(words__contains=f" {word}")
        wanted &= (
            Q(words__contains=f" {word}")
            if has_accents(word)
            else Q(folded_words__contains=f" {folded_words(word)}")
        )
    if not typed:
        return procedures.order_by("field", "name", "pk")
    rank = Case(When(as_typed, then=Value(0)), default=Value(1), output_field=IntegerField())
    return procedures.filter(wanted).annotate(rank=rank).order_by("rank", "field", "name", "pk")

"""Procedures that match what somebody typed, and where none does those that come near. One query each."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from editorial.procedures.models import Procedure
from editorial.procedures.words import folded_words, has_accents, typed_words

FEWEST_NEAR = 2


def found_by_words(procedures: QuerySet[Procedure], text: str) -> QuerySet[Procedure]:
    """Return those that have a word that begins so for every word of `text`, best first.

    Those that have them just as typed stand before those that have them without accents; then by field and name.
    """
    typed = typed_words(text)
    as_typed, wanted = Q(), Q()
    for word in typed:
        as_typed &= Q(words__contains=f" {word}")
        wanted &= _has(word, "")
    if not typed:
        return procedures.order_by("field", "name", "pk")
    rank = Case(When(as_typed, then=Value(0)), default=Value(1), output_field=IntegerField())
    return procedures.filter(wanted).annotate(rank=rank).order_by("rank", "field", "name", "pk")


def nearest_by_words(procedures: QuerySet[Procedure], text: str) -> QuerySet[Procedure]:
    """Return those that have half of the words of `text` at least, and two of them, most first: for who found none.

    Only whole words count here, so that "ca" finds no "cấp".
    """
    typed = typed_words(text)
    found = sum(
        (
            Case(
                When(_has(word, " "), then=Value(1)), default=Value(0), output_field=IntegerField()
            )
            for word in typed
        ),
        start=Value(0, output_field=IntegerField()),
    )
    fewest = max(FEWEST_NEAR, (len(typed) + 1) // 2)
    near = procedures.annotate(near=found).filter(near__gte=fewest)
    return near.order_by("-near", "field", "name", "pk")


def _has(word: str, ends: str) -> Q:
    if has_accents(word):
        return Q(words__contains=f" {word}{ends}")
    return Q(folded_words__contains=f" {folded_words(word)}{ends}")

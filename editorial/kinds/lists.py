"""What lists show of a kind's own fields: asked together with the placements, in the same query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db.models import CharField, DateTimeField, F, Field, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from .registry import ContentKind, content_kinds

if TYPE_CHECKING:
    from editorial.querysets import PlacementQuerySet


def with_ends(placements: PlacementQuerySet) -> PlacementQuerySet:
    """Add `Placement.ends_at` and `place` of the kinds that have them; they are None for the rest."""
    ends = [_column(kind, kind.ends) for kind in content_kinds() if kind.ends]
    places = [_column(kind, kind.place) for kind in content_kinds() if kind.place]
    return placements.annotate(
        kind_ends_at=_first(ends, DateTimeField()), kind_place=_first(places, CharField())
    )


def over_by(codes: list[str], story: str) -> tuple[str, int]:
    """Return a condition in SQL: that the story in the column `story` of one of these kinds ended by a moment.

    With it how often the moment is to be given as a parameter.
    """
    ending = [kind for kind in content_kinds() if kind.code in codes and kind.ends]
    told = " OR ".join(_is_over(kind, story) for kind in ending)
    return told or "false", len(ending)


def _is_over(kind: ContentKind, story: str) -> str:
    meta = kind.model._meta
    ends = cast("Field[Any, Any]", meta.get_field(kind.ends))
    return (
        f"EXISTS (SELECT FROM {meta.db_table} AS own"
        f" WHERE own.{meta.pk.column} = {story} AND own.{ends.column} <= %s)"
    )


def _column(kind: ContentKind, name: str) -> F:
    return F(f"story__{kind.model._meta.model_name}__{name}")


def _first(columns: list[F], kept_as: Field[Any, Any]) -> Combinable:
    if len(columns) > 1:
        return Coalesce(*columns)
    return columns[0] if columns else Value(None, output_field=kept_as)

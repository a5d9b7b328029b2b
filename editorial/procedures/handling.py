"""Which portals handle a procedure. Asked of the traits of their tiers and the names of their bodies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from editorial.document_numbers.folding import folded_name
from portals.tiers import traits_of

from .models import Procedure

if TYPE_CHECKING:
    from portals.models import Portal


def key_of_body(portal: Portal) -> str:
    """Return how procedures name the body of `portal`."""
    return folded_name(portal.agency)


def handles(portal: Portal, levels: Collection[str], agency_keys: Collection[str]) -> bool:
    """Whether `portal` handles a procedure of these levels and agencies.

    The portal that runs the install shows all; others those of their tier's level, and those that name their body.
    """
    traits = traits_of(portal.tier_id)
    return (
        traits.runs_install or traits.handles_level in levels or key_of_body(portal) in agency_keys
    )


@dataclass(frozen=True, slots=True)
class StoodProcedure:
    """A procedure that stood on a day, as far as it is asked who handles it and where it leads."""

    pk: int
    code: str
    name: str
    levels: list[str]
    agency_keys: list[str]
    service_url: str


def stood_on(day: date) -> list[StoodProcedure]:
    """Return the versions that stood on `day`, by code. One query."""
    rows = Procedure.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), valid_from__lte=day
    ).order_by("code")
    names = ("pk", "code", "name", "levels", "agency_keys", "service_url")
    return [StoodProcedure(*row) for row in rows.values_list(*names)]


def procedures_of(portal: Portal) -> QuerySet[Procedure]:
    """Return the standing procedures that `portal` handles, by the same rule."""
    return standing_procedures().filter(_handled_by(portal))


def standing_procedures() -> QuerySet[Procedure]:
    return Procedure.objects.filter(ended_on=None)


def _handled_by(portal: Portal) -> Q:
    traits = traits_of(portal.tier_id)
    if traits.runs_install:
        return Q()
    named = Q(agency_keys__contains=[key_of_body(portal)])
    return named | Q(levels__contains=[traits.handles_level]) if traits.handles_level else named

"""How many documents of a register bear each value, under all filters that are set but the value's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Max
from django.db.models.functions import ExtractYear

from editorial.document_numbers.catalogue import fields, kinds
from editorial.enums import DocumentState
from editorial.models import OfficialDocumentPage

from .filters import FIELD, ISSUER, KIND, NORMATIVE, STATE, YEAR, Documents, issuer_key_of

# So many bodies stand in the filter; those with fewest documents are found by their words.
MOST_ISSUERS = 100
# Of more that match words or days nobody waits for the counts: the filters are shown without numbers.
MOST_COUNTED = 2_000


@dataclass(frozen=True, slots=True)
class Cell:
    """How many documents are alike in everything that has counts beside it."""

    kind: str
    issuer_key: str
    issuer: str
    field: str
    year: int
    state: str
    is_normative: bool
    count: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A value by which the register is narrowed, with its name and how many documents bear it."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """How many documents there are by each value, the commonest first; of each only what the other filters leave."""

    total: int
    normative: int
    kinds: list[Counted]
    issuers: list[Counted]
    fields: list[Counted]
    years: list[Counted]
    states: list[Counted]


@dataclass(frozen=True, slots=True)
class _Facet:
    value: Callable[[Cell], str]
    name: Callable[[Cell], str]


_FACETS = {
    KIND: _Facet(lambda one: one.kind, lambda one: _kind_name(one.kind)),
    ISSUER: _Facet(lambda one: one.issuer_key, lambda one: one.issuer),
    FIELD: _Facet(lambda one: one.field, lambda one: fields().get(one.field, one.field)),
    YEAR: _Facet(lambda one: str(one.year), lambda one: str(one.year)),
    STATE: _Facet(
        lambda one: one.state,
        lambda one: str(DocumentState(one.state).label) if one.state else "",
    ),
    NORMATIVE: _Facet(lambda one: "1" if one.is_normative else "", lambda one: ""),
}
# What is folded in Python; all other filters narrow before the documents are counted.
FOLDED = frozenset(_FACETS)


def cells_of(documents: Documents) -> list[Cell]:
    """Count `documents`, which stand on one portal, by all that has counts beside it. One query."""
    counted = (
        documents.order_by()
        .values("document_kind", "issuer_key", "field", "is_normative")
        .annotate(year=ExtractYear("issued_on"), state=F("force__state"))
        .annotate(body=Max("issuer"), count=Count("pk"))
    )
    return [
        Cell(
            one["document_kind"], one["issuer_key"], one["body"], one["field"], one["year"],
            one["state"] or "", one["is_normative"], one["count"],
        )
        for one in counted
    ]  # fmt: skip


def cells_of_few(documents: Documents) -> list[Cell] | None:
    """Return the same of at most `MOST_COUNTED` documents; None where there are more. One query."""
    some = documents.order_by().values("pk")[: MOST_COUNTED + 1]
    cells = cells_of(OfficialDocumentPage.objects.filter(pk__in=some))
    return cells if sum(one.count for one in cells) <= MOST_COUNTED else None


def fold_counts(cells: Iterable[Cell], narrowed: dict[str, object]) -> RegisterCounts:
    """Return what is left of `cells` by each value, under the chosen values of all *other* filters. Pure."""
    chosen = {name: _chosen(name, narrowed[name]) for name in FOLDED & narrowed.keys()}
    total = 0
    counts: dict[str, dict[str, int]] = {name: defaultdict(int) for name in _FACETS}
    names: dict[str, dict[str, str]] = {name: {} for name in _FACETS}
    for cell in cells:
        amiss = [name for name, value in chosen.items() if _FACETS[name].value(cell) != value]
        if len(amiss) > 1:
            continue
        total += 0 if amiss else cell.count
        for name in amiss or _FACETS:
            facet = _FACETS[name]
            value = facet.value(cell)
            counts[name][value] += cell.count
            if value not in names[name]:
                names[name][value] = facet.name(cell)
    told = {
        name: [Counted(value, names[name][value], count) for value, count in found.items() if value]
        for name, found in counts.items()
    }
    return RegisterCounts(
        total=total,
        normative=counts[NORMATIVE]["1"],
        kinds=_commonest(told[KIND]),
        issuers=_commonest(told[ISSUER])[:MOST_ISSUERS],
        fields=_commonest(told[FIELD]),
        years=sorted(told[YEAR], key=lambda one: one.value, reverse=True),
        states=_commonest(told[STATE]),
    )


def _chosen(name: str, value: object) -> str:
    if name == NORMATIVE:
        return "1"
    return issuer_key_of(str(value)) if name == ISSUER else str(value)


def _kind_name(code: str) -> str:
    kind = kinds().get(code)
    return kind.name if kind else code


def _commonest(counted: Sequence[Counted]) -> list[Counted]:
    return sorted(counted, key=lambda one: (-one.count, one.name))

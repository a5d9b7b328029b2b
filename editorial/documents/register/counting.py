"""How many documents of a register bear each value, under all filters that are set but the value's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Max
from django.db.models.functions import ExtractYear

from editorial.document_numbers.catalogue import fields, kinds
from editorial.enums import DocumentState

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


# By which of its columns a cell bears the value of each filter.
_COLUMNS: dict[str, Callable[[Cell], str | int]] = {
    KIND: attrgetter("kind"),
    ISSUER: attrgetter("issuer_key"),
    FIELD: attrgetter("field"),
    YEAR: attrgetter("year"),
    STATE: attrgetter("state"),
    NORMATIVE: attrgetter("is_normative"),
}
# What is folded in Python; all other filters narrow before the documents are counted.
FOLDED = frozenset(_COLUMNS)


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


def fold_counts(cells: Collection[Cell], narrowed: dict[str, Any]) -> RegisterCounts:
    """Return what is left of `cells` by each value, under the chosen values of all *other* filters. Pure."""
    fitting, fitting_but_for = _fitting(cells, narrowed)
    counts: dict[str, Mapping[Any, int]] = {}
    issuers: dict[str, str] = {}
    for name, column in _COLUMNS.items():
        counts[name] = count = Counter[str | int]()
        for cell in chain(fitting, fitting_but_for[name]):
            count[column(cell)] += cell.count
    for cell in chain(fitting, fitting_but_for[ISSUER]):
        issuers.setdefault(cell.issuer_key, cell.issuer)
    return RegisterCounts(
        total=sum(cell.count for cell in fitting),
        normative=counts[NORMATIVE][True],
        kinds=_commonest(counts[KIND], _kind_name),
        issuers=_commonest(counts[ISSUER], lambda key: issuers[key])[:MOST_ISSUERS],
        fields=_commonest(counts[FIELD], lambda code: fields().get(code, code)),
        years=[
            Counted(str(year), str(year), count)
            for year, count in sorted(counts[YEAR].items(), reverse=True)
        ],
        states=_commonest(counts[STATE], lambda state: str(DocumentState(state).label)),
    )


def _fitting(
    cells: Collection[Cell], narrowed: dict[str, Any]
) -> tuple[Collection[Cell], dict[str, list[Cell]]]:
    """Return the cells that fit all chosen values, and by filter those that fit all but its own."""
    chosen = [(name, _chosen(name, narrowed[name])) for name in FOLDED & narrowed.keys()]
    but_for: dict[str, list[Cell]] = {name: [] for name in FOLDED}
    if not chosen:
        return cells, but_for
    fitting = []
    for cell in cells:
        amiss = [name for name, value in chosen if _COLUMNS[name](cell) != value]
        if not amiss:
            fitting.append(cell)
        elif len(amiss) == 1:
            but_for[amiss[0]].append(cell)
    return fitting, but_for


def _chosen(name: str, value: Any) -> str | int:
    chosen: str | int = issuer_key_of(value) if name == ISSUER else value
    return chosen


def _kind_name(code: str) -> str:
    kind = kinds().get(code)
    return kind.name if kind else code


def _commonest(counts: Mapping[Any, int], name_of: Callable[[str], str]) -> list[Counted]:
    """Return the values that are any, the commonest first."""
    counted = [Counted(value, name_of(value), count) for value, count in counts.items() if value]
    return sorted(counted, key=lambda one: (-one.count, one.name))

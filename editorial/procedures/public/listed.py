"""The procedures of a portal as a list: its lines, and how many there are of each field and life event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from editorial.procedures.handling import procedures_of
from editorial.procedures.life_events import life_events
from editorial.procedures.models import Procedure, ProcedureFee
from editorial.procedures.saying import fee_in_words, time_in_words
from portals.models import Portal


@dataclass(frozen=True, slots=True)
class ListedProcedure:
    """A line. No query for any of it."""

    code: str
    name: str
    path: str
    field: str
    fee: str
    time: str


@dataclass(frozen=True, slots=True)
class CountedProcedures:
    """A value by which the list is narrowed, with its name and how many of the whole list bear it."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ProcedureCounts:
    total: int
    fields: list[CountedProcedures]
    events: list[CountedProcedures]


def procedure_counts(portal: Portal) -> ProcedureCounts:
    """Count what `portal` handles. One query."""
    rows = list(procedures_of(portal).values_list("field_key", "field", "life_events"))
    names = {key: name for key, name, _events in rows}
    fields = Counter(key for key, _name, _events in rows)
    events = Counter(event for _key, _name, some in rows for event in some)
    return ProcedureCounts(
        len(rows),
        [
            CountedProcedures(key, names[key], fields[key])
            for key in sorted(fields, key=lambda one: names[one])
        ],
        [
            CountedProcedures(code, name, events[code])
            for code, name in life_events().items()
            if events[code]
        ],
    )


def procedure_lines(procedures: QuerySet[Procedure]) -> list[ListedProcedure]:
    """Return the lines of these few. Two queries."""
    fees = ProcedureFee.objects.order_by("position")
    return list(
        map(as_line, procedures.prefetch_related(Prefetch("procedurefee_rows", queryset=fees)))
    )


def as_line(procedure: Procedure) -> ListedProcedure:
    fees: Iterable[ProcedureFee] = procedure.procedurefee_rows.all()
    return ListedProcedure(
        procedure.code,
        procedure.name,
        procedure.path,
        procedure.field,
        fee_in_words(list(fees)),
        time_in_words(procedure),
    )

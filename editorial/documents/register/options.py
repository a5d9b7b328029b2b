"""The choices of the register's filters, each with how many documents bear it under the other filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .counting import Counted, RegisterCounts
from .filters import FIELD, ISSUER, KIND, STATE, YEAR, RegisterFilters, issuer_in_address


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FilterRow:
    """A filter with choices, by its name in the address."""

    name: str
    label: str
    options: list[Option]


def filter_rows(filters: RegisterFilters, counts: RegisterCounts) -> list[FilterRow]:
    """Return the filters that have something to choose from; what is chosen is always among it."""
    issuers = [Counted(issuer_in_address(one.value), one.name, one.count) for one in counts.issuers]
    rows = [
        _row(filters, name, counted)
        for name, counted in (
            (KIND, counts.kinds),
            (ISSUER, issuers),
            (FIELD, counts.fields),
            (YEAR, counts.years),
            (STATE, counts.states),
        )
    ]
    return [row for row in rows if row.options]


def _row(filters: RegisterFilters, name: str, counted: Iterable[Counted]) -> FilterRow:
    chosen = str(filters.narrowed.get(name, ""))
    options = [Option(one.value, one.name, one.count, one.value == chosen) for one in counted]
    if chosen and not any(option.is_chosen for option in options):
        options.append(Option(chosen, _name_of(filters, name, chosen), 0, is_chosen=True))
    return FilterRow(name, str(filters.form.fields[name].label), options)


def _name_of(filters: RegisterFilters, name: str, value: str) -> str:
    choices = dict(getattr(filters.form.fields[name], "choices", ()))
    return str(choices.get(value, value))

"""Measures by their codes: what a rubric can ask of the facts, for all portals at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from portals.models import Portal
from scoring.periods import Period

from .reasons import REASONS

# So many examples are kept with a line; the numbers always count everything.
EXAMPLES = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a line rests on: what it is (`kind`, `pk`), its name, and why it is named (`why`, a code).

    Without `why` it counts as it should. `at`: when what is said of it was found, by the clock of whoever looked.
    """

    kind: str
    pk: int
    name: str
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was found at one portal. `cases` 0 says that nothing happened; `numbers` fill the measure's sentence.

    `evidence`: everything that counted and everything that was left out. Of one that was kept and read again only
    examples are at hand; `things` says how many there were.
    """

    value: Decimal
    cases: int
    numbers: Mapping[str, int | str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    things: int | None = None

    @property
    def examples(self) -> list[Evidence]:
        """What a card names: the first of what has a reason to be named."""
        return [one for one in self.evidence if one.why][:EXAMPLES]

    @property
    def number_of_things(self) -> int:
        return len(self.evidence) if self.things is None else self.things


Measured = dict[int, Measurement]
Measure = Callable[[Sequence[Portal], Period, Any], Measured]


@dataclass(frozen=True)
class NoParameters:
    """For measures that a rubric cannot adjust."""


class EntryKind(Enum):
    """How a person enters a value that no fact gives: so many of so many, a number, or a number of times."""

    SHARE = "share"
    NUMBER = "number"
    TIMES = "times"


@dataclass(frozen=True)
class KnownMeasure:
    """A measure that rubrics may name. Without `take` its facts are not in the install yet, and persons enter them."""

    code: str
    name: Any
    sentence: Any
    parameters: type = NoParameters
    take: Measure | None = None
    entry: EntryKind = EntryKind.SHARE
    # It folds over the portal's own items (`own_items`) and reads nothing else.
    folds_own_items: bool = False
    # It reads what stands there at the moment, so that taken late it may be another than at the month's end.
    keeps_no_history: bool = False
    # Which of its numbers a target is held against, where it has one.
    counted: str = ""
    # What a person judges where it found no case, by that measure's code.
    stand_in: str = ""

    def read_parameters(self, given: Mapping[str, Any]) -> Any:
        """Return the parameters as the measure wants them; raises ValueError with the name of what is wrong."""
        known = {one.name: one for one in fields(self.parameters)}
        unknown = sorted(set(given) - set(known))
        if unknown:
            raise ValueError(_("unknown parameter: %(names)s") % {"names": ", ".join(unknown)})
        values = {name: _value(known[name], value) for name, value in given.items()}
        missing = [
            name for name, one in known.items() if name not in values and one.default is MISSING
        ]
        if missing:
            raise ValueError(_("missing parameter: %(names)s") % {"names": ", ".join(missing)})
        return self.parameters(**values)


_known: dict[str, KnownMeasure] = {}
_reasons: dict[str, Any] = dict(REASONS)


def declare(
    code: str,
    *,
    name: Any,
    sentence: Any,
    parameters: type = NoParameters,
    entry: EntryKind = EntryKind.SHARE,
    counted: str = "",
    stand_in: str = "",
    reasons: Mapping[str, Any] | None = None,
) -> None:
    """Make `code` known to rubrics. `sentence` says in words what was found, with the measurement's numbers.

    `counted`: which of them a target is held against. `stand_in`: what a person judges where it finds no case.
    `reasons`: the words of each `why` of its evidence that no other measure has (`reasons.py`).
    """
    _known[code] = KnownMeasure(
        code, name, sentence, parameters, entry=entry, counted=counted, stand_in=stand_in
    )
    _reasons.update(reasons or {})


def register(
    code: str, measure: Measure, *, folds_own_items: bool = False, keeps_no_history: bool = False
) -> None:
    """Have the declared `code` taken by `measure`, in a number of queries that does not grow with the portals."""
    _known[code] = replace(
        _known[code],
        take=measure,
        folds_own_items=folds_own_items,
        keeps_no_history=keeps_no_history,
    )


def known_measure(code: str) -> KnownMeasure | None:
    return _known.get(code)


def reason_in_words(why: str) -> str:
    """Return the words of a `why`; the code itself where a measure that is gone gave it."""
    return str(_reasons.get(why, why))


def known_measures() -> list[KnownMeasure]:
    return sorted(_known.values(), key=lambda one: one.code)


def _value(parameter: Any, value: Any) -> Any:
    kind = parameter.type
    if kind == "tuple[str, ...]":
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
            raise ValueError(_("%(name)s must be a list of codes") % {"name": parameter.name})
        return tuple(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(
            _("%(name)s must be a whole number, not below 0") % {"name": parameter.name}
        )
    return value

"""Whether what feeds the install ran: checks, measurings and jobs that failed or are late, told by each floor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from django.conf import settings
from django.utils.translation import gettext_lazy

from .parts import MOST_ROWS, Overseen, OverviewFacts, OverviewPart, OverviewRow


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """`amiss` yields a row for each thing that failed or is late, with the way to act, in a fixed number of queries.

    What the clock leaves out `in_practice` (portals/jobs/schedules.py) is not late there: nothing is asked then.
    """

    name: str
    rank: int
    amiss: Callable[[Overseen], Iterable[OverviewRow]]
    in_practice: bool = True


_sources: dict[str, SourceHealth] = {}


def register(source: SourceHealth) -> None:
    """Add a source; called once, from an app's `ready()`."""
    if source.name in _sources:
        raise ValueError(f"Registered twice: {source.name}")
    _sources[source.name] = source


def read_sources(overseen: Overseen) -> OverviewFacts:
    practises = bool(settings.PORTALS_PRACTICE_OF)
    asked = [one for one in _sources.values() if one.in_practice or not practises]
    in_order = sorted(asked, key=attrgetter("rank"))
    rows = list(chain.from_iterable(source.amiss(overseen) for source in in_order))
    return OverviewFacts(len(rows), rows[: 2 * MOST_ROWS])


SOURCES = OverviewPart(
    "sources", gettext_lazy("Health of sources"),
    gettext_lazy("All checks, measurings and jobs ran in time."), read_sources, 70,
)  # fmt: skip

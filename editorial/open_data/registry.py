"""Which sets of data portals offer. Each room registers its own in `ready()`; floors above may as well."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portals.models import Portal


class DataFrequency(Enum):
    """How often a set of data becomes another; the value is the code of the EU's list of frequencies."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    ANNUAL = "ANNUAL"
    CONTINUOUS = "CONT"
    IRREGULAR = "IRREG"
    NEVER = "NEVER"

    @property
    def label(self) -> str:
        return str(_FREQUENCIES[self])


class DataTheme(Enum):
    """What it is about; the value is the code of the EU's list of themes."""

    GOVERNMENT = "GOVE"
    ECONOMY = "ECON"
    SOCIETY = "SOCI"
    LAW = "JUST"
    REGIONS = "REGI"


_FREQUENCIES = {
    DataFrequency.WEEKLY: _("every week"),
    DataFrequency.MONTHLY: _("every month"),
    DataFrequency.QUARTERLY: _("every quarter"),
    DataFrequency.ANNUAL: _("every year"),
    DataFrequency.CONTINUOUS: _("whenever something is published"),
    DataFrequency.IRREGULAR: _("from time to time"),
    DataFrequency.NEVER: _("does not change"),
}


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file to download. `described_by` is the path of what explains its columns (Data Package), or empty."""

    form: str
    path: str
    described_by: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set of data of one portal: paths lead on it. `key` is its name there for good, of letters, digits and dashes.

    `series` gathers those that differ by their period alone; `covers` is the first and last day that it tells of.
    """

    portal_id: int
    key: str
    title: str
    description: str
    page: str
    files: tuple[DataFile, ...]
    modified: datetime
    frequency: DataFrequency
    theme: DataTheme
    issued: datetime | None = None
    covers: tuple[date, date] | None = None
    series: str = ""
    series_title: str = ""
    # Within its series: "Quý III/2026".
    part: str = ""


class DatasetSource(ABC):
    """One kind of sets of data, of all portals."""

    @abstractmethod
    def datasets(self, portals: Collection[Portal]) -> Iterable[Dataset]:
        """Yield those of these portals, the newest of a series first, in a number of queries that does not grow."""

    @abstractmethod
    def holds(self, portal: Portal) -> Exists | Q:
        """Whether the portal has any, as a part of another query."""


_sources: list[DatasetSource] = []


def register(source: DatasetSource) -> None:
    """Add a source; called once, from an app's `ready()`."""
    _sources.append(source)


def dataset_sources() -> Sequence[DatasetSource]:
    return tuple(_sources)


def datasets_of(portals: Collection[Portal]) -> dict[int, list[Dataset]]:
    """Return the sets of data by portal, in the order in which sources were registered. Some queries a source."""
    found: dict[int, list[Dataset]] = defaultdict(list)
    for source in _sources:
        for one in source.datasets(portals):
            found[one.portal_id].append(one)
    return found


def holds_data(portal: Portal) -> Q:
    """Whether the portal offers anything, as a part of another query."""
    found = Q(pk__in=[])
    for source in _sources:
        found |= Q(source.holds(portal))
    return found

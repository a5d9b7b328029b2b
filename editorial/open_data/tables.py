"""Sets of data that are one table: a CSV, and the description by which programs read it (Data Package).

Whoever has rows to offer says which columns they have and which portals hold some, and yields them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from portals.addresses import main_origin

from .registry import DataFile, DataFrequency, Dataset, DatasetSource, DataTheme

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from portals.models import Portal

CSV, PACKAGE = "so-lieu.csv", "datapackage.json"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; `type` is one of Table Schema's (specs.frictionlessdata.io), `note` what its title does not say."""

    name: str
    title: str
    type: str = "string"
    note: str = ""

    @property
    def described(self) -> dict[str, str]:
        told = {"name": self.name, "title": self.title, "type": self.type}
        return told | {"description": self.note} if self.note else told


@dataclass(frozen=True, slots=True)
class TableOfPortal:
    """That a portal holds rows; `page` is the path on which people read them, or empty for the page of open data."""

    portal_id: int
    issued: datetime
    modified: datetime
    page: str = ""
    covers: tuple[date, date] | None = None


class OpenTable(DatasetSource):
    """One table for each portal that holds rows of it. `key` is its name in addresses, for good.

    The first column, or those of `primary_key`, name a row for good.
    """

    key: str
    title: str | Promise
    description: str | Promise
    columns: Sequence[TableColumn]
    frequency = DataFrequency.CONTINUOUS
    theme = DataTheme.GOVERNMENT
    primary_key: Sequence[str] = ()

    @abstractmethod
    def of_portals(self, portals: Collection[Portal]) -> Iterable[TableOfPortal]:
        """Yield those of `portals` that hold rows, in a number of queries that does not grow."""

    @abstractmethod
    def lines(self, portal: Portal) -> Iterator[Sequence[Any]]:
        """Yield the rows as they are drawn from the database, in a number of queries that does not grow."""

    def datasets(self, portals: Collection[Portal]) -> Iterator[Dataset]:
        for one in self.of_portals(portals):
            yield Dataset(
                portal_id=one.portal_id,
                key=self.key,
                title=str(self.title),
                description=str(self.description),
                page=one.page or reverse("open_data", urlconf="portals.urls.public"),
                files=(DataFile("csv", self.path(CSV), described_by=self.path(PACKAGE)),),
                issued=one.issued,
                modified=one.modified,
                frequency=self.frequency,
                theme=self.theme,
                covers=one.covers,
            )

    def path(self, file: str) -> str:
        return reverse("open_table", urlconf="portals.urls.public", args=[self.key, file])

    def package(self, portal: Portal) -> dict[str, Any]:
        """Describe the CSV beside it, as Data Package and Table Schema 1 want it. Asks nothing."""
        return {
            "profile": "tabular-data-package",
            "name": self.key,
            "title": str(self.title),
            "description": str(self.description),
            "homepage": main_origin(portal) + reverse("open_data", urlconf="portals.urls.public"),
            "contributors": [{"title": portal.agency, "role": "publisher"}],
            "resources": [
                {
                    "profile": "tabular-data-resource",
                    "name": "so-lieu",
                    "path": CSV,
                    "format": "csv",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "schema": {
                        "fields": [column.described for column in self.columns],
                        "primaryKey": list(self.primary_key) or [self.columns[0].name],
                        "missingValues": [""],
                    },
                }
            ],
        }


def moment(at: datetime | None) -> str:
    """A moment as Table Schema has it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ""


def truth(value: bool) -> str:
    """Yes or no as Table Schema has it."""
    return "true" if value else "false"

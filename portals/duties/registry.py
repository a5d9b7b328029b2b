"""What fulfils duties. Each floor registers its fulfilments in `ready()`; a duty names one and what of it is meant."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PublishedForDuty:
    """Something that stands published on a portal now.

    `on` is any day of the period that it tells of; `at` when it was first public; `address` its path on the portal.
    """

    portal_id: int
    what: str
    on: date
    at: datetime
    title: str
    address: str


class Fulfilment(ABC):
    """One way of meeting duties: "disclosure:qt-thu-ns-xa" is `what` "qt-thu-ns-xa" of the fulfilment "disclosure"."""

    code: str

    @abstractmethod
    def deliveries(self, whats: Collection[str], since: date) -> Iterable[PublishedForDuty]:
        """Yield what stands published of periods that end after `since`, on all portals.

        In a number of queries that does not grow with portals.
        """

    def knows(self, what: str) -> bool:
        """Whether a duty may name this; where not, the list of duties is refused."""
        return True

    @abstractmethod
    def work_url(self, portal_id: int, what: str) -> str:
        """Return the page of the desk on which a board publishes it. Asks nothing."""


_fulfilments: dict[str, Fulfilment] = {}


def register(fulfilment: Fulfilment) -> None:
    """Add a fulfilment; called once, from an app's `ready()`."""
    if fulfilment.code in _fulfilments:
        raise ValueError(f"two fulfilments {fulfilment.code}")
    _fulfilments[fulfilment.code] = fulfilment


def fulfilments() -> Mapping[str, Fulfilment]:
    return _fulfilments


def named(fulfilled_by: str) -> tuple[Fulfilment, str] | None:
    """Return the fulfilment that a duty names and what of it is meant; None where nobody registered it."""
    code, _colon, what = fulfilled_by.partition(":")
    found = _fulfilments.get(code)
    return (found, what) if found is not None and found.knows(what) else None

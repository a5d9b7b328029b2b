"""What fulfils duties, and with which events duties begin. Each floor registers its own in `ready()`.

A duty names a fulfilment and what of it is meant, and where it begins with events a source of them likewise.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PublishedForDuty:
    """Something that stands published on a portal now.

    `on` is any day of the period that it tells of; `at` when it was first public; `address` its path on the portal.
    `event` is the key of the event that it answers ("document:123"), or empty: a duty of events is met by nothing else.
    """

    portal_id: int
    what: str
    on: date
    at: datetime
    title: str
    address: str
    event: str = ""


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

    def event_url(self, portal_id: int, what: str, event: str) -> str:
        """Return the page on which a board publishes what the event of this key asks for. Asks nothing."""
        return self.work_url(portal_id, what)


@dataclass(frozen=True, slots=True)
class DutyEvent:
    """Something that happened to the body behind a portal on a day, from which days to publish count.

    `key` stays what is told of the event changes, also its day; it begins with the code of its source.
    """

    portal_id: int
    what: str
    key: str
    on: date
    title: str


class EventSource(ABC):
    """Events of one kind: "document:nghi-quyet" is `what` "nghi-quyet" of the source "document"."""

    code: str

    @abstractmethod
    def events(self, whats: Collection[str], since: date) -> Iterable[DutyEvent]:
        """Yield the events of all portals from `since` on, in a number of queries that does not grow with portals."""

    def knows(self, what: str) -> bool:
        """Whether a duty may name this; where not, the list of duties is refused."""
        return True


_fulfilments: dict[str, Fulfilment] = {}
_sources: dict[str, EventSource] = {}


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


def register_events(source: EventSource) -> None:
    """Add a source of events; called once, from an app's `ready()`."""
    if source.code in _sources:
        raise ValueError(f"two sources of events {source.code}")
    _sources[source.code] = source


def event_sources() -> Mapping[str, EventSource]:
    return _sources


def events_named(begins_with: str) -> tuple[EventSource, str] | None:
    """Return the source that a duty names and what of it is meant; None where nobody registered it."""
    code, _colon, what = begins_with.partition(":")
    found = _sources.get(code)
    return (found, what) if found is not None and found.knows(what) else None


def can_be_met(fulfilled_by: str, begins_with: str) -> bool:
    """Whether this release knows what a duty names; where not, nobody is asked for it."""
    knows_events = not begins_with or events_named(begins_with) is not None
    return knows_events and named(fulfilled_by) is not None


def work_url(portal_id: int, fulfilled_by: str, event: str) -> str:
    """Return where a board publishes what an obligation asks for; "" where this release knows nothing of it."""
    found = named(fulfilled_by)
    if found is None:
        return ""
    fulfilment, what = found
    if event:
        return fulfilment.event_url(portal_id, what, event)
    return fulfilment.work_url(portal_id, what)

"""What is known of documents and of what acts do to each other, as plain frozen data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How a document or provision stands at the end of a day."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    PARTLY = "partly"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"


class Effect(StrEnum):
    """What an act does to another."""

    AMEND = "amend"
    CORRECT = "correct"
    REPLACE = "replace"
    REPEAL = "repeal"
    SUSPEND = "suspend"
    LIFT = "lift"
    RESTORE = "restore"


TEXT_ONLY = frozenset({Effect.AMEND, Effect.CORRECT})
"""What changes the wording, and no force (R8)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document with the provisions it lists (`d3`, `d3.k2`, `d3.k2.a`), or one of which no list is known.

    `effective` is the day the document gives; `commencements` are days that differ for single provisions.
    `in_force_through` is the last day of a term of its own. A stub has no list and no effective day.
    """

    issued: date | None = None
    effective: date | None = None
    retroactive: bool = False
    commencements: Mapping[str, date | None] | None = None
    in_force_through: date | None = None
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What `source` (by its provision `clause`, or as a whole) does to `target` (to `provisions`, or to the whole).

    `until` is the last day of a suspension; `of` the suspension that a lift ends; `number` the legal order
    within one day. When a clerk entered it is no part of an event: it changes nothing (R1).
    """

    id: str
    effect: Effect
    source: str
    target: str
    provisions: tuple[str, ...] | None = None
    clause: str | None = None
    on: date | None = None
    until: date | None = None
    of: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """Documents by their id, and the events between them, in whatever order.

    A document that an event names and `documents` does not hold is a stub of which nothing is known.
    """

    documents: Mapping[str, Document]
    events: Sequence[Event]


def case_of(values: Mapping[str, Any]) -> Case:
    """Read a case from plain data: days as ISO strings or dates, kinds of events by their names."""
    return Case(
        documents={name: _document_of(given) for name, given in values["documents"].items()},
        events=tuple(_event_of(given) for given in values["events"]),
    )


def _document_of(given: Mapping[str, Any]) -> Document:
    return Document(
        issued=_day_of(given.get("issued")),
        effective=_day_of(given.get("effective")),
        retroactive=bool(given.get("retroactive")),
        commencements={of: _day_of(day) for of, day in (given.get("commencements") or {}).items()},
        in_force_through=_day_of(given.get("in_force_through")),
        provisions=tuple(given.get("provisions") or ()),
    )


def _event_of(given: Mapping[str, Any]) -> Event:
    named = given.get("provisions")
    return Event(
        id=str(given["id"]),
        effect=Effect(given["kind"]),
        source=given["source"],
        target=given["target"],
        provisions=None if named is None else tuple(named),
        clause=given.get("clause"),
        on=_day_of(given.get("on")),
        until=_day_of(given.get("until")),
        of=given.get("of"),
        number=given.get("no") or 0,
    )


def _day_of(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value

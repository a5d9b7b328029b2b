"""What happened to documents, day by day: every event of a case in its legal order."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from heapq import heapify, heappop, heappush
from typing import Any

from editorial.documents.force.cases import TEXT_ONLY, Case, Document, Effect, Event
from editorial.documents.force.days import day_of, first_possible_day, next_day
from editorial.documents.force.leaves import OWN_TERM, Leaf
from editorial.documents.force.sheets import Sheet

NOTHING_KNOWN = Document()

# Within one day: what ends by itself comes before what acts do (R5, R7).
_BY_ITSELF = 0
_BY_ACTS = 1


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that worked, on a day; `certain` is false where it may not have happened yet, or not at all."""

    event: Event
    day: date
    certain: bool


@dataclass(frozen=True, slots=True, order=True)
class _Moment:
    day: date
    order: tuple[Any, ...]
    happen: Callable[[], None] = field(compare=False)


class History:
    """The history of all documents of a case; it runs once, when it is made.

    `happenings` are the events that worked, by their targets; `void` the ids of those whose source was ended (R11).
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.happenings: dict[str, list[Happening]] = defaultdict(list)
        self.void: set[str] = set()
        self.sheets = self._sheets()
        self._standing_suspensions: dict[str, list[Event]] = defaultdict(list)
        # Events of unknown day that could not happen so far: their source was ended.
        self._waiting: dict[str, list[Event]] = defaultdict(list)
        self._to_come = self._moments()
        heapify(self._to_come)
        while self._to_come:
            self._moment = heappop(self._to_come)
            self._today = self._moment.day
            self._moment.happen()

    def document(self, name: str) -> Document:
        """Return a document of the case; one that is only named is a stub of which nothing is known."""
        return self.case.documents.get(name, NOTHING_KNOWN)

    def _sheets(self) -> dict[str, Sheet]:
        named: dict[str, list[str]] = defaultdict(list)
        clauses: dict[str, list[str]] = defaultdict(list)
        names = list(self.case.documents)
        for event in self.case.events:
            names += [event.source, event.target]
            named[event.target] += event.provisions or ()
            if event.clause:
                clauses[event.source].append(event.clause)
        return {
            name: Sheet(self.document(name), named=named[name], clauses=clauses[name])
            for name in dict.fromkeys(names)
        }

    def _moments(self) -> list[_Moment]:
        documents = self.case.documents.items()
        terms = [
            _Moment(day, (_BY_ITSELF, name), partial(self._end_term, name))
            for name, document in documents
            if (day := _day_after(document.in_force_through))
        ]
        suspensions = [
            _Moment(day, (_BY_ITSELF, event.id), partial(self._end_suspension, event))
            for event in self.case.events
            if event.effect is Effect.SUSPEND and (day := _day_after(event.until))
        ]
        return [*terms, *suspensions, *(self._moment_of(event) for event in self.case.events)]

    def _moment_of(self, event: Event) -> _Moment:
        source = self.document(event.source)
        day = day_of(event, source)
        first = day or first_possible_day(source, self.document(event.target))
        happen = partial(self._happen, event, certain=day is not None)
        return _Moment(first, self._order_of(event), happen)

    def _order_of(self, event: Event) -> tuple[Any, ...]:
        issued = self.document(event.source).issued
        return _BY_ACTS, issued or date.max, event.number, event.id

    def _happen(self, event: Event, *, certain: bool) -> None:
        source = self.sheets[event.source].of_clause(event.clause)
        if _all_ended(source):
            self.void.add(event.id)
            if not certain:
                self._waiting[event.source].append(event)
            return
        self.void.discard(event.id)
        certain = certain and not _perhaps_ended(source)
        self.happenings[event.target].append(Happening(event, self._today, certain))
        if event.effect not in TEXT_ONLY:
            self._take_effect(event, certain=certain)

    def _take_effect(self, event: Event, *, certain: bool) -> None:
        leaves = self.sheets[event.target].touched_by(event)
        match event.effect:
            case Effect.REPEAL | Effect.REPLACE:
                self._end(event, leaves, certain=certain)
            case Effect.SUSPEND:
                self._suspend(event, leaves, certain=certain)
            case Effect.LIFT:
                self._change(leaves, lambda leaf: leaf.release(event.of or "", certainly=certain))
            case Effect.RESTORE:
                self._change(leaves, lambda leaf: leaf.restore(event.id, certainly=certain))
                self._wake_events_of(event.target)

    def _wake_events_of(self, source: str) -> None:
        """Let events of unknown day come after all, now that their source may be back: each at its place in a day."""
        for event in self._waiting.pop(source, ()):
            order = self._order_of(event)
            day = self._today if order > self._moment.order else next_day(self._today)
            if day is not None:
                happen = partial(self._happen, event, certain=False)
                heappush(self._to_come, _Moment(day, order, happen))

    def _end(self, event: Event, leaves: list[Leaf], *, certain: bool) -> None:
        if certain:
            self._change(leaves, lambda leaf: leaf.end(event.id))
        else:
            self._change(leaves, lambda leaf: leaf.doubt(event.id))
        self._look_after_suspensions_by(event.target)

    def _suspend(self, event: Event, leaves: list[Leaf], *, certain: bool) -> None:
        if event.until and event.until < self._today:
            return
        self._change(leaves, lambda leaf: leaf.suspend(event.id, certainly=certain))
        self._standing_suspensions[event.source].append(event)

    def _end_suspension(self, suspension: Event) -> None:
        self._change(self._suspended_by(suspension), lambda leaf: leaf.release(suspension.id))

    def _end_term(self, name: str) -> None:
        self._change(self.sheets[name].all_leaves(), lambda leaf: leaf.end(OWN_TERM))
        self._look_after_suspensions_by(name)

    def _look_after_suspensions_by(self, source: str) -> None:
        """End the suspensions whose source is ended now, and doubt those whose source may be (R12, R13)."""
        for suspension in tuple(self._standing_suspensions[source]):
            clause = self.sheets[source].of_clause(suspension.clause)
            if _all_ended(clause):
                self._standing_suspensions[source].remove(suspension)
                self._end_suspension(suspension)
            elif _perhaps_ended(clause):
                self._doubt_suspension(suspension)

    def _doubt_suspension(self, suspension: Event) -> None:
        self._change(
            self._suspended_by(suspension),
            lambda leaf: leaf.release(suspension.id, certainly=False),
        )

    def _suspended_by(self, suspension: Event) -> list[Leaf]:
        return self.sheets[suspension.target].touched_by(suspension)

    def _change(self, leaves: list[Leaf], change: Callable[[Leaf], None]) -> None:
        for leaf in leaves:
            change(leaf)
            leaf.keep(self._today)


def _day_after(last: date | None) -> date | None:
    return next_day(last) if last else None


def _all_ended(leaves: list[Leaf]) -> bool:
    return bool(leaves) and all(leaf.ended_by for leaf in leaves)


def _perhaps_ended(leaves: list[Leaf]) -> bool:
    return bool(leaves) and all(leaf.ended_by or leaf.doubted_by for leaf in leaves)

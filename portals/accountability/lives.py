"""A case's rows as a life of the clock, and the clock that it folds to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Protocol

from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.clock import local_date

from .clock.events import (
    Announced,
    Arrival,
    ClockEvent,
    ClockVerdict,
    Extended,
    HandedOver,
    Joined,
    PeriodUnit,
    PersonAnswered,
    PersonAsked,
    RequestTakenBack,
    Resolved,
)
from .clock.folding import RequestClock, fold_life
from .clock.sessions import OfficeDay, local_minute
from .enums import CLOCK_STEPS, GIVEN_ON, CaseStep, TermStep
from .models import CalendarNotice, CaseEvent, CaseTerm, CitizenCase


class NoTerm(LookupError):
    """No dated term says how long this step of this kind takes."""


class Arrived(Protocol):
    """How a case arrived: all of its row that its clock depends on. A `CitizenCase` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def received_by_id(self) -> int: ...
    @property
    def arrived_at(self) -> datetime: ...
    @property
    def set_days(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """All that folding needs beside a case's own rows: read once, by `load_rules`, for any number of cases.

    What many cases ask alike is worked out once: the hours of an office on a day, and what was known, or became known
    later, by how many notices there were at a moment.
    """

    terms: Mapping[tuple[str, str], tuple[CaseTerm, ...]]
    # By when they were known.
    notices: tuple[CalendarNotice, ...]
    calendar: WorkingCalendar
    _offices: dict[tuple[int, date], OfficeDay] = field(
        default_factory=dict, init=False, compare=False
    )
    _known: dict[int, WorkingCalendar] = field(default_factory=dict, init=False, compare=False)
    _later: dict[int, tuple[Announced, ...]] = field(
        default_factory=dict, init=False, compare=False
    )

    def term(self, kind: str, step: str, day: date) -> CaseTerm:
        """Return the term for requests of `kind` that arrive on `day`. Raises NoTerm."""
        for term in self.terms.get((kind, step), ()):
            if day in term.period:
                return term
        raise NoTerm(f"{kind} {step} {day}")

    def office(self, portal_id: int, at: datetime) -> OfficeDay:
        """Return the hours of an office; where they are no eight hours a day, the province's usual ones count."""
        return self.office_on(portal_id, local_date(at))

    def office_on(self, portal_id: int, day: date) -> OfficeDay:
        """Return the hours of an office on a day, in the time of the province."""
        found = self._offices.get((portal_id, day))
        if found is None:
            found = self._offices[portal_id, day] = self._office_on(portal_id, day)
        return found

    def _office_on(self, portal_id: int, day: date) -> OfficeDay:
        own = self.calendar.hours.get(portal_id, ())
        for hours in (*own, *self.calendar.hours.get(None, ())):
            if hours.hold_on(day):
                try:
                    return OfficeDay(hours.spells)
                except ValueError:
                    break
        return OfficeDay()

    def known_at(self, moment: datetime) -> WorkingCalendar:
        """Return the days off and worked as they were known at a moment."""
        return self._known_by(self._noticed(moment))

    def newest(self) -> WorkingCalendar:
        """Return the days off and worked as far as anything is known."""
        return self._known_by(len(self.notices))

    def announced_after(self, moment: datetime) -> tuple[Announced, ...]:
        """Return what became known of the calendar later, in its order."""
        number = self._noticed(moment)
        if number not in self._later:
            later = groupby(self.notices[number:], key=lambda notice: notice.known_at)
            self._later[number] = tuple(_announced(at, list(notices)) for at, notices in later)
        return self._later[number]

    def _noticed(self, moment: datetime) -> int:
        """Return how many of the notices were known at a moment."""
        return bisect_right(self.notices, moment, key=lambda notice: notice.known_at)

    def _known_by(self, number: int) -> WorkingCalendar:
        """Return the days off and worked by the first so many notices."""
        if number not in self._known:
            off: set[date] = set()
            worked: set[date] = set()
            for notice in self.notices[:number]:
                (off.add if notice.is_off else off.discard)(notice.day)
                (worked.add if notice.is_worked else worked.discard)(notice.day)
            self._known[number] = WorkingCalendar(frozenset(off), frozenset(worked))
        return self._known[number]


def _announced(at: datetime, notices: list[CalendarNotice]) -> Announced:
    return Announced(
        local_minute(at),
        off=frozenset(notice.day for notice in notices if notice.is_off),
        worked=frozenset(notice.day for notice in notices if notice.is_worked),
        # Each says all of its day.
        plain=frozenset(notice.day for notice in notices),
    )


def load_rules() -> Rules:
    """Read terms, notices and the calendar. Four queries."""
    terms: dict[tuple[str, str], tuple[CaseTerm, ...]] = {}
    for term in CaseTerm.objects.order_by("pk"):
        key = (term.kind, term.step)
        terms[key] = (*terms.get(key, ()), term)
    notices = tuple(CalendarNotice.objects.order_by("known_at", "day"))
    return Rules(terms, notices, load_calendar())


def arrival_of(case: Arrived, rules: Rules) -> Arrival:
    """Return how a case arrived: its own day, office and term, or days that a council set, whoever is in charge now."""
    term = rules.term(case.kind, TermStep.ANSWER, local_date(case.arrived_at))
    office = rules.office(case.received_by_id, case.arrived_at)
    return arrival_by(local_minute(case.arrived_at), office, term, case.set_days)


def arrival_by(at: datetime, office: OfficeDay, term: CaseTerm, set_days: int | None) -> Arrival:
    """Return an arrival at a local minute, with what the law gives for an answer, or the day that a council set.

    That day is so many days after the one of the arrival, worked or not: it is never counted from another.
    """
    if set_days is None:
        return Arrival(at, office, PeriodUnit(term.unit), term.days)
    day = at.date() + timedelta(days=set_days)
    return Arrival(at, office, PeriodUnit.CALENDAR_DAYS, set_days, set_for=day)


@dataclass(frozen=True, slots=True)
class FoldedCase:
    """The clock of a case, and what became of each event that moved it, those of the calendar among them."""

    clock: RequestClock
    verdicts: list[tuple[ClockEvent, ClockVerdict]]


def fold_case(
    case: Arrived,
    events: Iterable[CaseEvent],
    rules: Rules,
    *,
    others: Mapping[int, CitizenCase] | None = None,
) -> FoldedCase:
    """Fold a case's events into its clock. `events` come in their order; `others` has joined cases by id, if read."""
    life = life_of(case, events, rules, others=others)
    clock, verdicts = fold_life(arrival_of(case, rules), life, rules.known_at(case.arrived_at))
    return FoldedCase(clock, verdicts)


def life_of(
    case: Arrived,
    events: Iterable[CaseEvent],
    rules: Rules,
    *,
    others: Mapping[int, CitizenCase] | None = None,
) -> list[ClockEvent]:
    """Return what moves the clock of a case: its own events, and what became known of the calendar since."""
    life: list[ClockEvent] = [*rules.announced_after(case.arrived_at)]
    moving = _still_moving(event for event in events if event.step in CLOCK_STEPS)
    life.extend(_clock_event(event, rules, others or {}) for event in moving)
    return life


def _still_moving(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Return the events without refusals that were overturned: these never ended the clock, and nothing restarts."""
    moving: list[CaseEvent] = []
    for event in events:
        if event.step == CaseStep.REOPENED:
            moving = [one for one in moving if one.step != CaseStep.REFUSED]
        else:
            moving.append(event)
    return moving


def _clock_event(event: CaseEvent, rules: Rules, others: Mapping[int, CitizenCase]) -> ClockEvent:
    at = local_minute(event.at)
    match event.step:
        case CaseStep.ASKED:
            return PersonAsked(at)
        case CaseStep.ANSWERED_BACK:
            return PersonAnswered(at)
        case CaseStep.EXTENDED:
            return Extended(at, event.days or 0, event.most or 0)
        case CaseStep.HANDED_OVER | CaseStep.BODY_CLOSED:
            return HandedOver(at, rules.office(event.office_id or 0, event.at))
        case CaseStep.JOINED:
            other = others.get(event.other_id or 0) or event.other
            if other is None:
                raise ValueError(event)
            return Joined(at, arrival_of(other, rules))
        case CaseStep.TAKEN_BACK:
            return RequestTakenBack(at)
    given_on = event.data.get(GIVEN_ON)
    return Resolved(at, date.fromisoformat(given_on) if given_on else None)

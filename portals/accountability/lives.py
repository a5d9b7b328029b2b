"""A case's rows as a life of the clock, and the clock that it folds to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

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


@dataclass(frozen=True, slots=True)
class Rules:
    """All that folding needs beside a case's own rows: read once, by `load_rules`, for any number of cases."""

    terms: Mapping[tuple[str, str], tuple[CaseTerm, ...]]
    # By when they were known.
    notices: tuple[CalendarNotice, ...]
    calendar: WorkingCalendar

    def term(self, kind: str, step: str, day: date) -> CaseTerm:
        """Return the term for requests of `kind` that arrive on `day`. Raises NoTerm."""
        for term in self.terms.get((kind, step), ()):
            if day in term.period:
                return term
        raise NoTerm(f"{kind} {step} {day}")

    def office(self, portal_id: int, at: datetime) -> OfficeDay:
        """Return the hours of an office; where they are no eight hours a day, the province's usual ones count."""
        day = local_date(at)
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
        off: set[date] = set()
        worked: set[date] = set()
        for notice in self.notices:
            if notice.known_at > moment:
                break
            (off.add if notice.is_off else off.discard)(notice.day)
            (worked.add if notice.is_worked else worked.discard)(notice.day)
        return WorkingCalendar(frozenset(off), frozenset(worked))

    def newest(self) -> WorkingCalendar:
        """Return the days off and worked as far as anything is known."""
        return self.known_at(self.notices[-1].known_at) if self.notices else WorkingCalendar()

    def announced_after(self, moment: datetime) -> list[Announced]:
        """Return what became known of the calendar later, in its order."""
        later = (notice for notice in self.notices if notice.known_at > moment)
        return [
            _announced(at, list(notices))
            for at, notices in groupby(later, key=lambda notice: notice.known_at)
        ]


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


def arrival_of(case: CitizenCase, rules: Rules) -> Arrival:
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
    case: CitizenCase,
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
    case: CitizenCase,
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

"""Why an answer is due when it is, in sentences for the citizen and the officer, with the days that were counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.models import Portal

from .clock.events import (
    Announced,
    Extended,
    HandedOver,
    Joined,
    PeriodUnit,
    PersonAnswered,
    PersonAsked,
    RequestTakenBack,
    Resolved,
)
from .clock.folding import RequestClock
from .clock.sessions import MINUTES_A_DAY
from .clock.tracing import ClockStride, counted_days, trace_life, zero_of
from .enums import CLOCK_STEPS, CaseStep
from .lives import Rules, arrival_of, life_of, load_rules
from .models import CaseEvent, CitizenCase

HOUR = 60


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day, its number among those counted (None: not counted), and why it is not, or is though a weekend."""

    day: date
    number: int | None
    why: str


@dataclass(frozen=True, slots=True)
class DerivedLine:
    """One sentence of the derivation; `days` stand under the last one that set the due day."""

    at: datetime
    words: str
    days: list[DayLine] = field(default_factory=list)


def derivation_of(
    case: CitizenCase, rules: Rules | None = None, *, for_person: bool = False
) -> list[DerivedLine]:
    """Return how the clock of a case came to what it says, in order. Six queries with the rules, however long the life.

    The names of agencies are theirs of today. Nothing of the person is in it; `for_person` leaves out the codes of what
    others sent as well, by which those are known on the telephone.
    """
    rules = rules or load_rules()
    events = list(
        case.events.filter(step__in=CLOCK_STEPS)
        .select_related("other", "office", "portal")
        .order_by("sequence")
    )
    strides = trace_life(
        arrival_of(case, rules),
        life_of(case, events, rules),
        rules.known_at(case.arrived_at),
    )
    occasions = {notice.day: notice.name for notice in rules.notices}
    words = _Words(case, events, occasions, for_person=for_person)
    lines = [
        DerivedLine(_when(stride, case), sentence)
        for stride in strides
        if (sentence := words.of(stride))
    ]
    days = words.days(strides[-1].after)
    if days and lines:
        lines[-1] = DerivedLine(lines[-1].at, lines[-1].words, days)
    return lines


def _when(stride: ClockStride, case: CitizenCase) -> datetime:
    return stride.event.at if stride.event is not None else stride.after.arrival.at


class _Words:
    """The sentences of one case."""

    def __init__(
        self,
        case: CitizenCase,
        events: list[CaseEvent],
        occasions: Mapping[date, str],
        *,
        for_person: bool,
    ) -> None:
        self.case = case
        self.for_person = for_person
        self.occasions = occasions
        self.receiver = case.received_by
        handed = (CaseStep.HANDED_OVER, CaseStep.BODY_CLOSED)
        # In the order in which the strides come.
        self.offices = iter([event for event in events if event.step in handed])
        self.joined = iter([event for event in events if event.step == CaseStep.JOINED])

    def of(self, stride: ClockStride) -> str:
        """The sentence of a stride, "" for none. What the rules refuse was never recorded."""
        event = stride.event
        match event:
            case None:
                return self.arrival(stride.after)
            case HandedOver():
                return self.handed(stride, next(self.offices))
            case Joined():
                return self.joining(stride, next(self.joined))
            case Announced():
                return self.announced(stride, event)
        return self.of_the_time(stride)

    def of_the_time(self, stride: ClockStride) -> str:
        """What stops the time, lets it go on, lengthens or ends it."""
        words = {"at": _minute(event_at(stride)), "due": _due(stride.after)}
        match stride.event:
            case PersonAsked():
                left = _span(stride.after.left or 0)
                return _("The citizen was asked on %(at)s: the time stops, with %(left)s left.") % {
                    **words,
                    "left": left,
                }
            case PersonAnswered():
                return (
                    _("The citizen answered on %(at)s: the time goes on, and ends on %(due)s.")
                    % words
                )
            case Extended(days=days):
                return self.extended(stride, days)
            case Resolved(given_on=date() as day):
                return _("Answered on %(day)s, as the office of the council tells.") % {
                    "day": date_format(day, "d/m/Y")
                }
            case Resolved() | RequestTakenBack():
                return _("It ended on %(at)s.") % words
        raise TypeError(stride.event)

    def arrival(self, clock: RequestClock) -> str:
        arrival = clock.arrival
        words = {"at": _minute(arrival.at), "office": self.receiver.name, "due": _due(clock)}
        if arrival.set_for is not None:
            words["day"] = date_format(arrival.set_for, "d/m/Y")
            return (
                _(
                    "It reached %(office)s on %(at)s. The council set %(day)s for the answer; it is due on %(due)s."
                )
                % words
            )
        period = _period(arrival.unit, arrival.days)
        zero = zero_of(clock)
        if zero is not None and zero != arrival.at.date():
            return _(
                "It reached %(office)s on %(at)s, outside working hours: it counts as come on %(day)s. That day is not"
                " counted; %(period)s from then end on %(due)s."
            ) % {**words, "period": period, "day": date_format(zero, "d/m/Y")}
        return _(
            "It reached %(office)s on %(at)s. That day is not counted; %(period)s from then end on %(due)s."
        ) % {**words, "period": period}

    def handed(self, stride: ClockStride, event: CaseEvent) -> str:
        to: Portal | None = event.office
        name = to.name if to is not None else ""
        due = _due(stride.after)
        if event.step == CaseStep.BODY_CLOSED:
            said = _(
                "%(office)s took it over on %(at)s from an agency that was closed; the time goes on."
            )
        else:
            said = _("It was handed to %(office)s on %(at)s; the time goes on.")
        sentence = said % {"office": name, "at": _minute(event_at(stride))}
        if stride.moved:
            sentence += " " + _("By the hours of that office it ends on %(due)s.") % {"due": due}
        return sentence

    def joining(self, stride: ClockStride, event: CaseEvent) -> str:
        code = event.other.code if event.other is not None else ""
        words = {"code": code, "at": _minute(event_at(stride)), "due": _due(stride.after)}
        if self.for_person:
            if not stride.moved:
                return _("Another request was joined to it on %(at)s; the time stays.") % words
            return (
                _(
                    "Another request, which came earlier, was joined on %(at)s: its time counts, and ends on %(due)s."
                )
                % words
            )
        if not stride.moved:
            return _("Request %(code)s was joined to it on %(at)s; the time stays.") % words
        return (
            _(
                "Request %(code)s, which came earlier, was joined on %(at)s: its time counts, and ends on %(due)s."
            )
            % words
        )

    def extended(self, stride: ClockStride, days: int) -> str:
        words = {"days": _period(PeriodUnit.WORKING_DAYS, days), "at": _minute(event_at(stride))}
        if stride.after.due is None:
            return _("It was extended by %(days)s on %(at)s.") % words
        return _("It was extended by %(days)s on %(at)s, and ends on %(due)s.") % {
            **words,
            "due": _due(stride.after),
        }

    def announced(self, stride: ClockStride, event: Announced) -> str:
        """Only what moved something is told: the calendar of the coming year moves nothing."""
        if not stride.moved:
            return ""
        days = sorted(event.off | event.worked | event.plain)
        named = ", ".join(date_format(day, "d/m/Y") for day in days)
        return _("The calendar was changed on %(at)s (%(days)s): it now ends on %(due)s.") % {
            "at": _minute(event.at),
            "days": named,
            "due": _due(stride.after),
        }

    def days(self, clock: RequestClock) -> list[DayLine]:
        return [
            DayLine(counted.day, counted.number, self.why(counted.day, clock))
            for counted in counted_days(clock)
        ]

    def why(self, day: date, clock: RequestClock) -> str:
        occasion = self.occasions.get(day, "")
        if day == zero_of(clock):
            return _("counts as the day of arrival")
        if day in clock.calendar.off:
            return occasion or _("day off")
        if day in clock.calendar.worked:
            return _("worked in exchange") + (f" ({occasion})" if occasion else "")
        return "" if clock.calendar.is_working_day(day) else _("weekend")


def event_at(stride: ClockStride) -> datetime:
    if stride.event is None:
        raise ValueError(stride)
    return stride.event.at


def _minute(at: datetime) -> str:
    return date_format(at, "H:i, d/m/Y")


def _due(clock: RequestClock) -> str:
    return _minute(clock.due.at) if clock.due is not None else ""


def _period(unit: PeriodUnit, days: int) -> str:
    if unit is PeriodUnit.WORKING_DAYS:
        return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _span(minutes: int) -> str:
    days, rest = divmod(minutes, MINUTES_A_DAY)
    hours, left = divmod(rest, HOUR)
    parts = []
    if days:
        parts.append(_period(PeriodUnit.WORKING_DAYS, days))
    if hours:
        parts.append(ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours})
    if left or not parts:
        parts.append(
            ngettext("%(minutes)s minute", "%(minutes)s minutes", left) % {"minutes": left}
        )
    return " ".join(parts)

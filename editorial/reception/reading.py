"""A portal's days of reception: what its rules name, and what was said of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from .days import A_DAY, PlannedReception, month_around, planned_days
from .enums import TOLD_BY_DAY, DayState, Sitter
from .models import OUTCOMES, ReceptionDay, ReceptionRule
from .words import day_words, hours_words

if TYPE_CHECKING:
    from portals.calendar.working_days import WorkingCalendar
    from portals.models import Portal

type DayKey = tuple[str, date]


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day of reception: `on` is when it is, or was; `told` what the board said of it, None where nothing."""

    sits: str
    post: str
    hours: str
    planned_on: date
    on: date
    is_shifted: bool
    told: ReceptionDay | None
    opens: time | None = None
    closes: time | None = None

    @property
    def key(self) -> str:
        """As it stands in an address."""
        return f"{self.sits}-{self.planned_on.isoformat()}"

    @property
    def state(self) -> DayState:
        return DayState(self.told.state) if self.told else DayState.PLANNED

    @property
    def is_told(self) -> bool:
        return self.state is not DayState.PLANNED

    @property
    def is_cancelled(self) -> bool:
        return self.state is DayState.CANCELLED

    @property
    def is_held(self) -> bool:
        return self.state is DayState.HELD

    @property
    def another_sat(self) -> bool:
        """Whether it was held by somebody else than whose day it is: that does not meet the head's duty."""
        return self.told is not None and self.is_held and self.told.sat != self.sits

    @property
    def weekday(self) -> str:
        return day_words(self.on)

    @property
    def move_words(self) -> str:
        """Why it is on another day than the rule names; "" where it is not."""
        if self.on == self.planned_on:
            return ""
        if self.told is not None and self.told.moved_why:
            return _("moved from %(day)s: %(why)s") % {
                "day": f"{self.planned_on:%d/%m/%Y}",
                "why": self.told.moved_why,
            }
        if self.is_shifted:
            return _("moved from %(day)s, which is a day off") % {
                "day": f"{self.planned_on:%d/%m/%Y}"
            }
        return ""

    @property
    def sat_words(self) -> str:
        """Who sat, and why it was another; or why nobody did. "" where nothing was told yet."""
        if self.told is None or not self.is_told:
            return ""
        if self.is_cancelled:
            return _("Cancelled: %(why)s") % {"why": self.told.why}
        who = str(Sitter(self.told.sat).label)
        if self.told.sat_by:
            who = f"{who} ({self.told.sat_by})"
        if not self.another_sat:
            return who
        return _("%(who)s sat in place of: %(whose)s. Reason: %(why)s") % {
            "who": who,
            "whose": self.post,
            "why": self.told.why,
        }


@dataclass(slots=True)
class ShownMonth:
    """A month with its days and the sums of what came of them."""

    starts_on: date
    days: list[ShownDay] = field(default_factory=list)

    @property
    def sums(self) -> list[int]:
        return [
            sum(getattr(day.told, name) for day in self.days if day.told is not None)
            for name in OUTCOMES
        ]


def rules_between(portals: Iterable[Portal], first: date, last: date) -> QuerySet[ReceptionRule]:
    """The rules of some portals that hold on some day from `first` to `last`."""
    found: QuerySet[ReceptionRule] = ReceptionRule.objects.filter(
        portal__in=list(portals), period__overlap=DateRange(first, last + A_DAY)
    )
    return found.order_by("portal", "sits", "period")


def told_between(portals: Iterable[Portal], first: date, last: date) -> QuerySet[ReceptionDay]:
    return ReceptionDay.objects.filter(
        portal__in=list(portals), planned_on__range=(first, last)
    ).order_by("planned_on", "sits")


def days_between(
    portal: Portal, calendar: WorkingCalendar, first: date, last: date
) -> list[ShownDay]:
    """Return the days that are planned from `first` to `last`, by the day on which each is. Two queries."""
    return shown_days(
        list(rules_between([portal], first, last)),
        list(told_between([portal], first, last)),
        calendar,
        first,
        last,
    )


def shown_days(
    rules: Sequence[ReceptionRule],
    told: Sequence[ReceptionDay],
    calendar: WorkingCalendar,
    first: date,
    last: date,
) -> list[ShownDay]:
    """Join what rules of one portal name with what was said; a day that was told stays when the rule is gone."""
    told_by: dict[DayKey, ReceptionDay] = {(one.sits, one.planned_on): one for one in told}
    by_day = [rule for rule in rules if rule.sits in TOLD_BY_DAY]
    shown = [
        _shown(planned, told_by.pop((planned.rule.sits, planned.planned_on), None))
        for planned in planned_days(by_day, calendar, first, last)
    ]
    shown += [
        ShownDay(one.sits, one.post, "", one.planned_on, one.on, False, one)
        for one in told_by.values()
    ]
    return sorted(shown, key=lambda day: (day.on, day.sits != Sitter.HEAD, day.planned_on))


def _shown(planned: PlannedReception, told: ReceptionDay | None) -> ShownDay:
    rule = planned.rule
    return ShownDay(
        sits=rule.sits,
        post=told.post if told else rule.post,
        hours=hours_words(rule),
        planned_on=planned.planned_on,
        on=told.on if told else planned.on,
        is_shifted=planned.is_shifted,
        told=told,
        opens=rule.opens,
        closes=rule.closes,
    )


def shown_months(days: Iterable[ShownDay]) -> list[ShownMonth]:
    """Return days by the month for which each was planned, the newest month first."""
    by_month: dict[date, ShownMonth] = {}
    for day in days:
        start = month_around(day.planned_on)[0]
        by_month.setdefault(start, ShownMonth(start)).days.append(day)
    return [by_month[start] for start in sorted(by_month, reverse=True)]

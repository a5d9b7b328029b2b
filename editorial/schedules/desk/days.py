"""The days of a week as the desk folds them: what stands on each in a few words, and which are open at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portals.calendar.weekdays import WEEKDAYS, weekday_name

from .forms import ScheduleRowForm


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A day with the forms of its rows. `told`: what is written in them, a line each."""

    weekday: int
    name: str
    day: date
    forms: Sequence[ScheduleRowForm]
    told: Sequence[str]
    is_today: bool
    is_open: bool


def desk_days(
    forms: Sequence[ScheduleRowForm], monday: date, *, today: date, touched: str = ""
) -> list[DeskDay]:
    """Return the seven days. Open are those with a fault and the one `touched`, or else today, or else the first."""
    by_day: dict[int, list[ScheduleRowForm]] = {day: [] for day in WEEKDAYS}
    for form in forms:
        by_day[form.day_of_group].append(form)
    wanted = {day for day, found in by_day.items() if any(form.errors for form in found)}
    wanted |= {day for day in by_day if str(day) == touched}
    usual = (today - monday).days + 1
    opened = wanted or {usual if usual in by_day else min(by_day)}
    return [
        DeskDay(
            weekday=day,
            name=weekday_name(day),
            day=monday + timedelta(days=day - 1),
            forms=found,
            told=[words for form in found if (words := _told(form))],
            is_today=day == usual,
            is_open=day in opened,
        )
        for day, found in by_day.items()
    ]


def _told(form: ScheduleRowForm) -> str:
    begins, content = (str(form[name].value() or "").strip() for name in ("begins", "content"))
    return " ".join(filter(None, (begins, content)))

"""How long there is left for a request, in words."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.calendar.working_days import WorkingCalendar
from portals.clock import local_date

from ..clock.sessions import MINUTES_A_DAY
from ..enums import CaseState
from ..models import CitizenCase

_NUMBER = re.compile(r"\+?[\d .()-]{8,20}")


def number_to_dial(typed: str) -> str:
    """Return the number that a telephone dials for what a person typed; empty where that is no one number."""
    typed = typed.strip()
    return re.sub(r"[^\d+]", "", typed) if _NUMBER.fullmatch(typed) else ""


def due_words(
    case: CitizenCase,
    now: datetime,
    calendar: WorkingCalendar,
    *,
    owed_anew: datetime | None = None,
) -> str:
    """Say what is left of a request's time in working days, how late it is, or how it ended.

    With `owed_anew`, by when another answer is due in the place of one that was taken out of view.
    """
    if owed_anew is not None:
        return _("another answer is due by %(day)s: %(left)s") % {
            "day": date_format(_local(owed_anew), "d/m/Y"),
            "left": time_left_words(owed_anew, now, calendar),
        }
    if case.state == CaseState.ENDED:
        return _ended(case)
    if case.due_at is None:
        days = (case.left_minutes or 0) // MINUTES_A_DAY
        return ngettext(
            "the clock stands; %(count)s working day left",
            "the clock stands; %(count)s working days left",
            days,
        ) % {"count": days}
    return time_left_words(case.due_at, now, calendar)


def time_left_words(due_at: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    """Say how many working days there are to a moment, or have gone since."""
    day, today = local_date(due_at), local_date(now)
    if now <= due_at:
        if day == today:
            return _("due today, by %(hour)s") % {"hour": date_format(_local(due_at), "H:i")}
        days = calendar.working_days_between(today, day)
        return ngettext("%(count)s working day left", "%(count)s working days left", days) % {
            "count": days
        }
    days = calendar.working_days_between(day, today)
    if not days:
        return _("late since %(hour)s") % {"hour": date_format(_local(due_at), "H:i d/m")}
    return ngettext("%(count)s working day late", "%(count)s working days late", days) % {
        "count": days
    }


def _ended(case: CitizenCase) -> str:
    day = date_format(_local(case.ended_at), "d/m/Y") if case.ended_at else ""
    if case.ended_late is None:
        return _("it ended on %(day)s") % {"day": day}
    said = _("ended late on %(day)s") if case.ended_late else _("ended in time on %(day)s")
    return said % {"day": day}


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)

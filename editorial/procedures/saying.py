"""What a procedure costs, how long it takes and when a centre is open, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .enums import Weekday

if TYPE_CHECKING:
    from .models import PointHours, Procedure, ProcedureFee


def money(amount: int) -> str:
    """Return "1.500.000 đồng"."""
    return _("%(amount)s dong") % {"amount": f"{amount:,}".replace(",", ".")}


def fee_in_words(fees: Sequence[ProcedureFee]) -> str:
    """Return what a procedure costs in one line: the only fee, or from which to which."""
    amounts = sorted({fee.amount for fee in fees if fee.amount is not None})
    reckoned = [fee.words for fee in fees if fee.amount is None]
    if not amounts:
        return reckoned[0] if len(reckoned) == 1 else _("by the table of fees below")
    if amounts == [0] and not reckoned:
        return _("no fee")
    if len(amounts) == 1:
        first = money(amounts[0]) if amounts[0] else _("no fee")
    else:
        span = {"least": money(amounts[0]), "most": money(amounts[-1])}
        first = _("from %(least)s to %(most)s") % span
    if not reckoned:
        return first
    return _("%(first)s, in other cases by the table of fees below") % {"first": first}


def time_in_words(procedure: Procedure) -> str:
    """Return how long it takes: in working days where the catalogue says so."""
    days = procedure.working_days
    if days is None:
        return procedure.time_words
    if days == 0:
        return _("within the working day")
    return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}


def hours_in_words(hours: Iterable[PointHours]) -> list[str]:
    """Return a line for each run of days with the same hours, from Monday on: "Thứ Hai – thứ Sáu: 07:30–11:30"."""
    days = sorted(hours, key=lambda one: one.weekday)
    lines = []
    for _hours, some in groupby(
        enumerate(days), key=lambda place: (place[1].weekday - place[0], _opening(place[1]))
    ):
        run = [one for _place, one in some]
        first, last = (str(Weekday(run[end].weekday).label) for end in (0, -1))
        names = capfirst(first if len(run) == 1 else f"{first} – {last}")
        lines.append(f"{names}: {_opening(run[0])}")
    return lines


def _opening(day: PointHours) -> str:
    spans = ((day.morning_from, day.morning_to), (day.afternoon_from, day.afternoon_to))
    return ", ".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in spans if begin and end)


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"

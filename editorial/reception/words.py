"""Rules and days in words."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from .enums import Repeats

if TYPE_CHECKING:
    from .models import ReceptionRule


def hours_words(rule: ReceptionRule) -> str:
    """Such as "7:30–11:30, 13:30–17:00"."""
    if rule.pause_from is None or rule.pause_to is None:
        return _spell(rule.opens, rule.closes)
    return f"{_spell(rule.opens, rule.pause_from)}, {_spell(rule.pause_to, rule.closes)}"


def days_words(rule: ReceptionRule) -> str:
    """Such as "ngày 5 và 20 hằng tháng"."""
    if rule.repeats == Repeats.WEEKLY:
        if rule.days == [1, 2, 3, 4, 5]:
            return _("every working day")
        named = [str(WEEKDAYS[day - 1]) for day in rule.days]
        return _("%(days)s of every week") % {"days": _listed(named)}
    return _("day %(days)s of every month") % {"days": _listed([str(day) for day in rule.days])}


def day_words(day: date) -> str:
    """Such as "Thứ Năm, 15/10/2026"."""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(most)s and %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}


def _spell(begin: time, end: time) -> str:
    return f"{begin.hour}:{begin:%M}–{end.hour}:{end:%M}"

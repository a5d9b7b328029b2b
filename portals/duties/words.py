"""How a period or an event is said: "quý III/2026", "tuần từ 02/03/2026", "Nghị quyết 12/NQ-HĐND ngày 15/07/2026"."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .enums import Frequency
from .spans import Span

_ROMAN = ("I", "II", "III", "IV")


def period_words(frequency: str, span: Span, event: str = "") -> str:
    """`event` is the title of the one with which it began, where it is not owed for a period."""
    start = span.start
    if frequency == Frequency.EVENT:
        return event or f"{start:%d/%m/%Y}"
    if frequency == Frequency.WEEK:
        return _("week of %(day)s") % {"day": f"{start:%d/%m/%Y}"}
    if frequency == Frequency.MONTH:
        return _("month %(month)s/%(year)s") % {"month": start.month, "year": start.year}
    if frequency == Frequency.QUARTER:
        quarter = _ROMAN[(start.month - 1) // 3]
        return _("quarter %(quarter)s/%(year)s") % {"quarter": quarter, "year": start.year}
    return _("year %(year)s") % {"year": start.year}

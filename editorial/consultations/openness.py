"""Whether a draft is open on a day. Pure functions of its days; days are the province's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.clock import LOCAL_ZONE

from .enums import Openness
from .models import ConsultationPage


def openness_on(page: ConsultationPage, day: date) -> Openness:
    """Both days count: a comment of the last minute of the last day is in time."""
    if day < page.opens_on:
        return Openness.COMING
    return Openness.OPEN if day <= page.closes_on else Openness.CLOSED


def closing_moment(page: ConsultationPage) -> datetime:
    """Return the first moment at which nothing is taken any more."""
    return datetime.combine(page.closes_on + timedelta(days=1), time(), LOCAL_ZONE)


def openness_words(page: ConsultationPage, day: date) -> str:
    """Such as "Đang lấy ý kiến đến hết ngày 20/12/2026, còn 5 ngày"."""
    match openness_on(page, day):
        case Openness.COMING:
            return _("Open for comments from %(day)s on") % {"day": f"{page.opens_on:%d/%m/%Y}"}
        case Openness.CLOSED:
            return _("Closed for comments since the end of %(day)s") % {
                "day": f"{page.closes_on:%d/%m/%Y}"
            }
    left = (page.closes_on - day).days
    said = {"day": f"{page.closes_on:%d/%m/%Y}", "left": left}
    if not left:
        return _("Open for comments until the end of today, %(day)s") % said
    return (
        ngettext(
            "Open for comments until the end of %(day)s, %(left)s day left",
            "Open for comments until the end of %(day)s, %(left)s days left",
            left,
        )
        % said
    )

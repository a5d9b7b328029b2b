"""Citizen reception as citizens read it: the next day first, then what is planned, then who sat in past months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.public.more_pages import MorePage
from editorial.public.section_parts import SectionPart
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.admin_kit.exports import csv_response
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal
from portals.requests import PublicRequest

from .models import ReceptionOffice, ReceptionRule
from .reading import ShownDay, ShownMonth, rules_between, shown_days, shown_months, told_between
from .words import days_words, hours_words

# Sections in which citizens look for it.
SECTION_TYPES = ("lich-lam-viec", "phan-anh")
SHOWN_AHEAD = timedelta(days=62)
MONTHS_SHOWN = 12
CSV_COLUMNS = (
    *("ma", "ngay_du_kien", "ngay_tiep", "lich_cua", "tinh_trang", "nguoi_tiep", "ly_do"),
    *("luot_nguoi", "doan_dong_nguoi", "vu_viec_tiep_nhan", "vu_viec_huong_dan", "vu_viec_chuyen"),
)


@dataclass(frozen=True, slots=True)
class RuleInWords:
    post: str
    days: str
    hours: str


@dataclass(frozen=True, slots=True)
class ShownReceptions:
    """A portal's reception on a day."""

    office: ReceptionOffice
    rules: list[RuleInWords]
    next: ShownDay | None
    coming: list[ShownDay]
    past: list[ShownMonth]

    @property
    def path(self) -> str:
        return reverse("reception", urlconf="portals.urls.public")


def receptions_of(portal: Portal, today: date) -> ShownReceptions | None:
    """Return what is shown of it; None where the portal has set no days. Five queries."""
    office = ReceptionOffice.objects.filter(portal=portal).first()
    if office is None:
        return None
    first = months_back(today)
    rules = list(rules_between([portal], first, today + SHOWN_AHEAD))
    told = list(told_between([portal], first, today + SHOWN_AHEAD))
    days = shown_days(rules, told, load_calendar(), first, today + SHOWN_AHEAD)
    coming = [day for day in days if day.on >= today and not day.is_held]
    return ShownReceptions(
        office,
        list(_in_words(rules, today)),
        next((day for day in coming if not day.is_cancelled), None),
        coming,
        shown_months(day for day in days if day.on < today or day.is_held),
    )


def months_back(today: date) -> date:
    """Return the first day that is shown of what has passed."""
    months = today.year * 12 + today.month - 1 - MONTHS_SHOWN
    return date(months // 12, months % 12 + 1, 1)


def _in_words(rules: Iterable[ReceptionRule], today: date) -> Iterator[RuleInWords]:
    """The rules that hold, and those that are to begin."""
    for rule in sorted(rules, key=lambda one: ("head", "deputy", "officer").index(one.sits)):
        if rule.period.upper is None or rule.period.upper > today:
            yield RuleInWords(rule.post, days_words(rule), hours_words(rule))


@require_safe
def reception(request: PublicRequest) -> HttpResponse:
    """The page; 404 on a portal that has set no days."""
    found = receptions_of(request.portal, local_date(timezone.now()))
    if found is None:
        return not_found(request)
    return render_page(
        request, request.portal, "editorial/reception/page.html", {"reception": found}
    )


@require_safe
def reception_file(request: PublicRequest) -> HttpResponse:
    """The days of the last twelve months that have passed, as a CSV."""
    today = local_date(timezone.now())
    found = receptions_of(request.portal, today)
    if found is None:
        return not_found(request)
    days = [day for month in reversed(found.past) for day in month.days]
    response: HttpResponse = csv_response("tiep-cong-dan", CSV_COLUMNS, map(_csv_line, days))
    return response


def _csv_line(day: ShownDay) -> list[Any]:
    told = day.told
    who = told.get_sat_display() if told else ""
    numbers = (
        [told.people, told.crowds, told.taken_in, told.guided, told.handed_on]
        if told is not None and day.is_held
        else [""] * 5
    )
    why = " ".join(filter(None, (day.move_words, told.why if told else "")))
    return [
        *(day.key, f"{day.planned_on:%Y-%m-%d}", f"{day.on:%Y-%m-%d}", day.post),
        *(day.state.value, who, why),
        *numbers,
    ]


def reception_pages(portal: Portal) -> Iterator[MorePage]:
    if ReceptionOffice.objects.filter(portal=portal).exists():
        yield MorePage(_("Citizen reception"), reverse("reception", urlconf="portals.urls.public"))


def plans_days(portal: Portal) -> Exists:
    """Whether the portal has set days: asked of its sections together."""
    return Exists(ReceptionOffice.objects.filter(portal=portal))


def _said_in_section(_request: HttpRequest, portal: Portal) -> ShownReceptions | None:
    return receptions_of(portal, local_date(timezone.now()))


IN_SECTIONS = SectionPart("editorial/reception/part.html", _said_in_section)

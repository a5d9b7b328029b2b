"""The months of a board, one day, and the rule of all days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from editorial.reception.actions import (
    DayHeld,
    cancel_day,
    hold_day,
    keep_rules,
    may_keep_rules,
    may_tell_days,
    move_day,
)
from editorial.reception.days import A_DAY, month_around
from editorial.reception.enums import Sitter
from editorial.reception.models import ReceptionOffice
from editorial.reception.reading import ShownDay, days_between, rules_between
from portals.admin_kit.pages import done, own_portal, person
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import Refusal

from .forms import CANCELLED, HELD, ReceptionDayForm, RulesForm, initial_day, initial_rules

MONTH = "thang"
# Beyond them no rule names a day, and dates themselves end.
FIRST_YEAR, LAST_YEAR = 2000, 2200
# As far as a board looks back and ahead.
FURTHEST_BACK, FURTHEST_AHEAD = timedelta(days=730), timedelta(days=92)


@require_http_methods(["GET"])
def portal_reception(request: HttpRequest, portal_id: int) -> HttpResponse:
    """One month of the board: each day with what was said of it, what waits first."""
    portal, now = own_portal(request, portal_id), timezone.now()
    today = local_date(now)
    first, last = month_around(month_asked(request.GET.get(MONTH, ""), today))
    days = days_between(portal, load_calendar(), first, last)
    return TemplateResponse(
        request,
        "editorial/reception/desk/month.html",
        {
            "page_title": _("Citizen reception"),
            "page_icon": "calendar-alt",
            "portal_of_desk": portal,
            "office": ReceptionOffice.objects.filter(portal=portal).first(),
            "month": first,
            "before": first - A_DAY,
            "after": last + A_DAY,
            "days": [(day, day.on <= today and not day.is_told) for day in days],
            "may_tell": may_tell_days(person(request), portal, now),
            "may_keep": may_keep_rules(person(request), portal, now),
        },
    )


def month_asked(text: str, today: date) -> date:
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today
    return asked if today - FURTHEST_BACK < asked < today + FURTHEST_AHEAD else today


@require_http_methods(["GET", "POST"])
def reception_day(request: HttpRequest, portal_id: int, reception_day: str) -> HttpResponse:
    """Take what became of one day. Where something is wrong nothing typed is lost."""
    portal = own_portal(request, portal_id)
    day = _day_called(portal, reception_day)
    if day is None:
        raise Http404
    form = ReceptionDayForm(request.POST or None, initial=initial_day(day))
    if form.is_valid() and _told(request, portal, day, form):
        response = redirect("portal_reception", portal.pk)
        response["Location"] += f"?{MONTH}={day.planned_on:%Y-%m}"
        return response
    return TemplateResponse(
        request,
        "editorial/reception/desk/day.html",
        {
            "page_title": _("Day of reception"),
            "page_icon": "calendar-alt",
            "portal_of_desk": portal,
            "day": day,
            "form": form,
            "may_tell": may_tell_days(person(request), portal, timezone.now()),
        },
        status=422 if form.errors else 200,
    )


def _day_called(portal: Portal, text: str) -> ShownDay | None:
    """Return the day that an address names, as `ShownDay.key` writes it."""
    sits, _hyphen, written = text.partition("-")
    try:
        planned_on = date.fromisoformat(written)
    except ValueError:
        return None
    if not FIRST_YEAR <= planned_on.year <= LAST_YEAR:
        return None
    found = days_between(portal, load_calendar(), planned_on, planned_on)
    return next((day for day in found if day.sits == sits), None)


def _told(request: HttpRequest, portal: Portal, day: ShownDay, form: ReceptionDayForm) -> bool:
    told = form.cleaned_data
    which: dict[str, Any] = {
        "portal": portal,
        "sits": Sitter(day.sits),
        "planned_on": day.planned_on,
        "actor": person(request),
        "now": timezone.now(),
    }

    def act() -> None:
        if told["what"] == HELD:
            held = DayHeld(Sitter(told["sat"]), told["sat_by"], told["why"], form.outcome())
            hold_day(held=held, **which)
        elif told["what"] == CANCELLED:
            cancel_day(why=told["why"], **which)
        else:
            move_day(to=told["to"], why=told["why"], **which)

    return _tried(request, form, act, _("Saved. Citizens read it at once."))


def _tried(request: HttpRequest, form: Any, act: Any, success: str) -> bool:
    """Do `act` as `done` does; a refusal stands in the form, beside what was typed."""
    refused: list[str] = []

    def kept() -> None:
        try:
            act()
        except Refusal as refusal:
            refused.append(str(refusal))
            raise

    if done(request, kept, success):
        return True
    for words in refused:
        form.add_error(None, words)
    return False


@require_http_methods(["GET", "POST"])
def reception_rules(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Show and take place, words and days. What is changed holds from today on."""
    portal, now = own_portal(request, portal_id), timezone.now()
    today = local_date(now)
    office = ReceptionOffice.objects.filter(portal=portal).first()
    rules = list(rules_between([portal], today, today))
    form = RulesForm(request.POST or None, initial=initial_rules(office, rules, today))
    if form.is_valid() and _tried(
        request,
        form,
        lambda: keep_rules(
            portal=portal,
            details=form.details(),
            rules=form.rules(),
            since=today,
            actor=person(request),
            now=now,
        ),
        _("The days were set. Citizens read them at once."),
    ):
        return redirect("portal_reception", portal.pk)
    return TemplateResponse(
        request,
        "editorial/reception/desk/rules.html",
        {
            "page_title": _("Days of citizen reception"),
            "page_icon": "calendar-alt",
            "portal_of_desk": portal,
            "form": form,
            "may_keep": may_keep_rules(person(request), portal, now),
        },
        status=422 if form.errors else 200,
    )

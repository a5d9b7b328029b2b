"""The page on which the province keeps the calendar; every board may read it."""

from __future__ import annotations

from typing import cast

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from portals.boards.models import User
from portals.boards.queries import portals_of
from portals.clock import local_date
from portals.refusals import Refusal

from .actions import clear_day, may_keep_calendar, set_day
from .forms import DayForm
from .models import CalendarDay, WorkingHours


@require_http_methods(["GET", "POST"])
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """The days of a year that differ from the week; a form for the province."""
    user, now = cast("User", request.user), timezone.now()
    own = portals_of(user, now)
    if not own or not 2000 <= year <= 2100:
        raise Http404
    keeps = may_keep_calendar(user, now)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entry = set_day(**form.cleaned_data, actor=user, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The day was entered: %(day)s.") % {"day": entry})
            return redirect("calendar_year", entry.day.year)
    hours = WorkingHours.objects.in_force(local_date(now)).filter(
        Q(portal=None) | Q(portal__in=own)
    )
    return TemplateResponse(
        request,
        "portals/calendar/calendar.html",
        {
            "page_title": _("Working calendar"),
            "year": year,
            "days": CalendarDay.objects.filter(day__year=year).order_by("day"),
            "hours": hours.select_related("portal").order_by("portal__name", "pk"),
            "form": form if keeps else None,
            "media": form.media,
        },
    )


@require_POST
def calendar_clear(request: HttpRequest, day_id: int) -> HttpResponse:
    user, now = cast("User", request.user), timezone.now()
    if not may_keep_calendar(user, now):
        raise Http404
    entry = get_object_or_404(CalendarDay, pk=day_id)
    clear_day(entry=entry, actor=user, now=now)
    messages.success(request, _("The day follows the week again: %(day)s.") % {"day": entry})
    return redirect("calendar_year", entry.day.year)


def calendar_now(request: HttpRequest) -> HttpResponse:
    return redirect("calendar_year", local_date(timezone.now()).year)

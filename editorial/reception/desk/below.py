"""Which heads of the bodies directly below received citizens in a month, and which did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from editorial.reception.days import A_DAY, month_around
from editorial.reception.enums import Sitter
from editorial.reception.models import ReceptionDay, ReceptionRule
from editorial.reception.reading import ShownDay, rules_between, shown_days, told_between
from portals.admin_kit.pages import own_portal
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal
from portals.queries import overseen_by

from .views import MONTH, month_asked


@dataclass(frozen=True, slots=True)
class HeadOfBody:
    """The head's own days of a month that have passed, by what became of them."""

    portal: Portal
    planned: int
    sat: int
    another: int
    cancelled: int
    untold: int

    @property
    def is_wanting(self) -> bool:
        return self.sat < self.planned or not self.planned


def heads_of(portals: Iterable[Portal], month: date, today: date) -> list[HeadOfBody]:
    """Return a line a portal, those first whose head sat least. Four queries, whatever the number of portals."""
    bodies = list(portals)
    first, last = month_around(month)
    rules: dict[int, list[ReceptionRule]] = defaultdict(list)
    told: dict[int, list[ReceptionDay]] = defaultdict(list)
    for rule in rules_between(bodies, first, last):
        rules[rule.portal_id].append(rule)
    for row in told_between(bodies, first, last):
        told[row.portal_id].append(row)
    calendar = load_calendar()
    lines = [
        _line(body, shown_days(rules[body.pk], told[body.pk], calendar, first, last), today)
        for body in bodies
    ]
    return sorted(
        lines, key=lambda one: (not one.is_wanting, one.sat - one.planned, one.portal.name)
    )


def _line(portal: Portal, days: list[ShownDay], today: date) -> HeadOfBody:
    own = [day for day in days if day.sits == Sitter.HEAD and (day.on <= today or day.is_told)]
    return HeadOfBody(
        portal,
        planned=len(own),
        sat=sum(day.is_held and not day.another_sat for day in own),
        another=sum(day.another_sat for day in own),
        cancelled=sum(day.is_cancelled for day in own),
        untold=sum(not day.is_told for day in own),
    )


@require_http_methods(["GET"])
def reception_below(request: HttpRequest, portal_id: int) -> HttpResponse:
    """The month before, unless another is asked for."""
    portal = own_portal(request, portal_id)
    today = local_date(timezone.now())
    month = month_asked(request.GET.get(MONTH, ""), month_around(today)[0] - A_DAY)
    first, last = month_around(month)
    lines = heads_of(overseen_by(portal, today), first, today)
    return TemplateResponse(
        request,
        "editorial/reception/desk/below.html",
        {
            "page_title": _("Whose heads received citizens"),
            "page_icon": "calendar-alt",
            "portal_of_desk": portal,
            "month": first,
            "before": first - A_DAY,
            "after": last + A_DAY,
            "wanting": [line for line in lines if line.is_wanting],
            "in_order": sum(not line.is_wanting for line in lines),
        },
    )

"""What I can do, the report of boards, being there, and who needs a visit."""

from __future__ import annotations

from datetime import time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portals.admin_kit.pages import done, person
from portals.admin_kit.scope import portals_of_request
from portals.clock import local_date
from portals.learning.queries import handbook
from portals.learning.skills.actions import (
    SessionPlan,
    confirm_presence,
    plan_visit,
    session_shown,
)
from portals.learning.skills.models import Attendance, TrainingSession
from portals.learning.skills.queries import (
    boards_to_invite,
    sessions_open_to,
    skills_of,
    visits_proposed,
)

from .access import giving_portal
from .forms import VisitForm

# Of a visit that is planned by one button, where the person chose no other day.
USUAL_NOTICE, USUAL_HOUR = timedelta(days=7), time(8)
MOST_ATTENDED = 20


@require_safe
@never_cache
def my_skills(request: HttpRequest) -> HttpResponse:
    """What I can do, what my post still asks of me, with its page of the handbook, and sessions that I may join."""
    user, now = person(request), timezone.now()
    if not portals_of_request(request):
        raise Http404
    lines, pages = skills_of(user, now), handbook()
    return TemplateResponse(
        request,
        "portals/learning/skills/mine.html",
        {
            "page_title": _("My skills"),
            "had": [line for line in lines if line.is_had],
            "open": [(line, pages.get(line.skill.page)) for line in lines if not line.is_had],
            "sessions": sessions_open_to(user, now),
            "trains": TrainingSession.objects.filter(
                trainers__user=user, day__gte=local_date(now), called_off_at=None
            ).select_related("course", "portal"),
            "attended": Attendance.objects.filter(user=user)
            .select_related("session__course")
            .order_by("-session__day", "-pk")[:MOST_ATTENDED],
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
def presence(request: HttpRequest, presence_code: str) -> HttpResponse:
    """Where the code on a trainer's screen leads: the person says that they are there."""
    now = timezone.now()
    if request.method == "POST":
        done(
            request,
            lambda: confirm_presence(code=presence_code, actor=person(request), now=now),
            _("It is noted that you are here."),
        )
        return redirect("training_mine")
    return TemplateResponse(
        request,
        "portals/learning/skills/presence.html",
        {"page_title": _("I am here"), "session": session_shown(presence_code, now)},
    )


@require_http_methods(["GET", "POST"])
@never_cache
def visits(request: HttpRequest) -> HttpResponse:
    """The boards that lost most points for want of a skill; one button plans a visit."""
    now = timezone.now()
    portal = giving_portal(request, now)
    form = VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        board = next(
            (one for one in boards_to_invite(portal, now) if one.pk == given["portal"]), None
        )
        if board is None:
            raise Http404
        plan = SessionPlan(
            given["day"],
            USUAL_HOUR,
            [board],
            board.address or board.name,
            trainers=[person(request)],
        )
        done(
            request,
            lambda: plan_visit(
                portal=portal, skill=given["skill"], plan=plan, actor=person(request), now=now
            ),
            _("The visit is planned, with you as the trainer."),
        )
        return redirect("training_visits")
    return TemplateResponse(
        request,
        "portals/learning/skills/visits.html",
        {
            "page_title": _("Who needs a visit"),
            "portal_of_desk": portal,
            "proposed": visits_proposed(portal, now),
            "day": local_date(now) + USUAL_NOTICE,
            "today": local_date(now),
            "form": form,
        },
        status=422 if form.errors else 200,
    )

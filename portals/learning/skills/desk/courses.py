"""Courses and sessions of the boards that give them; who came, by hand, from a sheet and by the code on a screen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from portals.admin_kit.exports import xlsx_response
from portals.admin_kit.pages import done, person
from portals.admin_kit.views import VerbForm
from portals.audit_log.actions import note_export
from portals.boards.models import User
from portals.clock import local_date
from portals.content_security.qr import qr_markup
from portals.learning.skills.actions import (
    call_off_session,
    enter_attendance,
    open_course,
    plan_session,
    strike_attendance,
)
from portals.learning.skills.catalogue import skills
from portals.learning.skills.changing import may_be_changed
from portals.learning.skills.codes import is_today, presence_code
from portals.learning.skills.models import Attendance, TrainingCourse, TrainingSession
from portals.learning.skills.queries import (
    boards_to_invite,
    gives_courses,
    invited_to,
    sessions_kept_by,
)
from portals.learning.skills.sheet import COLUMNS, enter_sheet, read_attendance_sheet
from portals.numbers import id_in
from portals.refusals import Refusal
from portals.uploads.apart import UploadDeadline

from .access import giving_portal, kept_session
from .forms import AttendanceSheetForm, CourseForm, SessionCallOffForm, SessionForm

MOST_PAST = 50
# The screen loads itself anew well before its code is refused.
SCREEN_SECONDS = 60


@require_safe
@never_cache
def courses(request: HttpRequest) -> HttpResponse:
    """Courses that one's portals give, and sessions to come and past; a trainer sees their own sessions."""
    user, now = person(request), timezone.now()
    giving = gives_courses(user, now)
    sessions = sessions_kept_by(user, now).annotate(came=Count("attendances"))
    if not giving and not sessions.exists():
        raise Http404
    today = local_date(now)
    return TemplateResponse(
        request,
        "portals/learning/skills/courses.html",
        {
            "page_title": _("Courses"),
            "gives": bool(giving),
            "coming": sessions.filter(day__gte=today).order_by("day", "begins", "pk"),
            "past": sessions.filter(day__lt=today).order_by("-day", "-begins", "pk")[:MOST_PAST],
            "courses": [
                (one, [skills()[code] for code in one.skills if code in skills()])
                for one in TrainingCourse.objects.filter(portal__in=giving).order_by("name", "pk")
            ],
        },
    )


class NewCourse(VerbForm):
    form_class = CourseForm
    header_icon = "plus"
    page_title = gettext_lazy("New course")
    submit_label = gettext_lazy("Enter the course")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.portal = giving_portal(request, self.now)
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: Any) -> str:
        open_course(portal=self.portal, **form.cleaned_data, actor=self.user, now=self.now)
        return _("The course is entered. Plan its first session.")

    def get_success_url(self) -> str:
        return reverse("training_courses")


class NewSession(VerbForm):
    form_class = SessionForm
    header_icon = "date"
    page_title = gettext_lazy("New session")
    submit_label = gettext_lazy("Plan the session")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        giving = gives_courses(self.user, self.now)
        self.course = get_object_or_404(
            TrainingCourse.objects.select_related("portal__tier").filter(portal__in=giving),
            pk=kwargs["course_id"],
        )
        self.page_subtitle = self.course.name
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        invitable = boards_to_invite(self.course.portal, self.now)
        return {**super().get_form_kwargs(), "invitable": invitable}

    def act(self, form: Any) -> str:
        self.session = plan_session(
            course=self.course, plan=form.plan(), actor=self.user, now=self.now
        )
        return _("The session is planned; whoever is invited sees it under “My skills”.")

    def get_success_url(self) -> str:
        return reverse("training_session", args=[self.session.pk])


class CallOff(VerbForm):
    form_class = SessionCallOffForm
    header_icon = "cross"
    page_title = gettext_lazy("Call the session off")
    submit_label = gettext_lazy("Call it off")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.session = kept_session(request, kwargs["training_session_id"], self.now)
        if self.session.portal not in gives_courses(self.user, self.now):
            raise Http404
        self.page_subtitle = str(self.session)
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: Any) -> str:
        reason = form.cleaned_data["reason"]
        call_off_session(session=self.session, reason=reason, actor=self.user, now=self.now)
        return _("The session is called off.")

    def get_success_url(self) -> str:
        return reverse("training_session", args=[self.session.pk])


@require_http_methods(["GET", "POST"])
@never_cache
def training_session(request: HttpRequest, training_session_id: int) -> HttpResponse:
    """One session: where and when, and who came, to be marked by hand."""
    now = timezone.now()
    session = kept_session(request, training_session_id, now)
    if request.method == "POST":
        wanted = {id_in(one) for one in request.POST.getlist("person")} - {None}
        people = list(User.objects.filter(pk__in=[one for one in wanted if one]))
        done(
            request,
            lambda: enter_attendance(
                session=session, people=people, actor=person(request), now=now
            ),
            _("Who came is noted."),
        )
        return redirect("training_session", session.pk)
    came = {one.user_id: one for one in session.attendances.select_related("user")}
    rows: dict[int, Any] = {}
    for post in invited_to(session, now):
        rows.setdefault(post.user_id, (post, came.get(post.user_id)))
    return TemplateResponse(
        request,
        "portals/learning/skills/session.html",
        {
            "page_title": session.name,
            "session": session,
            "rows": list(rows.values()),
            "came": len(came),
            "trainers": session.trainers.select_related("user").order_by("pk"),
            "is_today": is_today(session, now),
            "is_open": session.called_off_at is None and session.day <= local_date(now),
            "may_change": may_be_changed(session, now),
            "may_call_off": session.called_off_at is None
            and not came
            and session.portal in gives_courses(person(request), now),
        },
    )


@require_POST
def strike(request: HttpRequest, training_session_id: int) -> HttpResponse:
    """Take away that one person came."""
    now = timezone.now()
    session = kept_session(request, training_session_id, now)
    came = get_object_or_404(
        Attendance.objects.filter(session=session), user=id_in(request.POST.get("person", "")) or 0
    )
    came.session = session
    done(
        request,
        lambda: strike_attendance(attendance=came, actor=person(request), now=now),
        _("Struck from the list."),
    )
    return redirect("training_session", session.pk)


@require_safe
@never_cache
def code_screen(request: HttpRequest, training_session_id: int) -> HttpResponse:
    """The code for the screen in the room, which changes every few minutes without a script."""
    now = timezone.now()
    session = kept_session(request, training_session_id, now)
    if not is_today(session, now):
        raise Http404
    address = settings.WAGTAILADMIN_BASE_URL + reverse(
        "training_presence", args=[presence_code(session, now)]
    )
    response = TemplateResponse(
        request,
        "portals/learning/skills/code.html",
        {
            "page_title": _("Sign in to the session"),
            "session": session,
            "address": address,
            "code": qr_markup(address, scale=8, css_class="training-code"),
            "came": session.attendances.count(),
        },
    )
    response["Refresh"] = str(SCREEN_SECONDS)
    return response


@require_http_methods(["GET", "POST"])
@never_cache
def attendance_sheet(request: HttpRequest, training_session_id: int) -> HttpResponse:
    """Bring in a sheet of who came; every bad row is told, and nobody entered until all are right."""
    now = timezone.now()
    session = kept_session(request, training_session_id, now)
    if "bang-mau" in request.GET:
        posts = invited_to(session, now)
        # A person stands there once, whatever boards they sit on: twice would be refused when the sheet comes back.
        people = {
            one.user_id: (str(one.user), one.user.username, one.board.portal.name) for one in posts
        }
        rows = list(people.values())
        note_export(
            actor=person(request), portal=session.portal, what="diem-danh", rows=len(rows), now=now
        )
        template: HttpResponse = xlsx_response(
            "diem-danh", [COLUMNS[1], COLUMNS[0], COLUMNS[2]], rows
        )
        return template
    form = AttendanceSheetForm(request.POST or None, request.FILES or None)
    sheet = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        sheet = read_attendance_sheet(
            file, file.name, session=session, now=now, until=UploadDeadline()
        )
        if not sheet.bad and _entered(request, sheet, session):
            return redirect("training_session", session.pk)
    return TemplateResponse(
        request,
        "portals/learning/skills/sheet.html",
        {
            "page_title": _("Who came, from a sheet"),
            "session": session,
            "form": form,
            "sheet": sheet,
            "columns": COLUMNS,
        },
        status=422 if request.method == "POST" else 200,
    )


def _entered(request: HttpRequest, sheet: Any, session: TrainingSession) -> bool:
    try:
        new = enter_sheet(sheet=sheet, session=session, actor=person(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(
        request,
        ngettext("%(number)s person was added.", "%(number)s people were added.", new)
        % {"number": new},
    )
    return True

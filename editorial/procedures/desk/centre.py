"""A board's own centre: what visitors are told, the hours of each weekday, and whom to ask."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from editorial.procedures.centres.actions import end_centre, keep_centre, may_keep_centre
from editorial.procedures.centres.forms import CentreForm, initial_hours
from editorial.procedures.models import ServicePoint
from portals.admin_kit.pages import done, own_portal, person
from portals.models import Portal


@require_http_methods(["GET", "POST"])
def portal_centre(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Show and take the centre. Where an hour is wrong nothing typed is lost."""
    portal = own_portal(request, portal_id)
    point = ServicePoint.objects.filter(portal=portal, ended_on=None).first()
    if request.method == "POST" and "end" in request.POST:
        return _ended(request, portal, point)
    form = CentreForm(request.POST or None, initial=initial_hours(point))
    if form.is_valid() and _kept(request, portal, form):
        return redirect("portal_centre", portal.pk)
    return TemplateResponse(
        request,
        "editorial/procedures/desk/centre.html",
        {
            "page_title": _("One-stop centre"),
            "portal_of_desk": portal,
            "form": form,
            "point": point,
            "may_keep": may_keep_centre(person(request), portal, timezone.now()),
        },
        status=422 if form.errors else 200,
    )


def _kept(request: HttpRequest, portal: Portal, form: CentreForm) -> bool:
    return done(
        request,
        lambda: keep_centre(
            portal=portal,
            details=form.details(),
            hours=form.hours(),
            officers=form.officers(),
            actor=person(request),
            now=timezone.now(),
        ),
        _("The centre was saved. All portals of the province show it."),
    )


def _ended(request: HttpRequest, portal: Portal, point: ServicePoint | None) -> HttpResponse:
    if point is not None:
        done(
            request,
            lambda: end_centre(point=point, actor=person(request), now=timezone.now()),
            _("The centre was closed. No portal shows it any more."),
        )
    return redirect("portal_centre", portal.pk)

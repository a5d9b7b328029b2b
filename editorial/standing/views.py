"""How a portal stands: the age of its sections, and what is known of the readers of its stories."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from editorial.models import SectionPage
from portals.addresses import main_origin
from portals.admin_kit.pages import done, own_portal, person
from portals.admin_kit.scope import portals_of_request
from portals.boards.enums import APPROVERS
from portals.boards.queries import holds_post
from portals.clock import local_date

from .forms import RenameForm
from .readdressing import rename_section
from .readers import readers_on
from .staleness import section_ages

# A quarter: long enough to say something about a story, short enough to act on.
DAYS_OF_READERS = 90


@require_GET
def section_ages_page(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    now = timezone.now()
    ages = section_ages([portal], now)
    return TemplateResponse(
        request,
        "editorial/standing/section_ages.html",
        {
            "page_title": _("State of the sections"),
            "portal_of_desk": portal,
            "portals": portals_of_request(request),
            "origin": main_origin(portal),
            "ages": [(age, age.is_stale(now)) for age in ages],
            "renames": holds_post(person(request), portal, now, APPROVERS),
        },
    )


@require_http_methods(["GET", "POST"])
def section_rename(request: HttpRequest, page_id: int) -> HttpResponse:
    section = get_object_or_404(
        SectionPage.objects.select_related("portal"),
        pk=page_id,
        portal__in=portals_of_request(request),
    )
    form = RenameForm(request.POST or None, initial={"title": section.title})
    if form.is_valid() and done(
        request,
        lambda: rename_section(
            section=section,
            title=form.cleaned_data["title"],
            readdress=form.cleaned_data["readdress"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The section was renamed."),
    ):
        return redirect("section_ages", section.portal_id)
    return TemplateResponse(
        request,
        "editorial/standing/portal_form.html",
        {
            "page_title": _("Rename the section"),
            "portal_of_desk": section.portal,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_GET
def story_readers(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    until = local_date(timezone.now())
    since = until - timedelta(days=DAYS_OF_READERS)
    return TemplateResponse(
        request,
        "editorial/standing/story_readers.html",
        {
            "page_title": _("Readers of the stories"),
            "portal_of_desk": portal,
            "portals": portals_of_request(request),
            "since": since,
            "until": until,
            "stories": readers_on(portal, since=since, until=until),
        },
    )

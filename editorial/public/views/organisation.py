"""What a portal says of the body behind it: its organisation, and how to reach it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portals.organisation.enums import Subject
from portals.organisation.queries import checked_on, organisation_of
from portals.requests import PublicRequest

from .frame import render_page


@require_safe
def organisation(request: PublicRequest) -> HttpResponse:
    context = {
        "organisation": organisation_of(request.portal),
        "checked_at": checked_on(request.portal).get(Subject.ORGANISATION),
    }
    return render_page(request, request.portal, "editorial/public/organisation.html", context)


@require_safe
def contact(request: PublicRequest) -> HttpResponse:
    context = {
        "tells_body": True,
        "officers": organisation_of(request.portal).contacts,
        "checked_at": checked_on(request.portal).get(Subject.CONTACT),
    }
    return render_page(request, request.portal, "editorial/public/contact.html", context)

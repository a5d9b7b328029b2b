"""What a portal says of the body behind it: its organisation, and how to reach it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from editorial.public.queries.former import FormerUnit, former_units
from portals.organisation.enums import Subject
from portals.organisation.queries import checked_on, organisation_of
from portals.process_cache import process_cache
from portals.requests import PublicRequest

from .frame import render_page


def former_known(request: PublicRequest) -> Sequence[FormerUnit]:
    """Return whose tasks the portal took over. Two queries at most."""
    found = process_cache.get(
        ("former", request.portal.pk),
        request=request,
        read=lambda day: former_units(request.portal, day),
    )
    return found or ()


@require_safe
def organisation(request: PublicRequest) -> HttpResponse:
    context = {
        "organisation": organisation_of(request.portal),
        "checked_at": checked_on(request.portal).get(Subject.ORGANISATION),
        "former": former_known(request),
    }
    return render_page(request, request.portal, "editorial/public/organisation.html", context)


@require_safe
def contact(request: PublicRequest) -> HttpResponse:
    context = {
        "tells_body": True,
        "officers": organisation_of(request.portal).contacts,
        "checked_at": checked_on(request.portal).get(Subject.CONTACT),
        "former": former_known(request),
    }
    return render_page(request, request.portal, "editorial/public/contact.html", context)

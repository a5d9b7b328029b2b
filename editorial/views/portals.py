"""All portals of the province, each under its overseer."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portals.clock import local_date
from portals.queries import open_portals
from portals.requests import PublicRequest

from .frame import render_page


@require_safe
def portal_list(request: PublicRequest) -> HttpResponse:
    trees = open_portals(local_date(timezone.now()))
    return render_page(
        request, request.portal, "editorial/pages/portal_list.html", {"trees": trees}
    )

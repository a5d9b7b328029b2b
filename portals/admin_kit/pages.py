"""What the desk's own pages share: who may open one, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csp import csp_override
from wagtail.admin import messages

from portals.refusals import Refusal

from .scope import portals_of_request

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


# Our own pages without Wagtail's frame hold nothing inline, and are sent with the policy that says so.
strictly = csp_override(settings.POCKET_CSP)


def person(request: HttpRequest) -> User:
    return cast("User", request.user)


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what does not exist and for what is another board's alike."""
    return render(request, "wagtailadmin/404.html", status=404)


def own_portal(request: HttpRequest, portal_id: int) -> Portal:
    for portal in portals_of_request(request):
        if portal.pk == portal_id:
            return portal
    raise Http404


def way_back(request: HttpRequest, *otherwise: object) -> HttpResponse:
    """Send back to the list in which the button was pressed, or on to `otherwise` (as `redirect` takes it)."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(address)
    return redirect(*otherwise)  # type: ignore[call-overload]  # as many arguments as the address takes


def done(request: HttpRequest, act: Callable[[], object], success: str) -> bool:
    """Do `act` and say so; or say why it was refused. Return whether it was done."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, success)
    return True

"""What the desk's own pages share: who may open one, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
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
# Under this name a page's address says from which list of what waits it was opened.
FROM_LIST = "ve"


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


def way_back(request: HttpRequest, otherwise: Any, *arguments: Any) -> HttpResponse:
    """Send back to the list in which the button was pressed, or on to `otherwise`, as `redirect` takes it.

    Also to the list from which the page was opened on which it was pressed: there the next thing waits.
    """
    address = request.POST.get("next", "") or listed_at(request)
    if _is_of_the_desk(request, address):
        return HttpResponseRedirect(address)
    return redirect(otherwise, *arguments)


def listed_at(request: HttpRequest) -> str:
    """The address of the list of what waits from which the page in hand was opened; empty where there was none.

    It goes with the page's own address (`FROM_LIST`), which a form of the page is sent to, or comes from.
    """
    asked = request.GET.get(FROM_LIST, "")
    if not asked:
        came_from = QueryDict(urlsplit(request.headers.get("Referer", "")).query)
        asked = came_from.get(FROM_LIST, "")
    return asked if _is_of_the_desk(request, asked) else ""


def opened_from(url: str, listed: str) -> str:
    """`url` with the address of the list that it is opened from, to which its verbs lead back."""
    place, mark, part = url.partition("#")
    joint = "&" if "?" in place else "?"
    return f"{place}{joint}{urlencode({FROM_LIST: listed})}{mark}{part}"


def _is_of_the_desk(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def done(request: HttpRequest, act: Callable[[], object], success: str) -> bool:
    """Do `act` and say so; or say why it was refused. Return whether it was done."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, success)
    return True

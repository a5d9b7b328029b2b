"""The inbox as a page for one hand, and as the first panel of the admin's home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from portals.admin_kit.current import current_portal
from portals.admin_kit.pages import person, strictly
from portals.admin_kit.scope import portals_of_request

from .forms import MailSettingsForm
from .items import things_told
from .links import UnusableLink, use_link
from .mailing import preference_of
from .queries import inbox_of
from .reader import InboxReader
from .words import inbox_lines

if TYPE_CHECKING:
    from portals.requests import DeskRequest

PAGE_SIZE = 25
PANEL_SIZE = 8


@require_GET
@never_cache
@strictly
def inbox(request: HttpRequest) -> HttpResponse:
    """All that waits for the person, of all their boards or of the one in `cong`."""
    reader = reader_of(request, chosen_portal(request))
    items = inbox_of(reader)
    by_id = {portal.pk: portal for portal in portals_of_request(request)}
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("p"))
    return TemplateResponse(
        request,
        "portals/inbox/inbox.html",
        {
            "page_title": _("To do"),
            "nav": "inbox",
            "lines": inbox_lines(list(page), reader.now),
            "slice": page,
            "total": things_told(items),
            "portals": portals_of_request(request),
            "chosen": reader.only_portal_id,
            "shown": by_id.get(reader.only_portal_id or 0),
            "here": request.get_full_path(),
        },
    )


def chosen_portal(request: HttpRequest) -> int | None:
    """The id of the one of their portals that the address names, if any."""
    wanted = request.GET.get("cong", "")
    own = {str(portal.pk): portal.pk for portal in portals_of_request(request)}
    return own.get(wanted)


def reader_of(request: HttpRequest, only_portal_id: int | None) -> InboxReader:
    """The signed-in person, with the posts that the request knows already."""
    positions = cast("DeskRequest", request).desk_positions if portals_of_request(request) else {}
    posts = [(portal, positions[portal.pk]) for portal in portals_of_request(request)]
    return InboxReader(person(request), timezone.now(), only_portal_id, known_posts=posts)


@require_GET
@never_cache
@strictly
def open_mail_link(request: HttpRequest, mail_link: str) -> HttpResponse:
    """Open what a mail spoke of, once; say plainly why not where it does not open."""
    try:
        url = use_link(signed=mail_link, actor=person(request), now=timezone.now())
    except UnusableLink as refusal:
        context = {"page_title": _("This link does not open any more"), "refusal": refusal}
        return TemplateResponse(request, "portals/inbox/spent_link.html", context, status=410)
    return HttpResponseRedirect(url)


@require_http_methods(["GET", "POST"])
@never_cache
@strictly
def mail_settings(request: HttpRequest) -> HttpResponse:
    form = MailSettingsForm(request.POST or None, instance=preference_of(person(request)))
    if form.is_valid():
        form.save()
        messages.success(request, _("Your wishes are saved."))
        return redirect("mail_settings")
    context = {"page_title": _("Mail about what waits"), "form": form}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "portals/inbox/mail_settings.html", context, status=status)


class InboxPanel(Component):
    """The beginning of the inbox on the admin's first page."""

    name = "inbox"
    template_name = "portals/inbox/home_inbox.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if parent_context is None:
            raise ValueError("the home page renders its panels with its own context")
        request = cast("HttpRequest", parent_context["request"])
        # The home page is about one portal; the list itself can show all.
        portal = current_portal(request)
        reader = reader_of(request, portal.pk if portal else None)
        items = inbox_of(reader)
        return {
            "request": request,
            "csrf_token": parent_context.get("csrf_token"),
            "lines": inbox_lines(items[:PANEL_SIZE], reader.now),
            "total": things_told(items),
            "more": len(items) > PANEL_SIZE,
            "portals": portals_of_request(request),
            "shown": portal,
            "here": request.get_full_path(),
        }

"""The inbox as a page for one hand, and as the first panel of the admin's home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from portals.admin_kit.pages import done, person, strictly, way_back
from portals.admin_kit.scope import portals_of_request
from portals.clock import local_date

from . import in_turn
from .forms import MailSettingsForm, SnoozeForm
from .items import InboxItem
from .links import UnusableLink, use_link
from .listing import list_context, read_inbox
from .mailing import preference_of
from .reader import InboxReader
from .registry import sources
from .snoozing import latest_day, snooze_item, take_snooze_back


@require_GET
@never_cache
@strictly
def inbox(request: HttpRequest) -> HttpResponse:
    """All that waits for the person, of all their boards or of the one in `cong`."""
    context = list_context(request)
    own = portals_of_request(request)
    shown = next((portal for portal in own if portal.pk == context["wanted"].portal_id), None)
    more = {"page_title": _("To do"), "nav": "inbox", "portals": own, "shown": shown}
    return TemplateResponse(request, "portals/inbox/inbox.html", context | more)


@require_GET
@never_cache
@strictly
def inbox_in_turn(request: HttpRequest) -> HttpResponse:
    """Open the next thing of the list, or say that it is through."""
    address = in_turn.next_address(request)
    if address is None:
        messages.success(request, _said_at_the_end(in_turn.left_over(request)))
        address = in_turn.list_address(request.GET)
    return HttpResponseRedirect(address)


def _said_at_the_end(left: int) -> str:
    if not left:
        return _("That was the last one of the list.")
    said = ngettext(
        "You saw all; %(count)s task is left.", "You saw all; %(count)s tasks are left.", left
    )
    return said % {"count": left}


@require_POST
def inbox_snooze(request: HttpRequest) -> HttpResponse:
    """Lay a thing aside until the day that the form names."""
    item = _item_named(request)
    if item.only_tells and "seen" in request.POST:
        return _seen(request, item)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["until"])))
        return way_back(request, "inbox")
    until = form.cleaned_data["until"]

    def act() -> object:
        return snooze_item(item=item, until=until, actor=person(request), now=timezone.now())

    done(request, act, _("Laid aside until %(day)s.") % {"day": f"{until:%d/%m/%Y}"})
    return way_back(request, "inbox")


def _seen(request: HttpRequest, item: InboxItem) -> HttpResponse:
    """Take what only tells of something off the list, for as long as a thing may be laid aside."""
    now = timezone.now()
    until = latest_day(item, now) or local_date(now)

    def act() -> object:
        return snooze_item(item=item, until=until, actor=person(request), now=now)

    done(request, act, _("It is off your list."))
    return way_back(request, "inbox")


@require_POST
def inbox_unsnooze(request: HttpRequest) -> HttpResponse:
    """Have a thing that was laid aside back on the list."""
    item = _item_named(request)
    take_snooze_back(about=item.name, actor=person(request), now=timezone.now())
    messages.success(request, _("It is back on the list."))
    return way_back(request, "inbox")


def _item_named(request: HttpRequest) -> InboxItem:
    """The thing of the person's own inbox that a form names; 404 for any other."""
    named = request.POST.get("viec", "")
    for item in read_inbox(request).items:
        if item.name == named:
            return item
    raise Http404


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
    user = person(request)
    reader = InboxReader(user, timezone.now())
    told_of = [source for source in sources() if source.portals(reader)]
    form = MailSettingsForm(request.POST or None, instance=preference_of(user), told_of=told_of)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your wishes are saved."))
        return redirect("mail_settings")
    context = {"page_title": _("Mail about what waits"), "form": form}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "portals/inbox/mail_settings.html", context, status=status)


class InboxPanel(Component):
    """The same list on the admin's first page."""

    name = "inbox"
    template_name = "portals/inbox/home_inbox.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if parent_context is None:
            raise ValueError("the home page renders its panels with its own context")
        request = cast("HttpRequest", parent_context["request"])
        return list_context(request) | {"csrf_token": parent_context.get("csrf_token")}

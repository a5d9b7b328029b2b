"""Inviting all who have no password yet, on every board below: by mail, or on sheets to print."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from wagtail.admin import messages

from portals.boards.actions.inviting_many import invite_each
from portals.boards.models import Invitation
from portals.boards.queries import without_password
from portals.boards.staffing import portals_overseen, within_filter

from ..access import person_of_request
from ..filters import StaffingFilterSet
from .board import acts_by_form
from .invitations import sheet_of

# A sheet takes some time to make, and nobody prints and hands out more in one go.
MOST_AT_ONCE = 100


@acts_by_form
@never_cache
def boards_invite(request: HttpRequest) -> HttpResponse:
    """Show who waits for an invitation, or invite the first of them by mail or on sheets."""
    now = timezone.now()
    person = person_of_request(request)
    portals = portals_overseen(person, now)
    if not portals:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    filters = StaffingFilterSet(asked, request=request, portals=portals)
    del filters.form.fields["rule"]
    wanted = filters.wanted
    posts = [
        post
        for post in without_password(within_filter(portals, wanted, now), now)
        if post.user_id != person.pk and wanted.names(post.board.portal, [post.user])
    ]
    by_mail = [post for post in posts if post.user.email]
    if request.method == "POST":
        way = Invitation.Way.SHEET if "sheets" in request.POST else Invitation.Way.MAIL
        chosen = posts if way == Invitation.Way.SHEET else by_mail
        invited = invite_each(posts=chosen[:MOST_AT_ONCE], way=way, actor=person, now=now)
        for user, reason in invited.refused:
            messages.error(request, f"{user}: {reason}")
        if way == Invitation.Way.SHEET and invited.done:
            return TemplateResponse(
                request,
                "portals/boards/sheets.html",
                {"sheets": [sheet_of(*one) for one in invited.done]},
            )
        if way == Invitation.Way.MAIL:
            _say_how_many(request, len(invited.done))
        return redirect("boards_invite")
    context: dict[str, Any] = {
        "page_title": _("Invite to the boards"),
        "filters": filters.form,
        "posts": posts[:MOST_AT_ONCE],
        "total": len(posts),
        "first_sheets": min(len(posts), MOST_AT_ONCE),
        "first_mails": min(len(by_mail), MOST_AT_ONCE),
    }
    return TemplateResponse(request, "portals/boards/invite.html", context)


def _say_how_many(request: HttpRequest, number: int) -> None:
    messages.success(
        request,
        ngettext(
            "%(number)s invitation is on its way.",
            "%(number)s invitations are on their way.",
            number,
        )
        % {"number": number},
    )

"""Buttons of the delivery board and of the inbox: each calls one verb, says what came of it, and leads back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from portals.admin_kit.pages import person, way_back
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.refusals import Refusal
from syndication import queries
from syndication.models import Dispatch

from .actions import undo_dispatches
from .deadlines import repeat_now
from .nudging import nudge_boards, undecided_boards
from .urgent import confirm_urgent, end_urgent, refuse_urgent, renew_urgent

Act = Callable[[Dispatch, User, datetime], str]


def _button(act: Act) -> Callable[[HttpRequest, int], HttpResponse]:
    """A view that does `act` to a dispatch of the person's portal and says the sentence that it returns."""

    @require_POST
    def view(request: HttpRequest, dispatch_id: int) -> HttpResponse:
        user, now = person(request), timezone.now()
        dispatch = get_object_or_404(queries.dispatches_seen_by(user, now), pk=dispatch_id)
        if not holds_post(user, dispatch.sender, now, STANDING_EDITORS):
            raise Http404
        try:
            messages.success(request, act(dispatch, user, now))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return way_back(request, reverse("syndication:dispatch", args=[dispatch.pk]))

    return view


def _undo(dispatch: Dispatch, user: User, now: datetime) -> str:
    count = undo_dispatches(
        dispatches=Dispatch.objects.filter(batch=dispatch.batch), actor=user, now=now
    )
    return ngettext(
        "Taken back: %(count)s story was not sent.",
        "Taken back: %(count)s stories were not sent.",
        count,
    ) % {"count": count}


def _confirm(dispatch: Dispatch, user: User, now: datetime) -> str:
    confirm_urgent(dispatch=dispatch, actor=user, now=now)
    return _("Confirmed. The story goes on top of the home pages now, for 24 hours.")


def _renew(dispatch: Dispatch, user: User, now: datetime) -> str:
    renew_urgent(dispatch=dispatch, actor=user, now=now)
    return _("The story stays on top for another 24 hours.")


def _end(dispatch: Dispatch, user: User, now: datetime) -> str:
    end_urgent(dispatch=dispatch, actor=user, now=now)
    return _("The story is no longer on top; it stays where it stands.")


def _repeat(dispatch: Dispatch, user: User, now: datetime) -> str:
    count = repeat_now(dispatch=dispatch, actor=user, now=now)
    return ngettext("Tried again: %(count)s portal.", "Tried again: %(count)s portals.", count) % {
        "count": count
    }


def _nudge(dispatch: Dispatch, user: User, now: datetime) -> str:
    count = nudge_boards(dispatch=dispatch, actor=user, now=now)
    said = ngettext(
        "%(count)s board was reminded; it finds it in its list of things to do and in its mail.",
        "%(count)s boards were reminded; they find it in their list of things to do and in their mail.",
        count,
    ) % {"count": count}
    others = undecided_boards(dispatch) - count
    if not others:
        return said
    why = ngettext(
        "%(count)s other had been reminded today already: a board is reminded once a day.",
        "%(count)s others had been reminded today already: a board is reminded once a day.",
        others,
    )
    return f"{said} {why % {'count': others}}"


undo = _button(_undo)
confirm = _button(_confirm)
renew = _button(_renew)
end = _button(_end)
repeat = _button(_repeat)
nudge = _button(_nudge)


@require_POST
def refuse(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Say no to an urgent sending; the reason comes with the button."""

    def act(dispatch: Dispatch, user: User, now: datetime) -> str:
        reason = request.POST.get("reason", "")[:300]
        refuse_urgent(dispatch=dispatch, reason=reason, actor=user, now=now)
        return _("Not confirmed. Whoever asked reads your reason.")

    return _button(act)(request, dispatch_id)

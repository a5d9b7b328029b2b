"""A portal's promises: what the reader proposes, what runs, what waits for an answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from editorial.plans.enums import PromiseState
from editorial.plans.models import AgencyPromise
from editorial.plans.promises.actions import (
    confirm_promise,
    drop_promise,
    keep_promise,
    may_answer,
    postpone_promise,
    reject_promise,
)
from editorial.plans.promises.queries import CONFIRMED, counted, shown_promises, silent_below
from editorial.public.links import lasting_path
from portals.addresses import main_origin
from portals.admin_kit.pages import own_portal, person
from portals.models import Portal
from portals.numbers import id_in
from portals.refusals import Refusal

from .forms import ConfirmForm, PromiseAnswerForm

CONFIRM, REJECT, KEEP, POSTPONE, DROP = "la-cam-ket", "khong-phai", "giu-loi", "cham", "thoi"
BUTTONS = (CONFIRM, REJECT, KEEP, POSTPONE, DROP)


@require_http_methods(["GET", "POST"])
@never_cache
def portal_promises(request: HttpRequest, portal_id: int) -> HttpResponse:
    """The promises of a portal; head and deputies confirm and answer them here. What was typed wrongly stays."""
    portal, now = own_portal(request, portal_id), timezone.now()
    typed: dict[int, Any] = {}
    if request.method == "POST":
        response = _answered(request, portal, typed)
        if response is not None:
            return response
    proposed = AgencyPromise.objects.filter(portal=portal, state=PromiseState.PROPOSED)
    shown = shown_promises(AgencyPromise.objects.filter(portal=portal, state__in=CONFIRMED), now)
    return TemplateResponse(
        request,
        "editorial/plans/desk/promises.html",
        {
            "page_title": _("Promises of the agency"),
            "page_icon": "pick",
            "portal_of_desk": portal,
            "origin": main_origin(portal),
            "proposed": [
                (one, typed.get(one.pk) or ConfirmForm.of(one), lasting_path(one.story_id))
                for one in proposed.select_related("story").order_by("due_on", "pk")
            ],
            "open": [
                (one, typed.get(one.promise.pk) or PromiseAnswerForm(prefix=str(one.promise.pk)))
                for one in reversed(shown)
                if one.promise.state == PromiseState.OPEN
            ],
            "settled": [one for one in shown if one.promise.state != PromiseState.OPEN],
            "counted": counted(shown),
            "answers": may_answer(person(request), portal, now),
        },
        status=422 if typed else 200,
    )


@require_http_methods(["GET"])
@never_cache
def promises_below(request: HttpRequest, portal_id: int) -> HttpResponse:
    """The promises of portals below of whose day nothing was said: an overseer reads them before citizens do."""
    portal = own_portal(request, portal_id)
    return TemplateResponse(
        request,
        "editorial/plans/desk/below.html",
        {
            "page_title": _("Promises below without an answer"),
            "page_icon": "pick",
            "portal_of_desk": portal,
            "silent": silent_below(portal, timezone.now()),
        },
    )


def _answered(request: HttpRequest, portal: Portal, typed: dict[int, Any]) -> HttpResponse | None:
    """Do what the pressed button asks; None where it was refused, with its form in `typed`."""
    button = next((name for name in BUTTONS if name in request.POST), "")
    promise = get_object_or_404(
        AgencyPromise.objects.select_related("portal"),
        pk=id_in(request.POST.get(button, "")) or 0,
        portal=portal,
    )
    form: Any = (
        ConfirmForm.of(promise, request.POST)
        if button in (CONFIRM, REJECT)
        else PromiseAnswerForm(request.POST, prefix=str(promise.pk))
    )
    typed[promise.pk] = form
    if not form.is_valid() or (button == POSTPONE and form.needs_day()):
        return None
    try:
        _act(button, promise, form.cleaned_data, request)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Saved."))
    return redirect("portal_promises", portal.pk)


def _act(button: str, promise: AgencyPromise, said: dict[str, Any], request: HttpRequest) -> None:
    by: dict[str, Any] = {"promise": promise, "actor": person(request), "now": timezone.now()}
    match button:
        case "la-cam-ket":
            confirm_promise(words=said["words"], due_on=said["due_on"], **by)
        case "khong-phai":
            reject_promise(**by)
        case "giu-loi":
            keep_promise(link=said["link"], reason=said["reason"], **by)
        case "cham":
            postpone_promise(new_day=said["new_day"], reason=said["reason"], **by)
        case _:
            drop_promise(reason=said["reason"], **by)

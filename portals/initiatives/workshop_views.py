"""Workshops: the list, and one with its initiatives, who came and what followed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portals.admin_kit.pages import person
from portals.clock import local_date
from portals.models import Portal
from portals.queries import BY_TIER_AND_NAME
from portals.refusals import Refusal

from .actions.initiatives import may_answer_initiatives
from .actions.workshops import choose_initiatives, enter_workshop, follow_up_workshop, note_guests
from .forms import ChooseForm, FollowUpForm, GuestsForm, WorkshopForm
from .models import Workshop
from .queries import workshops as all_workshops
from .views import acted, board_members_only

SHOWN = 60
CHOOSE, GUESTS, FOLLOW_UP = "chon", "du", "ket-qua"


@require_http_methods(["GET", "POST"])
@never_cache
def workshops(request: HttpRequest) -> HttpResponse:
    """All workshops, for members of boards; the province's standing editors enter one."""
    board_members_only(request)
    keeps = may_answer_initiatives(person(request), timezone.now())
    if request.method == "POST" and not keeps:
        raise Http404
    form = WorkshopForm(request.POST or None)
    if form.is_valid():
        try:
            entered = enter_workshop(
                wanted=form.wanted(), actor=person(request), now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("workshop", entered.pk)
    return TemplateResponse(
        request,
        "portals/initiatives/workshops.html",
        {
            "page_title": _("Workshops"),
            "page_icon": "group",
            "workshops": all_workshops()[:SHOWN],
            "keeps": keeps,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@never_cache
def workshop(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """One workshop: what is talked over, who came by portal, and what followed."""
    board_members_only(request)
    one, now = get_object_or_404(Workshop, pk=workshop_id), timezone.now()
    keeps = may_answer_initiatives(person(request), now)
    forms = _forms(request, one) if keeps else {}
    if request.method == "POST" and not keeps:
        raise Http404
    if request.method == "POST" and _kept(request, one, forms):
        return redirect("workshop", one.pk)
    guests = list(one.guests.select_related("portal").order_by("-people", "portal__name"))
    return TemplateResponse(
        request,
        "portals/initiatives/workshop.html",
        {
            "page_title": one.title,
            "page_icon": "group",
            "one": one,
            "initiatives": one.initiatives.select_related("portal").order_by("submitted_at"),
            "guests": guests,
            "people": sum(guest.people for guest in guests),
            "keeps": keeps,
            "is_over": one.held_on <= local_date(now),
            "forms": forms,
        },
        status=422 if request.method == "POST" else 200,
    )


def _forms(request: HttpRequest, one: Workshop) -> dict[str, Any]:
    """The three forms of whoever keeps it; the one that was sent with what was typed."""

    def sent(button: str) -> Any:
        return request.POST if button in request.POST else None

    portals = list(Portal.objects.open_on(one.held_on).order_by(*BY_TIER_AND_NAME))
    return {
        "choose": ChooseForm(sent(CHOOSE), workshop=one),
        "guests": GuestsForm(sent(GUESTS), workshop=one, portals=portals),
        "follow_up": FollowUpForm(sent(FOLLOW_UP), initial={"follow_up": one.follow_up}),
    }


def _kept(request: HttpRequest, one: Workshop, forms: dict[str, Any]) -> bool:
    by: dict[str, Any] = {"workshop": one, "actor": person(request), "now": timezone.now()}
    if CHOOSE in request.POST:
        form = forms["choose"]
        return form.is_valid() and acted(
            request, form, partial(choose_initiatives, chosen=form.ids(), **by)
        )
    if GUESTS in request.POST:
        form = forms["guests"]
        return form.is_valid() and acted(
            request, form, partial(note_guests, people=form.people(), **by)
        )
    form = forms["follow_up"]
    return form.is_valid() and acted(
        request, form, partial(follow_up_workshop, follow_up=form.cleaned_data["follow_up"], **by)
    )

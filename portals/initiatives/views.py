"""Initiatives: the list, one of them, writing one; and the term of the answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portals.admin_kit.current import current_portal
from portals.admin_kit.pages import done, person, way_back
from portals.admin_kit.scope import portals_of_request
from portals.numbers import id_in
from portals.refusals import Refusal

from .actions.initiatives import (
    answer_initiative,
    begin_initiative,
    change_initiative,
    hide_remark,
    may_answer_initiatives,
    remark_on_initiative,
    set_initiative_term,
    submit_initiative,
    support_initiative,
    take_back_initiative,
)
from .enums import InitiativeState
from .forms import HideForm, InitiativeAnswerForm, InitiativeForm, InitiativeTermForm, RemarkForm
from .models import Initiative, InitiativeRemark, InitiativeTerm
from .queries import listed_for, with_own_support

SHOWN = 50
SUBMIT, TAKE_BACK, SUPPORT, REMARK, HIDE, ANSWER = (
    *("gui", "rut", "ung-ho", "gop-y", "an"),
    "tra-loi",
)


def board_members_only(request: HttpRequest) -> None:
    if not portals_of_request(request):
        raise Http404


@require_http_methods(["GET"])
@never_cache
def initiatives(request: HttpRequest) -> HttpResponse:
    """What boards of the province proposed, and one's own drafts."""
    board_members_only(request)
    asked = request.GET.get("trang-thai", "")
    state = asked if asked in InitiativeState.values else ""
    page = Paginator(listed_for(person(request), state), SHOWN).get_page(request.GET.get("p"))
    return TemplateResponse(
        request,
        "portals/initiatives/list.html",
        {
            "page_title": _("Initiatives"),
            "page_icon": "pick",
            "slice": page,
            "states": InitiativeState.choices,
            "state": state,
            "query": f"trang-thai={state}" if state else "",
            "may_answer": may_answer_initiatives(person(request), timezone.now()),
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
def initiative_begin(request: HttpRequest) -> HttpResponse:
    """Write an initiative for the portal that one works on now; it stays a draft until it is submitted."""
    portal = current_portal(request)
    if portal is None:
        raise Http404
    form = InitiativeForm(request.POST or None)
    if form.is_valid():
        try:
            begun = begin_initiative(
                portal=portal, wanted=form.wanted(), actor=person(request), now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved as a draft. Read it once more and submit it."))
            return redirect("initiative", begun.pk)
    return _written(request, form, _("A new initiative"), portal.name)


@require_http_methods(["GET", "POST"])
@never_cache
def initiative_change(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Write one's draft anew."""
    draft = get_object_or_404(
        Initiative.objects.select_related("portal"),
        pk=initiative_id,
        author=person(request),
        state=InitiativeState.DRAFT,
    )
    told = {"title": draft.title, "about": draft.about, "gain": draft.gain}
    form = InitiativeForm(request.POST or None, initial=told)
    if form.is_valid():
        act = partial(
            change_initiative, initiative=draft, wanted=form.wanted(), actor=person(request),
            now=timezone.now(),
        )  # fmt: skip
        if acted(request, form, act):
            return redirect("initiative", draft.pk)
    return _written(request, form, _("Change the draft"), draft.portal.name)


@require_http_methods(["GET", "POST"])
@never_cache
def initiative(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """One initiative with what others say of it, and the answer."""
    board_members_only(request)
    who, now = person(request), timezone.now()
    one = get_object_or_404(with_own_support(who), pk=initiative_id)
    remark_form = RemarkForm(request.POST if REMARK in request.POST else None)
    answer_form = InitiativeAnswerForm(request.POST if ANSWER in request.POST else None)
    if request.method == "POST" and _pressed(request, one, remark_form, answer_form):
        return way_back(request, "initiative", one.pk)
    is_open, is_own = one.state == InitiativeState.OPEN, one.author_id == who.pk
    answers = may_answer_initiatives(who, now)
    return TemplateResponse(
        request,
        "portals/initiatives/one.html",
        {
            "page_title": one.title,
            "page_icon": "pick",
            "one": one,
            "is_open": is_open,
            "is_own": is_own,
            "is_draft": one.state == InitiativeState.DRAFT,
            "is_late": is_open and one.due_at is not None and one.due_at < now,
            "answers": answers and is_open and not is_own,
            "moderates": answers,
            "hide_form": HideForm(prefix="an"),
            "remarks": one.remarks.select_related("written_by", "portal").order_by("pk"),
            "remark_form": remark_form,
            "answer_form": answer_form,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@never_cache
def initiative_term(request: HttpRequest) -> HttpResponse:
    """Within how many working days the province answers: its standing editors set it."""
    if not may_answer_initiatives(person(request), timezone.now()):
        raise Http404
    form = InitiativeTermForm(request.POST or None)
    if form.is_valid():
        act = partial(
            set_initiative_term, actor=person(request), now=timezone.now(), **form.cleaned_data
        )
        if acted(request, form, act):
            return redirect("initiative_term")
    return TemplateResponse(
        request,
        "portals/initiatives/term.html",
        {
            "page_title": _("Term for answering initiatives"),
            "page_icon": "cog",
            "terms": InitiativeTerm.objects.order_by("-period"),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def acted(request: HttpRequest, form: Any, act: Callable[[], object]) -> bool:
    """Do `act` and say so; or write above the form why it was refused."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True


def _pressed(
    request: HttpRequest,
    one: Initiative,
    remark_form: RemarkForm,
    answer_form: InitiativeAnswerForm,
) -> bool:
    """Do what the pressed button asks; False where a form came back with its faults."""
    by: dict[str, Any] = {"actor": person(request), "now": timezone.now()}
    if REMARK in request.POST:
        return remark_form.is_valid() and acted(
            request,
            remark_form,
            partial(
                remark_on_initiative, initiative=one, text=remark_form.cleaned_data["text"], **by
            ),
        )
    if ANSWER in request.POST:
        return answer_form.is_valid() and acted(
            request,
            answer_form,
            partial(answer_initiative, initiative=one, wanted=answer_form.wanted(), **by),
        )
    if HIDE in request.POST:
        remark = get_object_or_404(
            InitiativeRemark, pk=id_in(request.POST[HIDE]) or 0, initiative=one
        )
        reason = request.POST.get("an-reason", "")
        done(request, partial(hide_remark, remark=remark, reason=reason, **by), _("Hidden."))
        return True
    verbs = {
        SUBMIT: (submit_initiative, _("Submitted. The province answers within its term.")),
        TAKE_BACK: (take_back_initiative, _("Taken back.")),
        SUPPORT: (support_initiative, _("You support it.")),
    }
    for button, (verb, said) in verbs.items():
        if button in request.POST:
            done(request, partial(verb, initiative=one, **by), said)
            return True
    return True


def _written(request: HttpRequest, form: Any, title: str, portal: str) -> HttpResponse:
    return TemplateResponse(
        request,
        "portals/initiatives/write.html",
        {"page_title": title, "page_icon": "edit", "form": form, "portal_name": portal},
        status=422 if form.errors else 200,
    )

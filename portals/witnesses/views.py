"""The page of the witnesses, for the province's head and deputies: who is asked, who signed what, what came back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from portals.admin_kit.current import current_portal, works_as
from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.ledger.keys import ledger_keys
from portals.ledger.paper import closing_sheet, last_checkpoint_of, months_signed
from portals.ledger.queries import newest_checkpoint
from portals.refusals import Refusal
from portals.tiers import INSTALL_TIER

from .actions import LARGEST_FILE, forget_witness, know_witness, may_keep_witnesses, take_checkpoint
from .forms import CheckpointForm, WitnessForm
from .models import Witness
from .queries import newest_countersignatures, witnesses_asked

TAKE = "take"


def may_see_witnesses(request: HttpRequest) -> bool:
    return works_as(request, APPROVERS, tier=INSTALL_TIER)


@require_http_methods(["GET", "POST"])
def witnesses(request: HttpRequest) -> HttpResponse:
    """Who is asked and who signed what, with a form for another witness and one for what came back."""
    user = _keeper(request)
    know, take = WitnessForm(), CheckpointForm()
    if request.method == "POST":
        if request.POST.get("act") == TAKE:
            take = CheckpointForm(request.POST, request.FILES)
            form: forms.Form = take
        else:
            form = know = WitnessForm(request.POST)
        if form.is_valid() and _is_done(request, form, user):
            return redirect("witnesses")
    newest = newest_checkpoint()
    context: dict[str, Any] = {
        "page_title": _("Witnesses of the ledger"),
        "newest": newest,
        "keys": ledger_keys(),
        "witnesses": witnesses_asked(),
        "countersignatures": newest_countersignatures(),
        "months": months_signed(),
        "know_form": know,
        "take_form": take,
    }
    return TemplateResponse(request, "portals/witnesses/witnesses.html", context)


@require_POST
def witness_forget(request: HttpRequest, witness_id: int) -> HttpResponse:
    user = _keeper(request)
    witness = get_object_or_404(Witness, pk=witness_id)
    forget_witness(witness=witness, actor=user, now=timezone.now())
    messages.success(request, _("%(office)s is asked no more.") % {"office": witness})
    return redirect("witnesses")


@require_safe
def closing_sheet_of_month(request: HttpRequest, month: str) -> HttpResponse:
    """The sheet to print, sign and attach to the notice of a month; 404 where nothing was signed in it."""
    _keeper(request)
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Http404 from error
    checkpoint = last_checkpoint_of(first)
    province = current_portal(request)
    if checkpoint is None or province is None:
        raise Http404
    content = closing_sheet(checkpoint, province=province, month=first)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="chot-so-cai-{first:%Y-%m}.pdf"'
    return response


def _keeper(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not may_keep_witnesses(user, timezone.now()):
        raise PermissionDenied
    return user


def _is_done(request: HttpRequest, form: forms.Form, user: User) -> bool:
    """Call the verb that the form is of; what it refuses stands above the form."""
    now = timezone.now()
    try:
        if isinstance(form, CheckpointForm):
            # One byte more than is taken tells that it is too much.
            content = form.cleaned_data["file"].read(LARGEST_FILE + 1)
            names = take_checkpoint(content=content, actor=user, now=now)
            done = _("Countersigned by: %(names)s.") % {"names": ", ".join(names)}
        else:
            witness = know_witness(**form.cleaned_data, actor=user, now=now)
            done = _("%(office)s is a witness now.") % {"office": witness}
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, done)
    return True

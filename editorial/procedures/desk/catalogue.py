"""Bringing in the catalogue at the desk: the export is sent, looked at, and carried out or dropped."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from editorial.procedures.importing.actions import (
    carry_out_catalogue,
    drop_catalogue,
    may_import_catalogue,
    plan_of_catalogue,
    send_catalogue,
)
from editorial.procedures.models import CatalogueFile
from portals.admin_kit.pages import done, person
from portals.refusals import Refusal
from portals.uploads import CATALOGUES
from portals.uploads.fields import CheckedFileField

# A page of faults is for correcting an export, not for reading it whole.
MOST_SHOWN = 200
LAST = 10


class CatalogueForm(forms.Form):
    file = CheckedFileField(accepts=CATALOGUES, label=gettext_lazy("Export of the catalogue"))


@require_http_methods(["GET", "POST"])
def catalogue_import(request: HttpRequest) -> HttpResponse:
    """Take an export; those that wait, and the last that were carried out. For the province's standing editors."""
    _refuse_strangers(request)
    form = CatalogueForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            sent = send_catalogue(
                file=form.cleaned_data["file"], actor=person(request), now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("catalogue_look", sent.pk)
    return TemplateResponse(
        request,
        "editorial/procedures/desk/send.html",
        {
            "page_title": _("Bring in procedures"),
            "form": form,
            "sent_files": CatalogueFile.objects.select_related("sent_by").order_by(
                "-sent_at", "-pk"
            )[:LAST],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def catalogue_look(request: HttpRequest, catalogue_id: int) -> HttpResponse:
    """Show what an export would do, every line that is wrong among it; carry it out or drop it."""
    _refuse_strangers(request)
    sent = get_object_or_404(CatalogueFile, pk=catalogue_id)
    if request.method == "POST":
        return _carry_out_or_drop(request, sent)
    plan = plan_of_catalogue(sent, timezone.now()) if sent.closed_at is None else None
    return TemplateResponse(
        request,
        "editorial/procedures/desk/look.html",
        {
            "page_title": _("Bring in procedures"),
            "sent": sent,
            "plan": plan,
            "faults": plan.faults[:MOST_SHOWN] if plan else [],
            "more_faults": max(0, len(plan.faults) - MOST_SHOWN) if plan else 0,
        },
    )


def _carry_out_or_drop(request: HttpRequest, sent: CatalogueFile) -> HttpResponse:
    actor, now = person(request), timezone.now()
    if "drop" in request.POST:
        done(
            request,
            lambda: drop_catalogue(sent=sent, actor=actor, now=now),
            _("The export was dropped. Nothing was changed."),
        )
        return redirect("catalogue_import")
    done(
        request,
        lambda: carry_out_catalogue(
            sent=sent, may_end_many="ends_many" in request.POST, actor=actor, now=now
        ),
        _("The catalogue is now what the export says. All portals show it."),
    )
    return redirect("catalogue_look", sent.pk)


def _refuse_strangers(request: HttpRequest) -> None:
    if not may_import_catalogue(person(request), timezone.now()):
        raise PermissionDenied

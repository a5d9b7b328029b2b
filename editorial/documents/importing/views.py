"""Bringing in a register at the desk: the table is sent, looked at, and carried out or dropped."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from editorial.models import RegisterImport
from portals.admin_kit.pages import done, own_portal, person
from portals.admin_kit.scope import portals_of_request
from portals.refusals import Refusal
from portals.uploads import ARCHIVES, TABLES, UploadRefused
from portals.uploads.examining import refuse_at_a_glance
from portals.uploads.fields import CheckedFileField

from .actions import carry_out_sent, drop_sent, may_import, plan_of_sent, send_register
from .columns import NEEDED, Column

# A page of faults is for correcting a table, not for reading it whole.
MOST_SHOWN = 200
LAST = 10


class ArchiveField(CheckedFileField):
    """A ZIP of which nothing is kept but single files, each examined by itself."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = forms.FileField.clean(self, data, initial)
        if file:
            try:
                refuse_at_a_glance(file, self.accepts)
            except UploadRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return file


class DocumentTableForm(forms.Form):
    file = CheckedFileField(accepts=TABLES, label=gettext_lazy("Table of documents"))
    archive = ArchiveField(
        accepts=ARCHIVES, label=gettext_lazy("ZIP with the files that it names"), required=False
    )


@require_http_methods(["GET", "POST"])
def register_import(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Take a table for a portal; tables that wait, and the last that were carried out."""
    portal, now = own_portal(request, portal_id), timezone.now()
    form = DocumentTableForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            sent = send_register(
                portal=portal,
                file=form.cleaned_data["file"],
                archive=form.cleaned_data["archive"],
                actor=person(request),
                now=now,
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("register_look", sent.pk)
    tables = RegisterImport.objects.filter(portal=portal).select_related("sent_by")
    return TemplateResponse(
        request,
        "editorial/documents/importing/send.html",
        {
            "page_title": _("Bring in a register"),
            "portal_of_desk": portal,
            "form": form,
            "may_import": may_import(person(request), portal, now),
            "columns": [(column.value, column in NEEDED) for column in Column],
            "tables": tables.order_by("-sent_at", "-pk")[:LAST],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def register_look(request: HttpRequest, register_id: int) -> HttpResponse:
    """Show what a table would do, every row that is wrong among it; carry it out or drop it."""
    sent = (
        RegisterImport.objects.filter(pk=register_id, portal__in=portals_of_request(request))
        .select_related("portal")
        .first()
    )
    if sent is None or not may_import(person(request), sent.portal, timezone.now()):
        raise Http404
    if request.method == "POST":
        return _carry_out_or_drop(request, sent)
    plan = problem = None
    if sent.ended_at is None:
        try:
            plan = plan_of_sent(sent)
        except Refusal as refusal:
            problem = str(refusal)
    return TemplateResponse(
        request,
        "editorial/documents/importing/look.html",
        {
            "page_title": _("Bring in a register"),
            "portal_of_desk": sent.portal,
            "sent": sent,
            "plan": plan,
            "problem": problem,
            "faults": plan.faults[:MOST_SHOWN] if plan else [],
            "more_faults": max(0, len(plan.faults) - MOST_SHOWN) if plan else 0,
            "rows": plan.to_write[:MOST_SHOWN] if plan else [],
            "more_rows": max(0, len(plan.to_write) - MOST_SHOWN) if plan else 0,
        },
    )


def _carry_out_or_drop(request: HttpRequest, sent: RegisterImport) -> HttpResponse:
    actor, now = person(request), timezone.now()
    if "drop" in request.POST:
        done(
            request,
            lambda: drop_sent(sent=sent, actor=actor, now=now),
            _("The table was dropped. Nothing was published."),
        )
        return redirect("register_import", sent.portal_id)
    written: list[int] = []
    done(
        request,
        lambda: written.append(carry_out_sent(sent=sent, actor=actor, now=now)),
        _("The register was brought in."),
    )
    return redirect("register_look", sent.pk)

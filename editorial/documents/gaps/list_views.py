"""The desk's page of lists that records offices exported: a list is declared, or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from editorial.documents.importing.actions import may_import
from editorial.documents.importing.rows import RowFault, UnableToImportRegister
from editorial.models import ListedNumber, NumberList
from portals.admin_kit.pages import done, own_portal, person
from portals.models import Portal
from portals.numbers import id_in
from portals.refusals import Refusal
from portals.uploads import TABLES
from portals.uploads.fields import CheckedFileField

from .lists import NEEDED, declare_numbers, end_number_list

LAST = 20
# A page of faults is for correcting a table, not for reading it whole.
MOST_FAULTS = 200


class NumberListForm(forms.Form):
    file = CheckedFileField(accepts=TABLES, label=gettext_lazy("The records office's export"))
    only_public = forms.BooleanField(
        label=gettext_lazy(
            "It comes from the records office and lists only public numbers: no act on a person, no secret one."
        )
    )


@require_http_methods(["GET", "POST"])
def number_lists(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Take a list, or end one; the last that were declared, with the series that each has."""
    portal, now = own_portal(request, portal_id), timezone.now()
    if "end" in request.POST:
        return _end(request, portal)
    form = NumberListForm(request.POST or None, request.FILES or None)
    faults: tuple[RowFault, ...] = ()
    if form.is_valid():
        try:
            declare_numbers(
                portal=portal, file=form.cleaned_data["file"], actor=person(request), now=now
            )
        except UnableToImportRegister as refusal:
            faults = refusal.faults
            form.add_error("file", _("Nothing was declared: some rows are wrong."))
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The list was declared."))
            return redirect("portal_gaps", portal.pk)
    return _page(request, portal, form, faults)


def _page(
    request: HttpRequest, portal: Portal, form: NumberListForm, faults: tuple[RowFault, ...]
) -> HttpResponse:
    lists = NumberList.objects.filter(portal=portal).select_related("declared_by")
    shown = list(lists.order_by("-declared_at", "-pk")[:LAST])
    series: dict[int, list[Mapping[str, Any]]] = {one.pk: [] for one in shown}
    counted = ListedNumber.objects.filter(number_list__in=shown).values(
        "number_list", "issuer_key", "series", "is_normative"
    )
    for row in counted.annotate(
        count=Count("pk"), first=Min("serial"), last=Max("serial"), example=Max("number"),
        body=Max("issuer"),
    ).order_by("issuer_key", "series"):  # fmt: skip
        series[row["number_list"]].append(row)
    return TemplateResponse(
        request,
        "editorial/documents/gaps/number_lists.html",
        {
            "page_title": _("Lists of public numbers"),
            "portal_of_desk": portal,
            "form": form,
            "may_declare": may_import(person(request), portal, timezone.now()),
            "columns": [column.value for column in NEEDED],
            "faults": faults[:MOST_FAULTS],
            "more_faults": max(0, len(faults) - MOST_FAULTS),
            "lists": [(one, series[one.pk]) for one in shown],
        },
        status=422 if form.errors else 200,
    )


def _end(request: HttpRequest, portal: Portal) -> HttpResponse:
    declared = get_object_or_404(
        NumberList.objects.select_related("portal"),
        pk=id_in(request.POST.get("end", "")) or 0,
        portal=portal,
    )
    actor, now = person(request), timezone.now()
    done(
        request,
        lambda: end_number_list(declared=declared, actor=actor, now=now),
        _("The list was taken back."),
    )
    return redirect("number_lists", portal.pk)

"""How abbreviations are read on the loudspeakers: the province's table, over the one that comes with the install."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from editorial.spoken.actions import keep_form, may_keep_forms
from editorial.spoken.models import LONGEST_SPOKEN, LONGEST_WRITTEN, SpokenForm
from editorial.spoken.queries import shipped_table
from portals.admin_kit.pages import done, person
from portals.admin_kit.scope import portals_of_request


class SpokenFormForm(forms.Form):
    written = forms.CharField(label=gettext_lazy("Abbreviation"), max_length=LONGEST_WRITTEN)
    said = forms.CharField(
        label=gettext_lazy("Read as"),
        max_length=LONGEST_SPOKEN,
        required=False,
        help_text=gettext_lazy("Empty takes it out of the province's table."),
    )


@require_http_methods(["GET", "POST"])
def spoken_table(request: HttpRequest) -> HttpResponse:
    """Everybody of a board reads it; the province's board changes it."""
    if not portals_of_request(request):
        raise Http404
    now, who = timezone.now(), person(request)
    form = SpokenFormForm(request.POST or None)
    if form.is_valid() and done(
        request, lambda: keep_form(**form.cleaned_data, actor=who, now=now), _("Saved.")
    ):
        return redirect("spoken_table")
    return TemplateResponse(
        request,
        "editorial/stations/desk/spoken.html",
        {
            "page_title": _("How abbreviations are read"),
            "page_icon": "openquote",
            "form": form,
            "may_keep": may_keep_forms(who, now),
            "own": SpokenForm.objects.order_by("written"),
            "shipped": sorted(shipped_table().words.items()),
        },
        status=422 if form.errors else 200,
    )

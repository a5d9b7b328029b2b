"""Provinces side by side, for the board of the province, and taking in what another one published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.views import VerbForm
from scoring.neighbours.actions import import_neighbour
from scoring.neighbours.queries import league_of_provinces, months_of_neighbours
from scoring.periods import Month

from .base import ScorePage


class NeighbourForm(forms.Form):
    month = forms.CharField(
        label=gettext_lazy("Month"),
        max_length=7,
        help_text=gettext_lazy("As 2026-10."),
    )
    dossier = forms.FileField(
        label=gettext_lazy("Dossier of the other province (ZIP)"),
        help_text=gettext_lazy("As anybody takes it home from its page “Verify this table”."),
    )

    def clean_month(self) -> Month:
        try:
            return Month.parse(self.cleaned_data["month"])
        except ValueError as unreadable:
            raise forms.ValidationError(_("Write the month as 2026-10.")) from unreadable


class ProvincesSideBySide(ScorePage, VerbForm):
    """`?month=2026-10`: the newest of which something is kept, where none is asked for."""

    form_class = NeighbourForm
    template_name = "scoring/neighbours/provinces.html"
    page_title = gettext_lazy("Provinces side by side")
    submit_label = gettext_lazy("Verify and take in")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.office.is_of_province:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.office.scores:
            raise Http404
        return super().post(request, *args, **kwargs)

    @cached_property
    def months(self) -> list[Month]:
        return months_of_neighbours()

    @cached_property
    def month(self) -> Month | None:
        try:
            return Month.parse(self.request.GET.get("month", ""))
        except ValueError:
            return next(iter(self.months), None)

    def act(self, form: Any) -> str:
        self.month = form.cleaned_data["month"]
        import_neighbour(
            dossier=form.cleaned_data["dossier"].read(), month=self.month, actor=self.user,
            now=self.now,
        )  # fmt: skip
        return _("Verified. Its figures stand in the table.")

    def get_success_url(self) -> str:
        return f"{reverse('scoring:provinces')}?month={self.month}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            months=self.months,
            month=self.month,
            leagues=league_of_provinces(self.month) if self.month else [],
            **kwargs,
        )

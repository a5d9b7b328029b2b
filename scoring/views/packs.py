"""Evidence packs: one button, and the files that were made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from portals.admin_kit.current import current_portal
from portals.admin_kit.form_fields import choice_field
from portals.admin_kit.views import VerbForm
from portals.audit_log.actions import note_export
from scoring.models import EvidencePack
from scoring.packs.actions import ask_for_pack, packable_periods
from scoring.packs.gathering import PackPeriod
from scoring.queries import Office

from .base import ScorePage

SHOWN = 20


class PackForm(forms.Form):
    period = forms.ChoiceField(label=gettext_lazy("Period"))

    def __init__(self, *args: Any, periods: list[PackPeriod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {f"{one.year}-{one.half}": one for one in periods}
        choice_field(self, "period").choices = [
            (key, str(one)) for key, one in self.periods.items()
        ]

    def clean_period(self) -> PackPeriod:
        return self.periods[self.cleaned_data["period"]]


class OfProvince(ScorePage):
    """For standing editors of the province."""

    @cached_property
    def office(self) -> Office:
        office = super().office
        if not office.scores:
            raise Http404
        return office


class Packs(OfProvince, VerbForm):
    form_class = PackForm
    template_name = "scoring/packs/packs.html"
    page_title = gettext_lazy("Evidence for reports and indices")
    submit_label = gettext_lazy("Make the pack")

    @cached_property
    def situation(self) -> str:
        _of_the_province = self.office
        return "" if packable_periods() else _("No month is published yet.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"periods": packable_periods()}

    def act(self, form: Any) -> str:
        ask_for_pack(period=form.cleaned_data["period"], actor=self.user, now=self.now)
        return _("Being made. The files stand below in a moment.")

    def get_success_url(self) -> str:
        return reverse("scoring:packs")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        packs = EvidencePack.objects.select_related("asked_by").order_by("-pk")[:SHOWN]
        return super().get_context_data(
            packs=[(one, str(PackPeriod(one.year, one.half))) for one in packs], **kwargs
        )


class PackFile(OfProvince, View):
    """A file of a pack to take away."""

    def get(self, request: HttpRequest, pack_id: int, form: str) -> FileResponse:
        _of_the_province = self.office
        pack = get_object_or_404(EvidencePack, pk=pack_id, made_at__isnull=False)
        files = {"docx": pack.report, "xlsx": pack.workbook}
        if form not in files:
            raise Http404
        name = f"minh-chung-{pack.year}-{pack.half or 'ca-nam'}.{form}"
        note_export(
            actor=self.user, portal=current_portal(request), what=name, rows=0, now=self.now
        )
        return FileResponse(files[form].open("rb"), as_attachment=True, filename=name)

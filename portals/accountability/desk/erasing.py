"""Demands to erase personal data: entering one that came on paper, and deciding."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portals.admin_kit.form_fields import choice_field
from portals.clock import LOCAL_ZONE, local_date

from ..actions.erasing import demand_erasure, grant_erasure, refuse_erasure, why_not_erasable
from ..models import ErasureDemand, ErasureGround
from .acts import CaseAct
from .forms import CaseForm, date_input_field, text_field


class EnterErasureForm(CaseForm):
    came_on = date_input_field(gettext_lazy("The demand came on"))


class EnterErasure(CaseAct):
    """For what came on paper or was said at the counter: its time runs from the day on which it came."""

    form_class = EnterErasureForm
    page_title = gettext_lazy("Enter a demand to erase personal data")
    for_ended = True

    @cached_property
    def situation(self) -> str:
        return why_not_erasable(self.case)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "came_on": local_date(self.now)}

    def act(self, form: Any) -> str:
        day = form.cleaned_data["came_on"]
        # Of the day on which it came no hour is known: none is taken from who demanded it.
        morning = datetime.combine(day, time.min, tzinfo=LOCAL_ZONE)
        came_at = (
            max(morning, self.case.arrived_at)
            if day == local_date(self.case.arrived_at)
            else morning
        )
        demand = demand_erasure(case=self.case, actor=self.user, now=self.now, came_at=came_at)
        due_at = demand.due_at.astimezone(LOCAL_ZONE)
        return _("Entered. It is to be decided on by %(due)s.") % {
            "due": f"{due_at:%H:%M %d/%m/%Y}"
        }


class ErasureForm(CaseForm):
    ERASE, KEEP = "erase", "keep"
    result = forms.ChoiceField(
        label=pgettext_lazy("request", "Decision"),
        choices=[
            (ERASE, gettext_lazy("Erase: texts, files, name and contact are gone for good")),
            (KEEP, gettext_lazy("Keep, on a ground of the law")),
        ],
        widget=forms.RadioSelect,
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Kept: lawful ground"), widget=forms.RadioSelect, required=False
    )
    reason = text_field(gettext_lazy("Kept: reason; the citizen reads it"), rows=4, required=False)

    def begin(self) -> None:
        grounds = ErasureGround.objects.in_force(local_date(self.now)).order_by("pk")
        choice_field(self, "ground").choices = [(one.code, one.words) for one in grounds]


class DecideErasure(CaseAct):
    """Where who decides for the agency erases, or says on which ground it may not."""

    form_class = ErasureForm
    template_name = "portals/accountability/erasure.html"
    page_title = gettext_lazy("Decide on the demand to erase personal data")
    for_ended = True

    @cached_property
    def demand(self) -> ErasureDemand:
        return get_object_or_404(ErasureDemand, case=self.case, decided_at=None)

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        same: dict[str, Any] = {"demand": self.demand, "actor": self.user, "now": self.now}
        if told["result"] == form.ERASE:
            grant_erasure(**same)
            return _("Erased. What was public stays as it was redacted.")
        refuse_erasure(ground=told["ground"], reason=told["reason"], **same)
        return _("The data are kept; the citizen reads why.")

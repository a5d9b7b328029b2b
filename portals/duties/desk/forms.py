"""The forms by which a portal is let off a duty, and by which that ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portals.clock import local_date
from portals.duties.models import LONGEST_REASON, Duty
from portals.models import Portal


class ExemptionForm(forms.Form):
    portal = forms.ModelChoiceField(Portal.objects.none(), label=_("Portal"))
    code = forms.ChoiceField(label=_("What is owed"))
    reason = forms.CharField(
        label=_("Reason, as citizens read it"), max_length=LONGEST_REASON, widget=forms.Textarea
    )
    first = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Up to and with"),
        required=False,
        help_text=_("Empty: for as long as the agency is what it is."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = local_date(timezone.now())
        portal: Any = self.fields["portal"]
        portal.queryset = Portal.objects.open_on(today).order_by("name")
        duties = Duty.objects.in_force(today).order_by("title").values_list("code", "title")
        code: Any = self.fields["code"]
        code.choices = list(dict(duties).items())


class EndOfExemptionForm(forms.Form):
    last = forms.DateField(
        label=_("Up to and with"),
        help_text=_("What begins after this day is owed again."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea)

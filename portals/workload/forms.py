"""What a duty that is thought of would ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.duties.enums import Frequency


class ThoughtOfForm(forms.Form):
    minutes = forms.IntegerField(label=_("Minutes each time"), min_value=1, max_value=600)
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    times = forms.IntegerField(
        label=_("Of events: how many a year"), min_value=0, max_value=600, required=False
    )

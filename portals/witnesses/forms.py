"""The forms on the page of the witnesses."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WitnessForm(forms.Form):
    office = forms.CharField(
        label=_("Office"),
        max_length=160,
        help_text=_("An office outside that this ledger does not judge, as the people's council."),
    )
    key = forms.CharField(
        label=_("Public key"),
        max_length=300,
        help_text=_("One line, as `verify.py witness-key` printed it for them."),
    )
    address = forms.EmailField(label=_("Mail address"), max_length=254)


class CheckpointForm(forms.Form):
    file = forms.FileField(
        label=_("Countersigned checkpoint"),
        help_text=_("The file that came back from the witness; its name ends in .cosigned."),
    )

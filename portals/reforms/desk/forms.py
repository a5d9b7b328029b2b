"""The form in which a change of units is entered."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.uploads import TABLES
from portals.uploads.fields import CheckedFileField


class MandateForm(forms.Form):
    mandate = forms.CharField(
        label=_("Decision"), max_length=200, help_text=_("Number, day and issuer of the decision.")
    )
    takes_effect_on = forms.DateField(
        label=_("Takes effect on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("It holds from the first minute of this day."),
    )


class ReformForm(MandateForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    file = CheckedFileField(accepts=TABLES, label=_("Table of the units"))
    field_order = ["title"]

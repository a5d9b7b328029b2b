"""The form in which the province writes a page of the handbook."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class HandbookPageForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("Text of the page"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text=_(
            "A line beginning with “1.” is a step, with “-” an item of a list, with “##” a heading."
            " [[Save]] stands for a word on the screen."
        ),
    )
    read_mark = forms.CharField(widget=forms.HiddenInput)

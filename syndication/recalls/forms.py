"""The form of a recall. They gather and explain; the verbs decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from syndication.models import Recall, RecallRequest


class RecallForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, RemovalKind(kind).label) for kind in WITHDRAWAL_KINDS],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Recall._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see it at every address where the story stood."),
    )
    with_copies = forms.BooleanField(
        label=_("Withdraw own versions of other boards too"),
        required=False,
        initial=True,
        help_text=_(
            "Without this they stay, marked for their readers, and their boards are told to decide at once."
        ),
    )


class AskForRecallForm(forms.Form):
    reason = forms.CharField(
        label=_("What is wrong with it"),
        max_length=RecallRequest._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Head and deputies read it before they decide. Readers do not see it."),
    )


class DeclineRecallForm(forms.Form):
    answer = forms.CharField(
        label=_("Why the story stays"),
        max_length=RecallRequest._meta.get_field("answer").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever asked reads it."),
    )

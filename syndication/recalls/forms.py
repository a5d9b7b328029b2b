"""The form of a recall. They gather and explain; the verbs decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from syndication.models import Recall


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

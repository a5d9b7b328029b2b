"""The forms in which a story is proposed, taken and declined. They gather and explain; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.models import SectionPage
from portals.admin_kit.form_fields import model_field
from portals.models import Portal
from syndication.models import Proposal


class ProposeForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=Proposal._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the standing editors who decide on it; not public."),
    )


class TakeForm(forms.Form):
    section = forms.ModelChoiceField(
        label=_("Section"), queryset=SectionPage.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, receiver: Portal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "section").queryset = SectionPage.objects.filter(
            portal=receiver
        ).order_by("section_type__position", "pk")


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Proposal._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The board that sent the story reads it."),
    )

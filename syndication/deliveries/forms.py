"""The forms in which a board objects, and the standing editors answer. They gather and explain; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from syndication.models import Objection


class ObjectForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Objection._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The standing editors who sent the story read and answer it."),
    )


class AnswerForm(forms.Form):
    """The answer to an objection; to insist takes a reason."""

    decision = forms.ChoiceField(
        label=_("How it is settled"),
        choices=[
            ("accept", _("Accept: the story is not placed on that portal")),
            ("refuse", _("Not accept: the board has another working day, then it places itself")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=Objection._meta.get_field("answer").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The board reads it. Needed where you do not accept."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "refuse" and not cleaned.get("answer", "").strip():
            self.add_error("answer", _("Give the reason: the board that objected reads it."))
        return cleaned

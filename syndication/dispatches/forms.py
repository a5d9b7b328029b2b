"""Forms of the desk: they gather and explain; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from editorial.models import SectionPage
from portals.models import Portal
from syndication.models import Objection, Proposal, Recall


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


class ObjectForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Objection._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The desk that sent the story reads and answers it."),
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


class ProposeForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=Proposal._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the desk that decides on it; not public."),
    )


class TakeForm(forms.Form):
    section = forms.ModelChoiceField(
        label=_("Section"), queryset=SectionPage.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, receiver: Portal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = SectionPage.objects.filter(  # type: ignore[attr-defined]
            portal=receiver
        ).order_by("section_type__position", "pk")


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Proposal._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The board that sent the story reads it."),
    )

"""How a person wants to be told of what waits, and until when a thing may wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import MailPreference
from .source import InboxSource


class MailSettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs only
    """The stored wishes, with the kinds asked the other way round: what to tell of."""

    told = forms.MultipleChoiceField(
        label=_("Tell me about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you leave out still stands in the list of what waits."),
    )

    class Meta:
        model = MailPreference
        fields = ("digest", "urgent", "urgent_at_night", "quiet_from", "quiet_until")
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, told_of: Sequence[InboxSource], **kwargs: Any) -> None:
        """`told_of`: the sources that speak to the person's posts. Of others nothing is asked, and nothing changes."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.of_choice = [source for source in told_of if not source.always_told]
        # Nobody switches these off, and the page says so.
        self.of_no_choice = [source for source in told_of if source.always_told]
        told = self.fields["told"]
        if isinstance(told, forms.MultipleChoiceField):
            told.choices = [(source.kind, source.label) for source in self.of_choice]
        told.initial = [one.kind for one in self.of_choice if one.kind not in self.instance.muted]

    def save(self, commit: bool = True) -> MailPreference:
        told, asked = self.cleaned_data["told"], {source.kind for source in self.of_choice}
        elsewhere = [kind for kind in self.instance.muted if kind not in asked]
        self.instance.muted = [
            *elsewhere,
            *(source.kind for source in self.of_choice if source.kind not in told),
        ]
        preference: MailPreference = super().save(commit)
        return preference


class SnoozeForm(forms.Form):
    """Until which day a thing is laid aside."""

    until = forms.DateField(
        error_messages={
            "required": _("Choose the day on which it is to come back."),
            "invalid": _("Choose the day on which it is to come back."),
        }
    )

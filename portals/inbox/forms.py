"""How a person wants to be told of what waits, and until when a thing may wait."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import MailPreference
from .registry import sources
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        kinds = [(source.kind, source.label) for source in self.of_choice()]
        told = self.fields["told"]
        if isinstance(told, forms.MultipleChoiceField):
            told.choices = kinds
        told.initial = [kind for kind, _label in kinds if kind not in self.instance.muted]

    @staticmethod
    def of_choice() -> list[InboxSource]:
        return [source for source in sources() if not source.always_told]

    @staticmethod
    def of_no_choice() -> list[InboxSource]:
        """Those that nobody switches off, for the page to say so."""
        return [source for source in sources() if source.always_told]

    def save(self, commit: bool = True) -> MailPreference:
        told = self.cleaned_data["told"]
        self.instance.muted = [
            source.kind for source in self.of_choice() if source.kind not in told
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

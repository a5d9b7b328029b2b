"""How a person wants to be told of what waits, and until when a thing may wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import MailPreference
from .source import InboxSource

# What the law gives a term is told in the morning and what harms at once, neither in quiet hours: these end each day.
MOST_QUIET = timedelta(hours=14)


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

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if begins is not None and ends is not None and _from_until(begins, ends) > MOST_QUIET:
            self.add_error(
                "quiet_until",
                _(
                    "Quiet hours last 14 hours at most, so that what has a term reaches you in time."
                ),
            )
        return cleaned

    def save(self, commit: bool = True) -> MailPreference:
        told, asked = self.cleaned_data["told"], {source.kind for source in self.of_choice}
        elsewhere = [kind for kind in self.instance.muted if kind not in asked]
        self.instance.muted = [
            *elsewhere,
            *(source.kind for source in self.of_choice if source.kind not in told),
        ]
        preference: MailPreference = super().save(commit)
        return preference


def _from_until(begins: time, ends: time) -> timedelta:
    """How long it is from one hour to the other, over midnight where that is earlier."""
    span = timedelta(hours=ends.hour - begins.hour, minutes=ends.minute - begins.minute)
    return span % timedelta(days=1)


class SnoozeForm(forms.Form):
    """Until which day a thing is laid aside."""

    until = forms.DateField(
        error_messages={
            "required": _("Choose the day on which it is to come back."),
            "invalid": _("Choose the day on which it is to come back."),
        }
    )

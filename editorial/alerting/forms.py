"""The form: what to follow, where to mail, how often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.alerts.enums import AlertFrequency, LeavingReason


class FollowForm(forms.Form):
    about = forms.ChoiceField(label=_("What do you want to follow?"))
    frequency = forms.ChoiceField(
        label=_("How often do you want to be mailed?"),
        help_text=_("What is urgent is mailed at once in any case."),
        choices=AlertFrequency,
        initial=AlertFrequency.DAILY,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        help_text=_("It is kept encrypted, used for nothing else, and deleted when you leave."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(
        self, choices: Iterable[tuple[str, list[tuple[str, str]]]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = forms.ChoiceField(
            label=self.fields["about"].label,
            choices=list(choices),
            error_messages={"invalid_choice": _("This cannot be followed here.")},
        )
        self.fields["email"].error_messages["invalid"] = _(
            "This is no mail address. Write it like ten@example.vn."
        )
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in.")


class LeavingForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why? (This helps to do better; you need not say.)"),
        choices=LeavingReason,
        initial=LeavingReason.UNSAID,
        required=False,
        widget=forms.RadioSelect,
    )

    def chosen(self) -> LeavingReason:
        """Return the reason, which nobody has to give."""
        given = self.cleaned_data.get("reason") if self.is_valid() else ""
        return LeavingReason(given) if given else LeavingReason.UNSAID

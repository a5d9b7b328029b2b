"""Forms of social accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.models import SocialService
from portals.social.actions.registering import WantedAccount
from portals.social.models import LONGEST_FOUND
from portals.uploads import SHEETS
from portals.uploads.fields import CheckedFileField


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        **more,
    )


class HolderForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the account"), max_length=120, help_text=_("As its page shows it.")
    )
    holder = forms.CharField(
        label=_("Office that holds it"),
        max_length=160,
        help_text=_("An office, not a person: who works there changes."),
    )


class RegisterAccountForm(HolderForm):
    service = forms.ChoiceField(label=_("Service"), choices=SocialService.choices)
    address = forms.CharField(
        label=_("Address of the account"),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        help_text=_("Open the account's page, and copy the line of the address here."),
    )
    opened_on = day_field(_("In use since"))
    field_order = ("service", "address", "name", "holder", "opened_on")

    def wanted(self) -> WantedAccount:
        told = dict(self.cleaned_data)
        return WantedAccount(service=SocialService(told.pop("service")), **told)


class CloseAccountForm(forms.Form):
    closed_on = day_field(_("Closed on"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class VerifyByHandForm(forms.Form):
    said = forms.CharField(
        label=_("What stands on the account's page"),
        max_length=LONGEST_FOUND,
        help_text=_("Such as: “Website” in the introduction names the portal's address."),
    )
    file = CheckedFileField(
        accepts=SHEETS,
        label=_("Picture of that page"),
        help_text=_("A photo of the screen is enough. Only the board and the desk above see it."),
    )

"""Forms of social accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.models import Portal, SocialService
from portals.social.actions.registering import WantedAccount
from portals.social.actions.tokens import LONGEST_SOCIAL_TOKEN, WantedToken
from portals.social.models import (
    FIRST_SOCIAL_YEAR,
    LONGEST_FOUND,
    MOST_FOLLOWERS,
    MOST_REACHED,
)
from portals.uploads import SHEETS, TABLES
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


class SocialMonthField(forms.DateField):
    """A month in the browser's own control for it; its value is the month's first day."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    input_formats = ["%Y-%m", "%m/%Y"]

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        return day.replace(day=1) if day else None


def _followers() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Followers at the end"), min_value=0, max_value=MOST_FOLLOWERS
    )


def _reach() -> forms.IntegerField:
    return forms.IntegerField(label=_("People reached"), min_value=0, max_value=MOST_REACHED)


class SocialMonthForm(forms.Form):
    month = SocialMonthField(label=_("Month"))
    followers = _followers()
    reach = _reach()
    file = CheckedFileField(
        accepts=SHEETS,
        label=_("Picture of the numbers"),
        help_text=_("A photo of the screen is enough. Only the board and the desk above see it."),
    )


class SocialSheetForm(forms.Form):
    month = SocialMonthField(label=_("Month"))
    file = CheckedFileField(accepts=TABLES, label=_("Sheet"))


class SocialYearForm(forms.Form):
    portal = forms.ModelChoiceField(Portal.objects.none(), label=_("Portal"))
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_SOCIAL_YEAR, max_value=2100)
    followers = _followers()
    reach = _reach()
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("Where the numbers stand: the report, its number and day."),
    )

    def __init__(self, *args: Any, portals: Sequence[Portal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [portal.pk for portal in portals]
        self.fields["portal"] = forms.ModelChoiceField(
            Portal.objects.filter(pk__in=ids).order_by("tier__level", "name", "pk"),
            label=_("Portal"),
        )


def _secret(label: Any, **more: Any) -> forms.CharField:
    """A line that is typed unseen, and comes back empty where the form is shown again."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_SOCIAL_TOKEN,
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "off", "spellcheck": "false"}
        ),
        **more,
    )


class TokenForm(forms.Form):
    access = _secret(
        _("Access token"),
        help_text=_("As the service's page for developers shows it. It is never shown again here."),
    )
    refresh = _secret(
        _("Refresh token"),
        required=False,
        help_text=_("Zalo gives both; Facebook gives none."),
    )
    dies_on = day_field(
        _("Dies on"),
        required=False,
        help_text=_("Where the service names a day. The board is told 14 days before."),
    )

    def wanted(self) -> WantedToken:
        return WantedToken(**self.cleaned_data)


class SocialReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class DeletedByHandForm(forms.Form):
    said = forms.CharField(
        label=_("What you did and saw"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: deleted on the page itself, its address shows nothing any more."),
    )

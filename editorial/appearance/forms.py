"""The form in which a board chooses how its portal looks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portals.appearance import Motif, Palette
from portals.models import Portal, SocialAccount, SocialService
from portals.models.social import HOSTS_OF_SERVICE
from portals.text import nfc

from .actions import Look


class LookForm(forms.Form):
    palette = forms.ChoiceField(
        label=_("Colours"),
        choices=lambda: [("", _("As usual for this kind of portal")), *map(_swatch, Palette)],
        required=False,
        widget=forms.RadioSelect,
    )
    motif = forms.ChoiceField(
        label=_("Motif of the banner"),
        choices=[("", _("As usual for this kind of portal")), *Motif.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    licence = forms.CharField(
        label=_("Licence"),
        max_length=160,
        required=False,
        help_text=_("Number, day and issuer, where the portal needs one."),
    )
    shows_views = forms.BooleanField(
        label=_("Show in the footer how often the portal was looked at"),
        required=False,
        help_text=_(
            "Today, this month and altogether, as counted; former years beside them, where the desk above entered them."
        ),
    )

    def __init__(self, data: Any, *, portal: Portal, accounts: list[SocialAccount]) -> None:
        addresses = {account.service: account.address for account in accounts}
        initial = {
            "palette": portal.palette,
            "motif": portal.motif,
            "licence": portal.licence,
            "shows_views": portal.shows_views,
        }
        super().__init__(data, initial=initial | addresses)
        for service in SocialService:
            self.fields[service.value] = forms.URLField(
                label=service.label, max_length=200, required=False, assume_scheme="https"
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for service in SocialService:
            address = cleaned.get(service.value)
            if address and not _is_of(service, address):
                self.add_error(
                    service.value,
                    _("This is no https address of %(service)s.") % {"service": service.label},
                )
        return cleaned

    def look(self) -> Look:
        chosen = self.cleaned_data
        return Look(
            palette=Palette(chosen["palette"]) if chosen["palette"] else None,
            motif=Motif(chosen["motif"]) if chosen["motif"] else None,
            licence=nfc(chosen["licence"]).strip(),
            shows_views=chosen["shows_views"],
            accounts={service: chosen[service.value] for service in SocialService},
        )


def _swatch(palette: Palette) -> tuple[str, SafeString]:
    """The colour itself before its name: who chooses sees it."""
    return palette.value, format_html(
        '<span class="swatch swatch--{}"></span>{}', palette.value, palette.label
    )


def _is_of(service: SocialService, address: str) -> bool:
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    hosts = HOSTS_OF_SERVICE[service]
    return parts.scheme == "https" and (
        host in hosts or host.endswith(tuple(f".{each}" for each in hosts))
    )

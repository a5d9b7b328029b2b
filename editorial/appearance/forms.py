"""The form in which a board chooses how its portal looks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portals.appearance import Motif, Palette
from portals.models import Portal
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

    def __init__(self, data: Any, *, portal: Portal) -> None:
        initial = {
            "palette": portal.palette,
            "motif": portal.motif,
            "licence": portal.licence,
            "shows_views": portal.shows_views,
        }
        super().__init__(data, initial=initial)

    def look(self) -> Look:
        chosen = self.cleaned_data
        return Look(
            palette=Palette(chosen["palette"]) if chosen["palette"] else None,
            motif=Motif(chosen["motif"]) if chosen["motif"] else None,
            licence=nfc(chosen["licence"]).strip(),
            shows_views=chosen["shows_views"],
        )


def _swatch(palette: Palette) -> tuple[str, SafeString]:
    """The colour itself before its name: who chooses sees it."""
    return palette.value, format_html(
        '<span class="swatch swatch--{}"></span>{}', palette.value, palette.label
    )

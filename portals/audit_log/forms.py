"""What somebody asks the journal for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.models import Portal

from .queries import LogFilter

# The beginnings of the names of acts, in words.
KINDS = [
    ("", _("All acts")),
    ("wagtail.", _("Texts and files")),
    ("editorial.", _("Publishing and withdrawing")),
    ("syndication.", _("Sending and taking up")),
    ("scoring.", _("Scoring")),
    ("boards.", _("Posts on boards")),
    ("door.", _("Signing in")),
    ("walls.", _("Refused attempts")),
    ("journal.", _("Exports of the log")),
]


class JournalForm(forms.Form):
    """All fields may stay empty."""

    portal = forms.ChoiceField(label=_("Portal"), required=False)
    kind = forms.ChoiceField(label=_("Kind of act"), required=False, choices=KINDS)
    person = forms.CharField(label=_("Username"), required=False, max_length=150)
    text = forms.CharField(
        label=_("Words in the title or the reason"), required=False, max_length=100
    )
    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, portals: list[Portal]) -> None:
        super().__init__(data, label_suffix="")
        self._portals = {str(portal.pk): portal for portal in portals}
        field = self.fields["portal"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", _("All portals")),
                *((pk, p.name) for pk, p in self._portals.items()),
            ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end lies before the beginning."))
        return cleaned

    def wanted(self) -> LogFilter:
        """What the valid form asks for."""
        asked = self.cleaned_data
        return LogFilter(
            portal=self._portals.get(asked["portal"]),
            person=asked["person"].strip(),
            action=asked["kind"],
            text=asked["text"].strip(),
            since=asked["since"],
            until=asked["until"],
        )

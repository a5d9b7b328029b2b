"""What somebody asks the journal for."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from portals.boards.models import User
from portals.models import Portal

from .queries import LogFilter

# The beginnings of the names of acts, in words.
KINDS = [
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
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end lies before the beginning."))
        return cleaned


class JournalFilterSet(django_filters.FilterSet):
    """All filters may stay empty. They narrow the reading of two tables, so they say what is `wanted`."""

    portal = django_filters.ChoiceFilter(label=_("Portal"), empty_label=_("All portals"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind of act"), choices=KINDS, empty_label=_("All acts")
    )
    person = django_filters.CharFilter(label=_("Username"), max_length=150)
    text = django_filters.CharFilter(label=_("Words in the title or the reason"), max_length=100)
    since = django_filters.DateFilter(
        label=_("From day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label=_("Until day"), widget=forms.DateInput(attrs={"type": "date"})
    )

    in_my_place = django_filters.BooleanFilter(
        label=_("Only what others did in my place"), widget=forms.CheckboxInput
    )

    class Meta:
        model = ModelLogEntry
        fields: list[str] = []
        form = JournalForm

    def __init__(self, *args: Any, portals: list[Portal], reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reader = reader
        self._portals = {str(portal.pk): portal for portal in portals}
        self.filters["portal"].extra["choices"] = [
            (pk, portal.name) for pk, portal in self._portals.items()
        ]

    @property
    def wanted(self) -> LogFilter:
        """What the valid form asks for."""
        asked = self.form.cleaned_data
        return LogFilter(
            portal=self._portals.get(asked["portal"]),
            person=asked["person"].strip(),
            action=asked["kind"],
            text=asked["text"].strip(),
            since=asked["since"],
            until=asked["until"],
            in_place_of=self._reader.pk if asked["in_my_place"] else None,
        )

"""What the addresses of a recall are narrowed to."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portals.text import nfc
from syndication.recalls.enums import AnswerState
from syndication.recalls.models import ProvenAddress

LONGEST_WORDS = 80


class AddressFilterSet(django_filters.FilterSet):
    """The state is chosen by the counts above the list, so no field asks for it."""

    state = django_filters.ChoiceFilter(choices=AnswerState.choices, widget=forms.HiddenInput)
    q = django_filters.CharFilter(
        label=_("Portal"), method="of_name", widget=forms.TextInput({"type": "search"})
    )

    class Meta:
        model = ProvenAddress
        fields: list[str] = []

    def of_name(
        self, rows: QuerySet[ProvenAddress], _name: str, value: str
    ) -> QuerySet[ProvenAddress]:
        return rows.filter(portal__name__unaccent__icontains=nfc(value)[:LONGEST_WORDS])

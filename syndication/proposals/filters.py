"""What the list of stories sent up is narrowed to."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from syndication.enums import ProposalState
from syndication.models import Proposal

LONGEST_WORDS = 80


class ProposalFilterSet(django_filters.FilterSet):
    """Words of the title or of the portal that sent it, and what became of it."""

    q = django_filters.CharFilter(
        label=_("Words of the title, or portal"),
        method="of_words",
        widget=forms.TextInput({"type": "search"}),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ProposalState.choices, empty_label=_("All")
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def of_words(self, rows: QuerySet[Proposal], _name: str, value: str) -> QuerySet[Proposal]:
        words = value[:LONGEST_WORDS]
        return rows.filter(
            Q(title__unaccent__icontains=words) | Q(sender__name__unaccent__icontains=words)
        )

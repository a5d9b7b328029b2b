"""What the addresses of a recall are narrowed to."""

from __future__ import annotations

import django_filters

from syndication.recalls.enums import AnswerState
from syndication.recalls.models import ProvenAddress


class AddressFilterSet(django_filters.FilterSet):
    """Chosen by the counts above the list, so it has no form of its own."""

    state = django_filters.ChoiceFilter(choices=AnswerState.choices)

    class Meta:
        model = ProvenAddress
        fields: list[str] = []

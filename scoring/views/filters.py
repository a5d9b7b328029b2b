"""What lists about one month are narrowed to. The month itself is no filter: it says which table is read."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from portals.models import Cluster, Portal, Tier
from scoring.models import Scorecard
from scoring.queries import clusters_of, tiers_of


class LeagueFilterSet(django_filters.FilterSet):
    """Offered is what the cards of the month have. Within a cluster its own ranks order the cards."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Portal"),
        field_name="portal__name",
        lookup_expr="unaccent__icontains",
        widget=forms.TextInput({"type": "search"}),
    )
    tier = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Tier"), queryset=Tier.objects.none(), empty_label=gettext_lazy("All")
    )
    cluster = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Cluster"),
        queryset=Cluster.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("All"),
        method="of_cluster",
    )

    class Meta:
        model = Scorecard
        fields: list[str] = []

    def __init__(self, *args: Any, of_month: QuerySet[Scorecard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["tier"].queryset = tiers_of(of_month)
        self.filters["cluster"].queryset = clusters_of(of_month)

    def of_cluster(
        self, cards: QuerySet[Scorecard], _name: str, value: Cluster
    ) -> QuerySet[Scorecard]:
        return cards.filter(cluster=value).order_by(
            "rank_in_cluster", "-total", "portal__name", "pk"
        )


class AssessFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=gettext_lazy("Portal"),
        field_name="name",
        lookup_expr="unaccent__icontains",
        widget=forms.TextInput({"type": "search"}),
    )

    class Meta:
        model = Portal
        fields: list[str] = []

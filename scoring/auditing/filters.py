"""How an auditor narrows the trail."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from portals.boards.models import User
from portals.models import Portal

from .mandate import AuditMandate
from .trail import months_of, people_in, trail_of


class TrailFilterSet(django_filters.FilterSet):
    portal = django_filters.ModelChoiceFilter(
        queryset=Portal.objects.none(),
        label=_("Portal"),
        empty_label=_("All portals"),
        method="of_portal",
    )
    month = django_filters.ChoiceFilter(label=_("Month"), empty_label=_("All months"))
    criterion = django_filters.CharFilter(label=_("Criterion"), max_length=8, lookup_expr="iexact")
    person = django_filters.ModelChoiceFilter(
        field_name="user",
        queryset=User.objects.none(),
        label=_("Who"),
        empty_label=_("Everybody"),
    )
    q = django_filters.CharFilter(
        field_name="words",
        lookup_expr="unaccent__icontains",
        label=_("Words of the reason"),
        max_length=100,
    )

    class Meta:
        model = ModelLogEntry
        fields: list[str] = []

    def __init__(self, *args: Any, mandate: AuditMandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = trail_of(mandate)
        self.filters["portal"].queryset = Portal.objects.filter(
            pk__in=mandate.cards.values("portal")
        ).order_by("tier__level", "name", "pk")
        self.filters["month"].extra["choices"] = [
            (f"{one.month:%Y-%m}", f"{one.month:%m/%Y}") for one in months_of(mandate)
        ]
        self.filters["person"].queryset = people_in(whole)

    def of_portal(self, found: Any, _name: str, portal: Portal) -> Any:
        return found.filter(portal=portal.pk)

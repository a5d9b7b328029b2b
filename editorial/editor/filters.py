"""Filters of the desk's lists. Their choices come from the portal in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from editorial.enums import PlacementRole
from editorial.models import Placement, SectionPage
from portals.text import nfc

if TYPE_CHECKING:
    from portals.models import Portal

STANDING, REMOVED = "standing", "removed"


class PlacementFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search in titles"), method="search_titles")
    section = django_filters.ModelChoiceFilter(
        label=_("Section"), queryset=SectionPage.objects.none(), empty_label=_("All sections")
    )
    role = django_filters.ChoiceFilter(
        label=_("Origin"), choices=PlacementRole, empty_label=_("Own and republished")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(STANDING, _("On the portal")), (REMOVED, pgettext_lazy("state", "Removed"))],
        empty_label=_("All states"),
        method="in_state",
    )

    class Meta:
        model = Placement
        fields: list[str] = []

    def __init__(self, *args: Any, portal: Portal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["section"].queryset = SectionPage.objects.filter(portal=portal).order_by(
            "path"
        )

    def search_titles(
        self, placements: QuerySet[Placement], _name: str, value: str
    ) -> QuerySet[Placement]:
        return placements.filter(story__title__unaccent__icontains=nfc(value))

    def in_state(
        self, placements: QuerySet[Placement], _name: str, value: str
    ) -> QuerySet[Placement]:
        return placements.filter(removed_at__isnull=value == STANDING)

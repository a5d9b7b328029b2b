"""What dispatches are narrowed to, and a delivery board; offered for this is what those have who may receive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from editorial.models import Placement
from portals.clock import local_date
from syndication.enums import DispatchState
from syndication.models import Delivery, Dispatch
from syndication.queries import batch_of

from .audience import receivers_of
from .delivery_board import GROUPS, in_group

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_WORDS = 80


class DispatchFilterSet(django_filters.FilterSet):
    """Words of the title, the state, and `lan`: one act of sending alone, as links to it ask."""

    lan = django_filters.CharFilter(method="of_batch", widget=forms.HiddenInput)
    q = django_filters.CharFilter(
        label=_("Words of the title"), method="of_title", widget=forms.TextInput({"type": "search"})
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=DispatchState.choices, empty_label=_("All")
    )

    class Meta:
        model = Dispatch
        fields: list[str] = []

    def of_batch(self, rows: QuerySet[Dispatch], _name: str, value: str) -> QuerySet[Dispatch]:
        batch = batch_of(value)
        return rows.filter(batch=batch) if batch else rows

    def of_title(self, rows: QuerySet[Dispatch], _name: str, value: str) -> QuerySet[Dispatch]:
        return rows.filter(story__title__unaccent__icontains=value[:LONGEST_WORDS])


class OwnStoryFilterSet(django_filters.FilterSet):
    """Words of the title of what may be sent."""

    q = django_filters.CharFilter(
        label=_("Words of the title"), method="of_title", widget=forms.TextInput({"type": "search"})
    )

    class Meta:
        model = Placement
        fields: list[str] = []

    def of_title(self, rows: QuerySet[Placement], _name: str, value: str) -> QuerySet[Placement]:
        return rows.filter(story__title__unaccent__icontains=value[:LONGEST_WORDS])


class DeliveryFilterSet(django_filters.FilterSet):
    """The names are part of the board's addresses, so are those of `GROUPS`. What is not offered narrows nothing."""

    nhom = django_filters.ChoiceFilter(
        choices=list(GROUPS.items()), method="of_group", widget=forms.HiddenInput
    )
    q = django_filters.CharFilter(
        label=_("Portal"), method="of_name", widget=forms.TextInput({"type": "search"})
    )
    cap = django_filters.ChoiceFilter(
        label=_("Tier"), empty_label=_("All"), field_name="portal__tier"
    )
    cum = django_filters.ChoiceFilter(label=_("Cluster"), empty_label=_("All"), method="of_cluster")
    duoi = django_filters.ChoiceFilter(
        label=_("Portal above"), empty_label=_("All"), method="of_overseer"
    )

    class Meta:
        model = Delivery
        fields: list[str] = []

    def __init__(self, *args: Any, dispatch: Dispatch, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        receivers = receivers_of(sender=dispatch.sender, day=local_date(dispatch.sent_at))
        offered = {
            "cap": list(dict.fromkeys((one.tier, one.tier_name) for one in receivers)),
            "cum": sorted({(one.cluster, one.cluster_name) for one in receivers if one.cluster}),
            "duoi": list(dict.fromkeys((str(one.overseer_id), one.overseer) for one in receivers)),
        }
        for name, choices in offered.items():
            self.filters[name].extra["choices"] = choices
        if not offered["cum"]:
            del self.filters["cum"]

    @property
    def group(self) -> str:
        """The group that is chosen, "" where none is."""
        self.form.full_clean()
        return str(self.form.cleaned_data.get("nhom") or "")

    def of_group(self, rows: QuerySet[Delivery], _name: str, value: str) -> QuerySet[Delivery]:
        return rows.filter(in_group(value, self.now))

    def of_name(self, rows: QuerySet[Delivery], _name: str, value: str) -> QuerySet[Delivery]:
        return rows.filter(portal__name__unaccent__icontains=value[:LONGEST_WORDS])

    def of_cluster(self, rows: QuerySet[Delivery], _name: str, value: str) -> QuerySet[Delivery]:
        return rows.filter(
            portal__cluster_memberships__cluster__code=value,
            portal__cluster_memberships__period__contains=local_date(self.now),
        )

    def of_overseer(self, rows: QuerySet[Delivery], _name: str, value: str) -> QuerySet[Delivery]:
        return rows.filter(
            portal__oversights__overseer=int(value),
            portal__oversights__period__contains=local_date(self.now),
        )

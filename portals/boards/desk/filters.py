"""What the lists of boards are narrowed to; offered is what the portals in reach have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from portals.admin_kit.current import portals_of_request
from portals.boards.models import EditorialBoard
from portals.boards.staffing import StaffingFilter, StaffingRule
from portals.tiers import traits_of

if TYPE_CHECKING:
    from portals.models import Portal

ANY_FAULT = "any"
LONGEST_WORDS = 80


class StaffingFilterSet(django_filters.FilterSet):
    """The staffing of many boards is asked at once, so the filters say what is `wanted` of it."""

    q = django_filters.CharFilter(
        label=_("Portal or person"), widget=forms.TextInput({"type": "search"})
    )
    tier = django_filters.ChoiceFilter(label=_("Tier"), empty_label=_("All"))
    overseer = django_filters.ChoiceFilter(
        label=_("District or portal above"), empty_label=_("All")
    )
    rule = django_filters.ChoiceFilter(
        label=_("Rule"),
        choices=[(ANY_FAULT, _("Any fault")), *StaffingRule.choices],
        empty_label=_("All boards"),
    )

    class Meta:
        model = EditorialBoard
        fields: list[str] = []

    def __init__(self, *args: Any, portals: list[Portal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parting = [portal for portal in portals if traits_of(portal.tier_id).parts_others]
        above = {portal.pk: portal for portal in (*portals_of_request(self.request), *parting)}
        tiers = {portal.tier_id: portal.tier.name for portal in portals}
        self.filters["tier"].extra["choices"] = list(tiers.items())
        self.filters["overseer"].extra["choices"] = [
            (str(pk), portal.name) for pk, portal in above.items()
        ]

    @property
    def wanted(self) -> StaffingFilter:
        """What is chosen; what is not offered counts as not chosen."""
        self.form.full_clean()
        values = self.form.cleaned_data
        rule, overseer = values.get("rule"), values.get("overseer")
        return StaffingFilter(
            tier=values.get("tier") or None,
            overseer_id=int(overseer) if overseer else None,
            rule=StaffingRule(rule) if rule and rule != ANY_FAULT else None,
            only_faults=rule == ANY_FAULT,
            words=(values.get("q") or "")[:LONGEST_WORDS],
        )

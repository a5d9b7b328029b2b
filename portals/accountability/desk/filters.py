"""What narrows the queue. Without a state it holds what still runs."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portals.admin_kit.pages import person
from portals.clock import LOCAL_ZONE

from ..enums import CaseKind, CaseState, DraftState
from ..late import late_among, late_anew
from ..models import AnswerDraft, CitizenCase
from ..waiting import to_answer, to_take_up

ALL = "all"
SHOWN_STATES = [*CaseState.choices, (ALL, _("All"))]
DAY = {"type": "date"}


class CaseFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Code"), method="by_code")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=SHOWN_STATES, empty_label=_("Not ended"), method="in_state"
    )
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("request", "Kind"), choices=CaseKind.choices, empty_label=_("All kinds")
    )
    late = django_filters.BooleanFilter(
        label=_("Late"), widget=forms.CheckboxInput, method="only_late"
    )
    mine = django_filters.BooleanFilter(
        label=_("Given to me"), widget=forms.CheckboxInput, method="only_mine"
    )
    fresh = django_filters.BooleanFilter(
        label=pgettext_lazy("requests", "To take up"),
        widget=forms.CheckboxInput,
        method="only_fresh",
    )
    unanswered = django_filters.BooleanFilter(
        label=pgettext_lazy("requests", "For me to answer"),
        widget=forms.CheckboxInput,
        method="only_unanswered",
    )
    waiting = django_filters.BooleanFilter(
        label=_("Waiting for approval"), widget=forms.CheckboxInput, method="only_waiting"
    )
    since = django_filters.DateFilter(
        label=_("Arrived from"),
        field_name="arrived_at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
    until = django_filters.DateFilter(
        label=_("Arrived up to and with"),
        field_name="arrived_at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )

    class Meta:
        model = CitizenCase
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[CitizenCase]) -> QuerySet[CitizenCase]:
        with timezone.override(LOCAL_ZONE):
            found = super().filter_queryset(queryset)
        told = self.form.cleaned_data
        # What is late runs still, or was ended by an answer that stands no more.
        is_narrowed = told.get("state") or told.get("q") or told.get("late")
        return found if is_narrowed else found.exclude(state=CaseState.ENDED)

    def by_code(self, cases: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Codes are read aloud: with or without what stands before them, in any letters."""
        return cases.filter(code__icontains="".join(value.split()))

    def in_state(self, cases: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return cases if value == ALL else cases.filter(state=value)

    def only_late(self, cases: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        if not value:
            return cases
        now = timezone.now()
        # Few, and mostly none: asked first, they leave the index of what is due its work.
        anew = list(late_anew(now).values_list("case", flat=True))
        return late_among(cases.exclude(state=CaseState.ENDED), now) | cases.filter(pk__in=anew)

    def only_mine(self, cases: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        return cases.filter(assigned_to=self.request.user) if value else cases

    def only_fresh(self, cases: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        return to_take_up(cases.exclude(state=CaseState.ENDED)) if value else cases

    def only_unanswered(self, cases: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        if not value:
            return cases
        running = cases.exclude(state=CaseState.ENDED)
        return to_answer(running, person(self.request), timezone.now())

    def only_waiting(self, cases: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        submitted = AnswerDraft.objects.filter(state=DraftState.SUBMITTED)
        return cases.filter(pk__in=submitted.values("case")) if value else cases

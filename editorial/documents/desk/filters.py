"""Filters of the board's list of documents."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from editorial.document_numbers.asked import number_asked
from editorial.document_numbers.catalogue import field_choices, kind_choices
from editorial.models import OfficialDocumentPage
from portals.text import nfc

PUBLIC, NOT_PUBLIC = "public", "not-public"


class DocumentFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Words or number"), method="search")
    document_kind = django_filters.ChoiceFilter(
        label=_("Kind of document"), choices=kind_choices, empty_label=_("All kinds")
    )
    field = django_filters.ChoiceFilter(
        label=_("Subject field"), choices=field_choices, empty_label=_("All")
    )
    year = django_filters.NumberFilter(
        label=_("Year of issue"), field_name="issued_on", lookup_expr="year", max_value=2200
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(PUBLIC, _("On the portal")), (NOT_PUBLIC, _("Drafts and withdrawn"))],
        empty_label=_("All states"),
        method="in_state",
    )

    class Meta:
        model = OfficialDocumentPage
        fields: list[str] = []

    def search(
        self, documents: QuerySet[OfficialDocumentPage], _name: str, value: str
    ) -> QuerySet[OfficialDocumentPage]:
        text = nfc(value)
        found = Q(title__unaccent__icontains=text) | Q(lead__unaccent__icontains=text)
        if asked := number_asked(text):
            found |= Q(number_key__in=asked.keys)
        return documents.filter(found)

    def in_state(
        self, documents: QuerySet[OfficialDocumentPage], _name: str, value: str
    ) -> QuerySet[OfficialDocumentPage]:
        return documents.filter(live=value == PUBLIC)

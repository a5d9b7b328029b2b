"""What a reader narrows the register by. What cannot be read narrows nothing, and the page says so."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.document_numbers.catalogue import field_choices, kind_choices
from editorial.enums import DocumentState
from editorial.models import OfficialDocumentPage
from editorial.models.document import LONGEST_ISSUER
from editorial.search.having import having_words

TEXT, KIND, ISSUER, FIELD, YEAR = "q", "loai", "co-quan", "linh-vuc", "nam"
SINCE, UNTIL, NORMATIVE, EFFECTIVE = "tu-ngay", "den-ngay", "qppl", "hieu-luc"
STATE = "tinh-trang"
NARROWING = (TEXT, KIND, ISSUER, FIELD, YEAR, SINCE, UNTIL, NORMATIVE, EFFECTIVE, STATE)
LONGEST_QUERY = 200
FIRST_YEAR, LAST_YEAR = 1945, 2200
# As browsers send it, and as people write it where a browser has no control for a month.
_MONTHS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII),
)

type Documents = QuerySet[OfficialDocumentPage]


class EffectMonthField(forms.CharField):
    """A month; its value is the first day."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        for pattern in _MONTHS:
            if found := pattern.fullmatch(text):
                year, month = int(found["year"]), int(found["month"])
                if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
                    return date(year, month, 1)
        raise ValidationError(_("This is no month. Write it like 03/2021."))


class MonthFilter(django_filters.Filter):
    field_class = EffectMonthField


class IssueDayField(forms.DateField):
    input_formats = ("%Y-%m-%d", "%d/%m/%Y")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("This is no day of a document. Write it like 18/03/2021."))
        return day


class DayFilter(django_filters.Filter):
    field_class = IssueDayField


class YearFilter(django_filters.Filter):
    field_class = forms.IntegerField


class TickFilter(django_filters.Filter):
    field_class = forms.BooleanField


class RegisterFilters(django_filters.FilterSet):
    """The filters by the names that they bear in addresses."""

    class Meta:
        model = OfficialDocumentPage
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        return {
            TEXT: django_filters.CharFilter(
                label=gettext_lazy("Words or number"),
                method="with_words",
                max_length=LONGEST_QUERY,
            ),
            KIND: django_filters.ChoiceFilter(
                label=gettext_lazy("Kind of document"),
                field_name="document_kind",
                choices=kind_choices,
            ),
            ISSUER: django_filters.CharFilter(
                label=gettext_lazy("Issuing body"), method="issued_by", max_length=LONGEST_ISSUER
            ),
            FIELD: django_filters.ChoiceFilter(
                label=gettext_lazy("Subject field"), field_name="field", choices=field_choices
            ),
            YEAR: YearFilter(
                label=gettext_lazy("Year of issue"),
                method="of_year",
                min_value=FIRST_YEAR,
                max_value=LAST_YEAR,
            ),
            SINCE: DayFilter(
                label=gettext_lazy("Issued from"), field_name="issued_on", lookup_expr="gte"
            ),
            UNTIL: DayFilter(
                label=gettext_lazy("Issued until"), field_name="issued_on", lookup_expr="lte"
            ),
            NORMATIVE: TickFilter(
                label=gettext_lazy("Legal-normative documents only"),
                method="only_normative",
            ),
            EFFECTIVE: MonthFilter(
                label=gettext_lazy("Takes effect in the month"), method="effective_in"
            ),
            STATE: django_filters.ChoiceFilter(
                label=gettext_lazy("Force today"),
                field_name="force__state",
                choices=DocumentState.choices,
            ),
        }

    def with_words(self, documents: Documents, _name: str, text: str) -> Documents:
        return having_words(documents, text)

    def issued_by(self, documents: Documents, _name: str, value: str) -> Documents:
        return documents.filter(issuer_key=issuer_key_of(value))

    def of_year(self, documents: Documents, _name: str, year: int) -> Documents:
        return documents.filter(issued_on__gte=date(year, 1, 1), issued_on__lte=date(year, 12, 31))

    def only_normative(self, documents: Documents, _name: str, asked_for: bool) -> Documents:
        return documents.filter(is_normative=True) if asked_for else documents

    def effective_in(self, documents: Documents, _name: str, first: date) -> Documents:
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return documents.filter(effective_on__gte=first, effective_on__lte=last)

    @cached_property
    def narrowed(self) -> dict[str, Any]:
        """What was asked for and could be read, by its name. Nobody changes it: all who ask share one reading."""
        self.form.is_valid()
        return {
            name: value
            for name, value in self.form.cleaned_data.items()
            if value not in (None, "", False)
        }

    @property
    def problems(self) -> dict[str, list[str]]:
        """What could not be read, by the name of its field in the interface."""
        return {
            str(self.form.fields[name].label): [str(one) for one in errors]
            for name, errors in self.form.errors.items()
        }

    def documents(self, *, without: Collection[str] = ()) -> Documents:
        """Return what is left by all filters but those called so."""
        documents = self.queryset.all()
        for name, value in self.narrowed.items():
            if name not in without:
                documents = self.filters[name].filter(documents, value)
        return documents


def register_filters(query: Mapping[str, str], documents: Documents) -> RegisterFilters:
    """Read each name of the address once, so that the page cache and its walls know them all."""
    return RegisterFilters({name: query.get(name, "") for name in NARROWING}, queryset=documents)


def issuer_in_address(issuer_key: str) -> str:
    return issuer_key.replace(" ", "-")


def issuer_key_of(value: str) -> str:
    return value.replace("-", " ")

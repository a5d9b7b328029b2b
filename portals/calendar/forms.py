"""The form in which a day is entered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import CalendarDay


class DayForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = CalendarDay
        fields = ["day", "kind", "name", "decision", "is_provisional"]

    def validate_unique(self) -> None:
        """A day that is there already is changed by the same form."""

    def validate_constraints(self) -> None:
        """The verb says what does not go together, in its own words."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        if day is not None and not 2000 <= day.year <= 2100:
            self.add_error("day", _("Give a year between 2000 and 2100."))
        return cleaned

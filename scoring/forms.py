"""Forms of the pages of scores."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.clock import local_date

from .periods import Month

MONTHS_BACK = 12


class ScoreMonthForm(forms.Form):
    """One of the last twelve months that are over."""

    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = Month.of(local_date(now))
        months = [this.later(-past) for past in range(1, MONTHS_BACK + 1)]
        self.fields["month"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (str(month), f"{month.month:02}/{month.year}") for month in months
        ]

    def clean_month(self) -> Month:
        return Month.parse(self.cleaned_data["month"])

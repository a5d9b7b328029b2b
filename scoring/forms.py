"""Forms of the pages of scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.admin_kit.form_fields import choice_field
from portals.clock import local_date
from portals.uploads import RUBRICS, Accepts
from portals.uploads.fields import CheckedFileField

from .periods import Month

MONTHS_BACK = 12
DECISIONS = Accepts(endings=("pdf",), largest=10 * 1024 * 1024)


class ScoreMonthForm(forms.Form):
    """One of the last twelve months that are over."""

    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = Month.of(local_date(now))
        months = [this.later(-past) for past in range(1, MONTHS_BACK + 1)]
        choice_field(self, "month").choices = [
            (str(month), f"{month.month:02}/{month.year}") for month in months
        ]

    def clean_month(self) -> Month:
        return Month.parse(self.cleaned_data["month"])


class RemeasureForm(forms.Form):
    """Which measure of a month was at fault, and why it is taken again."""

    measure = forms.ChoiceField(label=_("Measure"))
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, measures: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "measure").choices = measures


class UploadRubricForm(forms.Form):
    """A file with rubrics, and the month from which they are to count."""

    file = CheckedFileField(
        accepts=RUBRICS,
        label=_("File of the rubric"),
        help_text=_("As taken away from here."),
    )
    starts = forms.ChoiceField(label=_("In force from"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "starts").choices = coming_months(now)

    def clean_starts(self) -> Month:
        return Month.parse(self.cleaned_data["starts"])


class AdoptRubricForm(forms.Form):
    """The decision by which a rubric comes into force."""

    decision_number = forms.CharField(label=_("Decision number"), max_length=60)
    decided_on = forms.DateField(
        label=_("Date of the decision"), widget=forms.DateInput(attrs={"type": "date"})
    )
    signer = forms.CharField(label=_("Signed by"), max_length=120)
    decision_file = CheckedFileField(
        accepts=DECISIONS,
        label=_("File of the decision"),
        help_text=_("The signed decision, as it was scanned or sent."),
    )


class NextVersionForm(forms.Form):
    """The month from which the next version is to count."""

    starts = forms.ChoiceField(label=_("In force from"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "starts").choices = coming_months(now)

    def clean_starts(self) -> Month:
        return Month.parse(self.cleaned_data["starts"])


def coming_months(now: datetime) -> list[tuple[str, str]]:
    this = Month.of(local_date(now))
    months = [this.later(ahead) for ahead in range(1, MONTHS_BACK + 1)]
    return [(str(month), f"{month.month:02}/{month.year}") for month in months]

"""The forms: a file, and then the few words that no sheet says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.document_numbers.parsing import LONGEST_NUMBER, UnreadableNumber, read_number
from editorial.models.disclosure import LONGEST_AGENCY
from editorial.review.correcting import LONGEST
from portals.clock import local_date
from portals.refusals import Refusal
from portals.uploads import Accepts, UploadRefused
from portals.uploads.apart import UploadDeadline
from portals.uploads.examining import examined
from portals.uploads.kinds import MB

from .actions import Outcome
from .reading import outcome_at_once

SHEETS = Accepts(endings=("xlsx", "ods", "csv"), largest=5 * MB)


class SheetForm(forms.Form):
    """One sheet. It is read while somebody waits, if there is time: what holds data of persons is not kept at all."""

    outcome: Outcome | None = None
    file = forms.FileField(
        label=gettext_lazy("The sheet as a file"),
        help_text=lazystr(SHEETS),
        widget=forms.FileInput(attrs={"accept": SHEETS.attribute}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def clean_file(self) -> Any:
        """Return the file; `outcome` is what was read of it, None where a job has still to read."""
        file = self.cleaned_data["file"]
        until = UploadDeadline()
        try:
            file = examined(file, accepts=SHEETS, until=until)
            self.outcome = outcome_at_once(file, day=local_date(timezone.now()), until=until)
        except (UploadRefused, Refusal) as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class DisclosureForm(forms.Form):
    agency = forms.CharField(
        label=gettext_lazy("Agency"),
        max_length=LONGEST_AGENCY,
        help_text=gettext_lazy("Whose figures these are, in full."),
    )
    lead = forms.CharField(
        label=gettext_lazy("What it says"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences for people who read no tables."),
    )
    decision_number = forms.CharField(
        label=gettext_lazy("Number of the decision"),
        max_length=LONGEST_NUMBER,
        required=False,
        help_text=gettext_lazy("By which it is made public, such as 96/QĐ-UBND."),
    )

    def clean_decision_number(self) -> str:
        number: str = self.cleaned_data["decision_number"].strip()
        if number:
            try:
                read_number(number)
            except UnreadableNumber as error:
                raise forms.ValidationError(
                    _(
                        "This is not the number of a document. Write it as it is printed, such as 96/QĐ-UBND "
                        "or 80/2025/QĐ-UBND."
                    )
                ) from error
        return number

    def clean_lead(self) -> str:
        return " ".join(self.cleaned_data["lead"].split())


class SheetCorrectionForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What was wrong, for readers"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Such as: The figure for education was 250 million, not 25 million."
        ),
    )
    lead = DisclosureForm.base_fields["lead"]

    def clean_lead(self) -> str:
        return " ".join(self.cleaned_data["lead"].split())

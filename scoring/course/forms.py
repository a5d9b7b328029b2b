"""Forms of the steps of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.form_fields import choice_field
from portals.signatures.fields import SignedPdfField
from portals.uploads import Accepts
from portals.uploads.fields import CheckedFileField, CheckedFilesField
from scoring.enums import CourseStep, Ruling
from scoring.periods import Month

from .actions import OwnLine
from .schedule import StepDays

MB = 1024 * 1024
EVIDENCE = Accepts(
    endings=("pdf", "doc", "docx", "odt", "xls", "xlsx", "ods", "zip"), largest=20 * MB
)
# With one request for review.
MOST_FILES = 5
NOTICES = Accepts(endings=("pdf",), largest=20 * MB)


def points_field(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=gettext_lazy("Points"), min_value=0, max_digits=5, decimal_places=2, **options
    )


def words_field(label: Any, length: int = 4000, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, widget=forms.Textarea(attrs={"rows": 5}), **options
    )


class OwnLineForm(forms.Form):
    """What a board says of one line; all empty: it confirms the line as it stands."""

    points = points_field(required=False)
    text = forms.CharField(
        label=gettext_lazy("Evidence"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    link = forms.URLField(
        label=gettext_lazy("Link"), required=False, max_length=500, assume_scheme="https"
    )
    file = CheckedFileField(accepts=EVIDENCE, label=gettext_lazy("File"), required=False)

    def __init__(self, given: Any, files: Any, *, line: Mapping[str, Any], rule: str) -> None:
        self.line, self.rule = line, rule
        self.most = Decimal(line["most"])
        super().__init__(given, files, prefix=f"own-{line['code']}")
        self.fields["points"].label = _("Own points, of %(most)s") % {
            "most": f"{self.most.normalize():f}"
        }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        evidence = given.get("text") or given.get("link") or given.get("file")
        points = given.get("points")
        if points is None and evidence:
            self.add_error("points", _("How many points do you give yourselves?"))
        elif points is not None and not evidence:
            self.add_error("text", _("Say what it rests on: words, a link or a file."))
        elif points is not None and points > self.most:
            self.add_error("points", _("No more than the line has."))
        return given

    @property
    def own(self) -> OwnLine | None:
        given = self.cleaned_data
        if given.get("points") is None:
            return None
        return OwnLine(
            self.line["code"], given["points"], given["text"], given["link"], given["file"] or None
        )


class AppealForm(forms.Form):
    text = words_field(
        gettext_lazy("Why it should be looked at again"),
        help_text=gettext_lazy("What is wrong on the line, and what shows it."),
    )
    evidence = CheckedFilesField(
        accepts=EVIDENCE, most=MOST_FILES, label=gettext_lazy("Files"), required=False
    )


class StatementForm(forms.Form):
    text = words_field(
        gettext_lazy("Statement"),
        1000,
        help_text=gettext_lazy(
            "At most 1,000 characters. It stands beside the score for everybody to read, and is never changed."
        ),
    )


class RuleForm(forms.Form):
    ruling = forms.ChoiceField(
        label=gettext_lazy("Ruling"), choices=Ruling.choices, widget=forms.RadioSelect
    )
    points = points_field(
        required=False, help_text=gettext_lazy("What the line gets, where it is granted.")
    )
    answer = words_field(
        gettext_lazy("Answer"), help_text=gettext_lazy("The board reads it beside the line.")
    )

    def __init__(self, *args: Any, is_of_penalty: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_of_penalty = is_of_penalty
        if is_of_penalty:
            # It falls away as a whole, or it stands.
            del self.fields["points"]
            choice_field(self, "ruling").choices = [
                (one.value, one.label) for one in (Ruling.UPHELD, Ruling.REJECTED)
            ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        granted = not self.is_of_penalty and given.get("ruling") in {Ruling.UPHELD, Ruling.PARTLY}
        if granted and given.get("points") is None and "points" not in self.errors:
            self.add_error("points", _("Say how many points the line gets."))
        return given


class OverrideForm(forms.Form):
    points = points_field()
    reason = words_field(
        gettext_lazy("Reason"), help_text=gettext_lazy("It stands on the scorecard.")
    )


class CardCorrectionForm(forms.Form):
    code = forms.ChoiceField(label=gettext_lazy("Criterion"))
    points = points_field()
    reason = words_field(
        gettext_lazy("Reason"), 1000, help_text=gettext_lazy("It stands on the scorecard.")
    )

    def __init__(self, *args: Any, lines: list[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "code").choices = [
            (line["code"], f"{line['code']} {line['name']}") for line in lines
        ]


class ExtendForm(forms.Form):
    step = forms.ChoiceField(label=gettext_lazy("Step"), choices=CourseStep.choices)
    day = forms.DateField(
        label=gettext_lazy("New day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = words_field(
        gettext_lazy("Reason"), 500, help_text=gettext_lazy("All whom it concerns can read it.")
    )


def days_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=60)


class StepDaysForm(forms.Form):
    """From which month on how many working days each step may take, by which decision."""

    starts = forms.ChoiceField(label=gettext_lazy("From the month"))
    self_assessment = days_field(gettext_lazy("Self-assessment: working days after the month"))
    verification = days_field(gettext_lazy("Verification: working days after the month"))
    appeal = days_field(gettext_lazy("Requests for review: working days after the verification"))
    publication = days_field(gettext_lazy("Decision and notice: working days after the month"))
    decision_number = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=60)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, help_text=gettext_lazy("All boards read it.")
    )

    def __init__(self, *args: Any, months: Sequence[Month], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "starts").choices = [
            (str(month), f"{month.month:02}/{month.year}") for month in months
        ]

    def clean_starts(self) -> Month:
        return Month.parse(self.cleaned_data["starts"])

    @property
    def days(self) -> StepDays:
        given = self.cleaned_data
        return StepDays(
            given["self_assessment"], given["verification"], given["appeal"], given["publication"]
        )


class TrialForm(forms.Form):
    """One of the months to come, and why it is a trial."""

    month = forms.ChoiceField(label=gettext_lazy("Month"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, help_text=gettext_lazy("All boards read it.")
    )

    def __init__(self, *args: Any, months: Sequence[Month], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "month").choices = [
            (str(month), f"{month.month:02}/{month.year}") for month in months
        ]

    def clean_month(self) -> Month:
        return Month.parse(self.cleaned_data["month"])


class DrawForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Public draw"),
        max_length=200,
        help_text=gettext_lazy(
            "So that anybody finds its result, as “Xổ số miền Bắc, giải đặc biệt”."
        ),
    )
    drawn_on = forms.DateField(
        label=gettext_lazy("Day of the draw"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("After the last day of the month."),
    )


class DrawResultForm(forms.Form):
    result = forms.CharField(
        label=gettext_lazy("Result of the draw"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("All digits as they were drawn, zeros in front too."),
    )


class RecheckForm(forms.Form):
    codes = forms.MultipleChoiceField(
        label=gettext_lazy("Lines that do not hold"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: all lines hold."),
    )
    words = words_field(gettext_lazy("What was looked at, and what was found"), 2000)

    def __init__(self, *args: Any, lines: list[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "codes").choices = [
            (line["code"], f"{line['code']} {line['name']}: {points_as_written(line)}")
            for line in lines
        ]


def points_as_written(line: Mapping[str, Any]) -> str:
    return "—" if line["points"] is None else str(number_format(Decimal(line["points"])))


class PenaltyForm(forms.Form):
    based_on = forms.CharField(widget=forms.HiddenInput)
    file = CheckedFileField(
        accepts=NOTICES,
        label=gettext_lazy("File that shows what happened"),
        help_text=gettext_lazy("The scored board can read it."),
    )


class NoticeForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Number of the notice"), max_length=60)
    dated = forms.DateField(
        label=gettext_lazy("Date of the notice"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    file = SignedPdfField(
        accepts=NOTICES,
        label=gettext_lazy("File of the signed notice"),
        help_text=gettext_lazy(
            "The digitally signed file is the original. A scan is taken too, and shown as a copy."
        ),
    )

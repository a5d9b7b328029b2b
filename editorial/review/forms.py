"""The forms of a board's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from editorial.enums import CheckKind, CheckVerdict, SensitiveSubject
from portals.admin_kit.fields import LocalMinuteField, ReasonForm, still_to_come
from portals.admin_kit.form_fields import choice_field, model_field
from portals.boards.models import User
from portals.uploads import SHEETS

if TYPE_CHECKING:
    pass


class ApproveForm(forms.Form):
    mark = forms.CharField(widget=forms.HiddenInput, required=False)


class ScheduleForm(ApproveForm):
    go_live_at = LocalMinuteField(label=_("Go-live time"), validators=[still_to_come])


class PassOnForm(ApproveForm):
    go_live_at = LocalMinuteField(
        label=_("Proposed go-live time"),
        required=False,
        help_text=_("Empty: as soon as it is approved."),
        validators=[still_to_come],
    )


class ReturnForm(ReasonForm):
    """Named for what it does: it stands beside the other decisions."""

    reason = forms.CharField(
        label=_("Why it is returned"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class SubjectForm(forms.Form):
    subject = forms.ChoiceField(
        label=_("Sensitive subject"),
        required=False,
        choices=[("", _("none: an ordinary text")), *SensitiveSubject.choices],
    )

    def clean_subject(self) -> SensitiveSubject | None:
        value = self.cleaned_data["subject"]
        return SensitiveSubject(value) if value else None


class UrgentForm(ApproveForm):
    reason = forms.CharField(
        label=_("What makes it urgent"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PaperForm(ApproveForm):
    approver = forms.ModelChoiceField(User.objects.none(), label=_("Signed by"))
    signed_at = LocalMinuteField(label=_("Signed at"))
    sheet = forms.FileField(
        label=_("Photo of the sheet"),
        help_text=format_lazy(
            "{} {}", _("Only your board and its overseer can open it."), lazystr(SHEETS)
        ),
        widget=forms.ClearableFileInput(attrs={"accept": SHEETS.attribute}),
    )

    def __init__(self, *args: Any, signers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "approver").queryset = signers


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=_("Correction"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was wrong, and what is right. Readers see it under the story."),
    )


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=CheckVerdict.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the text is not in order."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == CheckKind.FAST_LANE:
            choice_field(self, "verdict").choices = [
                choice for choice in CheckVerdict.choices if choice[0] != CheckVerdict.FAULTED
            ]

    def clean_verdict(self) -> CheckVerdict:
        return CheckVerdict(self.cleaned_data["verdict"])

"""The forms of a board's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from editorial.enums import WITHDRAWAL_KINDS, CheckKind, CheckVerdict, RemovalKind, SensitiveSubject
from editorial.models import SectionPage
from portals.boards.models import User
from portals.clock import LOCAL_ZONE
from portals.uploads import SHEETS

if TYPE_CHECKING:
    from datetime import datetime

    from portals.models import Portal

LOCAL_MINUTE = "%Y-%m-%dT%H:%M"


class ApproveForm(forms.Form):
    mark = forms.CharField(widget=forms.HiddenInput, required=False)


class LocalMinuteField(forms.DateTimeField):
    """A minute by the clock of Bắc Ninh, typed in the browser's own control for it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_MINUTE)
    input_formats = [LOCAL_MINUTE]

    def to_python(self, value: Any) -> datetime | None:
        # A person's own time zone would shift what the boards agreed on.
        with timezone.override(LOCAL_ZONE):
            return super().to_python(value)


def still_to_come(moment: datetime) -> None:
    """Refuse a moment that has passed where it was typed, so that it is kept and mended there."""
    if moment <= timezone.now():
        raise ValidationError(_("The go-live time must be in the future."))


class ScheduleForm(ApproveForm):
    go_live_at = LocalMinuteField(label=_("Go-live time"), validators=[still_to_come])


class PassOnForm(ApproveForm):
    go_live_at = LocalMinuteField(
        label=_("Proposed go-live time"),
        required=False,
        help_text=_("Empty: as soon as it is approved."),
        validators=[still_to_come],
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
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
        cast("forms.ModelChoiceField[User]", self.fields["approver"]).queryset = signers


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
            cast("forms.ChoiceField", self.fields["verdict"]).choices = [
                choice for choice in CheckVerdict.choices if choice[0] != CheckVerdict.FAULTED
            ]

    def clean_verdict(self) -> CheckVerdict:
        return CheckVerdict(self.cleaned_data["verdict"])


class ConfirmFindingForm(ReasonForm):
    code = forms.CharField(widget=forms.HiddenInput)
    mark = forms.CharField(widget=forms.HiddenInput)


class WithdrawForm(ReasonForm):
    kind = forms.ChoiceField(
        label=_("Kind of withdrawal"),
        choices=[(kind.value, kind.label) for kind in WITHDRAWAL_KINDS],
        widget=forms.RadioSelect,
    )
    superseded_by = forms.CharField(
        label=_("Address of the text that supersedes it"),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("For a superseded text: readers are led there."),
    )
    field_order = ("kind", "superseded_by", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        superseded = cleaned.get("kind") == RemovalKind.SUPERSEDED
        if superseded and not cleaned.get("superseded_by"):
            self.add_error("superseded_by", _("Paste the address of the text that supersedes it."))
        return cleaned

    def clean_kind(self) -> RemovalKind:
        return RemovalKind(self.cleaned_data["kind"])


class SectionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in stubs only
    """A section of one of `portals`; with its portal's name where there are several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(SectionPage.objects.none(), *args, **kwargs)
        self.names_portal = False

    def offer(self, portals: list[Portal]) -> None:
        self.names_portal = len(portals) > 1
        self.queryset = (
            SectionPage.objects.filter(portal__in=portals)
            .select_related("portal")
            .order_by("portal__name", "path")
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.portal}: {obj.title}" if self.names_portal else str(obj.title)


class MoveForm(forms.Form):
    section = SectionChoice(label=_("Section"), empty_label=None)

    def __init__(self, *args: Any, portals: list[Portal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SectionChoice", self.fields["section"]).offer(portals)

"""The forms of a board's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from editorial.models import SectionPage
from portals.clock import LOCAL_ZONE

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


class ScheduleForm(ApproveForm):
    go_live_at = LocalMinuteField(label=_("Go-live time"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConfirmFindingForm(ReasonForm):
    code = forms.CharField(widget=forms.HiddenInput)
    mark = forms.CharField(widget=forms.HiddenInput)


class WithdrawForm(ReasonForm):
    kind = forms.ChoiceField(
        label=_("Kind of withdrawal"),
        choices=[(kind.value, kind.label) for kind in WITHDRAWAL_KINDS],
        widget=forms.RadioSelect,
    )
    field_order = ("kind", "reason")

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

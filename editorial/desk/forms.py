"""The forms of a board's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from editorial.models import SectionPage

if TYPE_CHECKING:
    from portals.models import Portal

LOCAL_MINUTE = "%Y-%m-%dT%H:%M"


class ApproveForm(forms.Form):
    mark = forms.CharField(widget=forms.HiddenInput, required=False)


class ScheduleForm(ApproveForm):
    go_live_at = forms.DateTimeField(
        label=_("Go-live time"),
        input_formats=[LOCAL_MINUTE],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_MINUTE),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class WithdrawForm(ReasonForm):
    kind = forms.ChoiceField(
        label=_("Kind of withdrawal"),
        choices=[(kind.value, kind.label) for kind in WITHDRAWAL_KINDS],
        widget=forms.RadioSelect,
    )
    field_order = ("kind", "reason")

    def clean_kind(self) -> RemovalKind:
        return RemovalKind(self.cleaned_data["kind"])


class MoveForm(forms.Form):
    section = forms.ModelChoiceField(
        label=_("Section"), queryset=SectionPage.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, portals: list[Portal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            SectionPage.objects.filter(portal__in=portals)
            .select_related("portal")
            .order_by("portal__name", "path")
        )
        field.label_from_instance = (  # type: ignore[method-assign]
            lambda section: (
                f"{section.portal}: {section.title}" if len(portals) > 1 else section.title
            )
        )

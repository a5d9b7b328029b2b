"""The forms in which a story is withdrawn or moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from editorial.tenancy.fields import SectionField
from portals.admin_kit.fields import ReasonForm

if TYPE_CHECKING:
    from portals.models import Portal


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


class MoveForm(forms.Form):
    section = SectionField(label=_("Section"), empty_label=None)

    def __init__(self, *args: Any, portals: list[Portal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SectionField", self.fields["section"]).offer(portals)

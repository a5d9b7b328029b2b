"""Fields and small forms that many pages of the desk ask for: a minute, a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portals.clock import LOCAL_ZONE

if TYPE_CHECKING:
    from datetime import datetime

LOCAL_MINUTE = "%Y-%m-%dT%H:%M"


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


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

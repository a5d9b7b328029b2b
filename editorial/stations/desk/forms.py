"""Short forms of a station's page: each settles one thing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from editorial.stations.actions import WantedSlot
from editorial.stations.enums import SlotContent
from editorial.stations.models import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_SLOT,
    LONGEST_SOURCE,
)
from portals.calendar.weekdays import WEEKDAYS, weekday_name


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _hour(label: Any) -> forms.TimeField:
    # To the minute, as a schedule is: seconds would be held against it by the database alone.
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=1, max_value=LONGEST_SLOT, initial=15
    )


class OpenStationForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the station"), max_length=LONGEST_NAME)


class SlotForm(forms.Form):
    """One airing on several days of the week, from a day on."""

    weekdays = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("of the week", "Days"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    begins = _hour(gettext_lazy("Begins at"))
    minutes = _minutes()
    content = forms.ChoiceField(label=gettext_lazy("What is aired"), choices=SlotContent.choices)
    source = forms.CharField(
        label=gettext_lazy("Whose programme is relayed"),
        max_length=LONGEST_SOURCE,
        required=False,
        help_text=gettext_lazy(
            "As “Đài Tiếng nói Việt Nam”. Leave it empty for the station's own."
        ),
    )
    since = _day(gettext_lazy("From this day on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weekdays: Any = self.fields["weekdays"]
        weekdays.choices = [(day, weekday_name(day)) for day in WEEKDAYS]
        self.initial.setdefault("since", today + timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("content") == SlotContent.RELAYED and not values.get("source"):
            self.add_error("source", _("Write whose programme is relayed."))
        return values

    def slots(self) -> list[WantedSlot]:
        told = self.cleaned_data
        content = SlotContent(told["content"])
        source = " ".join(told["source"].split()) if content == SlotContent.RELAYED else ""
        return [
            WantedSlot(day, told["begins"], told["minutes"], content, source)
            for day in told["weekdays"]
        ]


class DropSlotForm(forms.Form):
    slot = forms.IntegerField(widget=forms.HiddenInput)
    since = _day(gettext_lazy("From this day on"))


class CallOffForm(forms.Form):
    on = _day(gettext_lazy("Day"))
    begins = _hour(gettext_lazy("Hour of the schedule"))
    reason = forms.CharField(label=gettext_lazy("Reason, for citizens"), max_length=LONGEST_REASON)


class ExtraForm(forms.Form):
    on = _day(gettext_lazy("Day"))
    begins = _hour(gettext_lazy("Begins at"))
    minutes = _minutes()
    reason = forms.CharField(label=gettext_lazy("Reason, for citizens"), max_length=LONGEST_REASON)


class KeyForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Which system"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("The key is shown once."),
    )


class RevokeForm(forms.Form):
    key = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    last = _day(gettext_lazy("Last day"))

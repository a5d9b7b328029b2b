"""The form of a centre: what visitors are told, the hours of each weekday, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.procedures.enums import Weekday
from editorial.procedures.models import PointHours, PointOfficer, ServicePoint
from portals.text import nfc

from .actions import CentreDetails

PARTS = {
    "morning_from": gettext_lazy("opens in the morning"),
    "morning_to": gettext_lazy("closes in the morning"),
    "afternoon_from": gettext_lazy("opens in the afternoon"),
    "afternoon_to": gettext_lazy("closes in the afternoon"),
}
OFFICER_PARTS = {
    "post": (gettext_lazy("Post or counter"), 120),
    "name": (gettext_lazy("Name"), 80),
    "phone": (gettext_lazy("Phone"), 60),
}
MOST_OFFICERS = 8
# As browsers send it, and as people write it where a browser has no control for an hour.
_HOUR_FORMATS = ("%H:%M", "%H:%M:%S", "%Hh%M", "%Hg%M", "%H.%M")


class CentreForm(forms.Form):
    """Whatever is wrong stands beside the day or the field it is about."""

    name = forms.CharField(label=gettext_lazy("Name of the centre"), max_length=200)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=300)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=60, required=False)
    email = forms.EmailField(label=gettext_lazy("Email"), required=False)
    map_link = forms.URLField(
        label=gettext_lazy("Link to a map"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Where a map shows the centre. The visitor follows it."),
    )
    note = forms.CharField(
        label=gettext_lazy("What visitors should know"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example: take a number on the ground floor, lift on the left."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in Weekday:
            for part, words in PARTS.items():
                self.fields[f"{weekday}-{part}"] = forms.TimeField(
                    label=f"{weekday.label}: {words}",
                    required=False,
                    input_formats=_HOUR_FORMATS,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )
        for number in range(MOST_OFFICERS):
            for part, (words, longest) in OFFICER_PARTS.items():
                self.fields[f"officer-{number}-{part}"] = forms.CharField(
                    label=words, max_length=longest, required=False
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self._days():
            self.add_error("1-morning_from", _("Give the hours of one day at least."))
        for weekday in Weekday:
            self._check_day(weekday)
        for number in range(MOST_OFFICERS):
            row = self._officer(number)
            if any(row.values()) and not row["post"]:
                self.add_error(f"officer-{number}-post", _("Say the post or the counter."))
        return cleaned

    def general_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in self.base_fields)

    def days(self) -> Iterator[tuple[str, list[BoundField]]]:
        for weekday in Weekday:
            yield str(weekday.label), [self[f"{weekday}-{part}"] for part in PARTS]

    def officer_rows(self) -> Iterator[list[BoundField]]:
        for number in range(MOST_OFFICERS):
            yield [self[f"officer-{number}-{part}"] for part in OFFICER_PARTS]

    def details(self) -> CentreDetails:
        return CentreDetails(
            **{name: nfc(self.cleaned_data[name]).strip() for name in self.base_fields}
        )

    def hours(self) -> list[PointHours]:
        return self._days()

    def officers(self) -> list[PointOfficer]:
        rows = (self._officer(number) for number in range(MOST_OFFICERS))
        return [PointOfficer(**row) for row in rows if row["post"]]

    def _days(self) -> list[PointHours]:
        days = []
        for weekday in Weekday:
            hours = self._hours(weekday)
            if any(hours.values()):
                days.append(PointHours(weekday=weekday, **hours))
        return days

    def _hours(self, weekday: Weekday) -> dict[str, time | None]:
        return {part: self.cleaned_data.get(f"{weekday}-{part}") for part in PARTS}

    def _officer(self, number: int) -> dict[str, str]:
        return {
            part: nfc(self.cleaned_data.get(f"officer-{number}-{part}") or "").strip()
            for part in OFFICER_PARTS
        }

    def _check_day(self, weekday: Weekday) -> None:
        hours = self._hours(weekday)
        for half in ("morning", "afternoon"):
            begins, ends = hours["_".join((half, "from"))], hours["_".join((half, "to"))]
            if (begins is None) != (ends is None):
                missing = "from" if begins is None else "to"
                self.add_error(f"{weekday}-{half}_{missing}", _("This hour is missing."))
            elif begins and ends and ends <= begins:
                self.add_error(
                    "_".join((f"{weekday}-{half}", "to")),
                    _("It closes before it opens. Write 13:30 for half past one."),
                )
        lunch, again = hours["morning_to"], hours["afternoon_from"]
        if lunch and again and again < lunch:
            self.add_error(
                f"{weekday}-afternoon_from", _("The afternoon begins before the morning has ended.")
            )


def initial_hours(point: ServicePoint | None) -> dict[str, Any]:
    """Return what stands in the form before anybody typed: the centre, or usual hours. Two queries."""
    if point is None:
        usual = {
            "morning_from": time(7, 30), "morning_to": time(11, 30),
            "afternoon_from": time(13, 30), "afternoon_to": time(17),
        }  # fmt: skip
        return {
            f"{weekday}-{part}": hour
            for weekday in list(Weekday)[:5]
            for part, hour in usual.items()
        }
    found: dict[str, Any] = {name: getattr(point, name) for name in CentreForm.base_fields}
    for day in point.hours.all():
        found |= {f"{day.weekday}-{part}": getattr(day, part) for part in PARTS}
    for number, officer in enumerate(point.officers.order_by("position")):
        found |= {f"officer-{number}-{part}": getattr(officer, part) for part in OFFICER_PARTS}
    return found

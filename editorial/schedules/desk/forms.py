"""The form of a week: a row each, with what is wrong beside the field; and the office's sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from editorial.disclosures.reading.apart import grids_of
from editorial.disclosures.reading.grid import Grid
from editorial.disclosures.reading.sheet import SheetFaults
from editorial.schedules.actions import MOST_ROWS, ToldRow
from editorial.schedules.models import (
    LONGEST_CONTENT,
    LONGEST_LEADER,
    LONGEST_PLACE,
    LONGEST_REASON,
    ScheduleRow,
)
from editorial.schedules.weeks import time_in, time_words
from portals.calendar.weekdays import WEEKDAYS, weekday_name
from portals.text import nfc
from portals.uploads import Accepts, UploadRefused
from portals.uploads.apart import UploadDeadline
from portals.uploads.examining import examined
from portals.uploads.kinds import MB

PREFIX = "r"
# What is typed or copied into a row; a row without any of it is empty.
WRITTEN = ("begins", "ends", "leader", "content", "place", "participants")
WEEK_SHEETS = Accepts(endings=("xlsx", "ods", "csv"), largest=2 * MB)


def _text(label: Any, longest: int, **attributes: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=False, widget=forms.TextInput(attrs=attributes)
    )


class ScheduleRowForm(forms.Form):
    """One row. What is empty and was never kept counts as not there."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    weekday = forms.TypedChoiceField(label=pgettext_lazy("of an appointment", "Day"), coerce=int)
    begins = _text(gettext_lazy("From (hour)"), 16, size=6, autocomplete="off")
    ends = _text(gettext_lazy("To (hour)"), 16, size=6, autocomplete="off")
    leader = _text(gettext_lazy("Leader"), LONGEST_LEADER, list="lanh-dao", autocomplete="off")
    content = forms.CharField(
        label=gettext_lazy("Content of work"),
        max_length=LONGEST_CONTENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    place = _text(pgettext_lazy("of an appointment", "Place"), LONGEST_PLACE)
    participants = _text(gettext_lazy("Who takes part"), LONGEST_CONTENT)
    is_private = forms.BooleanField(label=gettext_lazy("Not for citizens"), required=False)
    cancelled = forms.BooleanField(
        label=pgettext_lazy("state of an appointment", "cancelled"), required=False
    )
    reason = _text(gettext_lazy("Why it changed, for citizens"), LONGEST_REASON)
    remove = forms.BooleanField(label=gettext_lazy("Take this row out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weekday: Any = self.fields["weekday"]
        weekday.choices = [(day, weekday_name(day)) for day in WEEKDAYS]
        if not self._is_kept:
            weekday.widget = forms.HiddenInput()

    @property
    def _is_kept(self) -> bool:
        return bool(
            self.data.get(self.add_prefix("pk")) if self.is_bound else self.initial.get("pk")
        )

    @property
    def day_of_group(self) -> int:
        """The day under which the row stands, whatever was chosen in it."""
        asked = self["weekday"].value()
        return int(asked) if str(asked) in {str(day) for day in WEEKDAYS} else 1

    @property
    def was_public(self) -> bool:
        return bool(self.initial.get("was_public"))

    def told(self) -> ToldRow | None:
        """Return what was written; None for a row that is empty or is to be taken out."""
        values = self.cleaned_data
        if values["remove"] or not any(values[name] for name in WRITTEN):
            return None
        return ToldRow(
            pk=values["pk"],
            weekday=values["weekday"],
            begins=time_in(values["begins"]),
            ends=time_in(values["ends"]),
            leader=_line(values["leader"]),
            content=_line(values["content"]),
            place=_line(values["place"]),
            participants=_line(values["participants"]),
            is_private=values["is_private"],
            cancelled=values["cancelled"],
            reason=_line(values["reason"]),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("remove") or not any(values.get(name) for name in WRITTEN):
            return values
        for name, words in (
            ("leader", _("The leader is missing. Write the name.")),
            ("content", _("What is done at this time is missing. Write it.")),
        ):
            if name not in self.errors and not _line(values.get(name, "")):
                self.add_error(name, words)
        self._check_hours(values)
        return values

    def _check_hours(self, values: Mapping[str, Any]) -> None:
        read = {}
        for name in ("begins", "ends"):
            text = values.get(name, "")
            read[name] = time_in(text) if text else None
            if text and read[name] is None:
                self.add_error(
                    name, _("“%(text)s” is no hour. Write it as 8:00 or 8h30.") % {"text": text}
                )
                return
        begins, ends = read["begins"], read["ends"]
        if ends and not begins:
            self.add_error("begins", _("This hour is missing."))
        elif begins and ends and ends <= begins:
            self.add_error("ends", _("It ends before it begins. Write 13:30 for half past one."))


ScheduleRows = forms.formset_factory(
    ScheduleRowForm, extra=0, max_num=MOST_ROWS + 20, absolute_max=MOST_ROWS + 20
)


def _line(text: str) -> str:
    return " ".join(nfc(text).split())


def initial_of_row(row: ScheduleRow) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "weekday": row.weekday,
        "begins": time_words(row.begins, None),
        "ends": time_words(row.ends, None),
        "leader": row.leader,
        "content": row.content,
        "place": row.place,
        "participants": row.participants,
        "is_private": row.is_private,
        "cancelled": row.state == "cancelled",
        "was_public": row.public_since is not None or row.withdrawn_at is not None,
    }


def initial_of_told(told: ToldRow) -> dict[str, Any]:
    """What stands in the form of a row that nobody kept yet: copied, or read from a sheet."""
    return {
        "weekday": told.weekday,
        "begins": time_words(told.begins, None),
        "ends": time_words(told.ends, None),
        "leader": told.leader,
        "content": told.content,
        "place": told.place,
        "participants": told.participants,
        "is_private": told.is_private,
    }


def copied(rows: Iterable[ScheduleRow]) -> list[dict[str, Any]]:
    """Rows of another week to begin with. What was cancelled there is not taken along."""
    found = [initial_of_row(row) for row in rows if row.state != "cancelled"]
    for one in found:
        del one["pk"], one["cancelled"], one["was_public"]
    return found


class WeekSheetForm(forms.Form):
    """The office's sheet, read while somebody waits; nothing of it is kept."""

    grids: list[Grid]
    sheet = forms.FileField(
        label=gettext_lazy("The week as the office's sheet"),
        help_text=lazystr(WEEK_SHEETS),
        widget=forms.FileInput(attrs={"accept": WEEK_SHEETS.attribute}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def clean_sheet(self) -> Any:
        file = self.cleaned_data["sheet"]
        until = UploadDeadline()
        try:
            file = examined(file, accepts=WEEK_SHEETS, until=until)
            self.grids = grids_of(file, until=until)
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        except SheetFaults as found:
            raise forms.ValidationError([fault.words for fault in found.faults]) from found
        return file

"""The forms of the desk: one day in a minute on a phone, and the rule of all days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from editorial.reception.actions import OfficeDetails
from editorial.reception.enums import Repeats, Sitter
from editorial.reception.models import LONGEST_REASON, OUTCOMES, ReceptionOffice, ReceptionRule
from editorial.reception.reading import ShownDay
from portals.text import nfc

HELD, CANCELLED, MOVED = "held", "cancelled", "moved"
# As browsers send it, and as people write it where a browser has no control for an hour.
_HOUR_FORMATS = ("%H:%M", "%H:%M:%S", "%Hh%M", "%Hg%M", "%H.%M")
_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
MOST = 30_000


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ReceptionDayForm(forms.Form):
    """What became of a day. Which parts are needed follows from `what`."""

    what = forms.ChoiceField(
        label=gettext_lazy("What became of the day"),
        choices=(
            (HELD, gettext_lazy("It was held")),
            (CANCELLED, gettext_lazy("It is not held")),
            (MOVED, gettext_lazy("It is held on another day")),
        ),
        widget=forms.RadioSelect,
    )
    sat = forms.ChoiceField(
        label=gettext_lazy("Who sat"),
        choices=Sitter,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Only where the head sat in person the day counts as the head's. A deputy is shown as such."
        ),
    )
    sat_by = forms.CharField(
        label=gettext_lazy("Name and post of who sat"), max_length=120, required=False
    )
    people = _number(gettext_lazy("People received"))
    crowds = _number(gettext_lazy("Groups among them"))
    taken_in = _number(gettext_lazy("Cases taken in"))
    guided = _number(gettext_lazy("Cases guided to whom they concern"))
    handed_on = _number(gettext_lazy("Cases handed on"))
    to = forms.DateField(
        label=gettext_lazy("The other day"),
        required=False,
        input_formats=_DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    why = forms.CharField(
        label=gettext_lazy("Reason, as citizens read it"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Where another sat than whose day it is, where it is not held, or on another day."
        ),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        what = told.get("what")
        if what == HELD:
            self._check_held(told)
        elif what == MOVED and not told.get("to") and "to" not in self.errors:
            self.add_error("to", _("Choose the other day."))
        if what in (CANCELLED, MOVED) and not (told.get("why") or "").strip():
            self.add_error("why", _("Say why: citizens read it."))
        return told

    def _check_held(self, told: dict[str, Any]) -> None:
        if not told.get("sat"):
            self.add_error("sat", _("Choose who sat."))
        if told.get("people") is None and "people" not in self.errors:
            self.add_error("people", _("Say how many people were received; 0 where nobody came."))

    def outcome(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] or 0 for name in OUTCOMES}


def initial_day(day: ShownDay) -> dict[str, Any]:
    """Return what the form offers: what was told, or that the head sat on the head's own day."""
    told = day.told
    if told is None or not day.is_told:
        return {"sat": day.sits}
    return {
        "what": told.state,
        "sat": told.sat,
        "sat_by": told.sat_by,
        "why": told.why,
        **{name: getattr(told, name) for name in OUTCOMES},
    }


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=_HOUR_FORMATS,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


# By whom there are days, with what the form calls the part.
RULE_PARTS = (
    "post",
    "repeats",
    "weekdays",
    "monthdays",
    "opens",
    "pause_from",
    "pause_to",
    "closes",
)


class RulesForm(forms.Form):
    """Place and words for citizens; below them a rule each for the head, a deputy and the officer."""

    place = forms.CharField(label=gettext_lazy("Where citizens are received"), max_length=300)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=60, required=False)
    registration = forms.CharField(
        label=gettext_lazy("How to register"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    bring = forms.CharField(
        label=gettext_lazy("What to bring"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for sits in Sitter:
            self._add_rule(sits)

    def _add_rule(self, sits: Sitter) -> None:
        parts: dict[str, forms.Field] = {
            "post": forms.CharField(
                label=_("Post, as citizens read it"), max_length=120, required=False
            ),
            "repeats": forms.ChoiceField(label=_("How often"), choices=Repeats, required=False),
            "weekdays": forms.TypedMultipleChoiceField(
                label=_("Days of the week"),
                choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
            "monthdays": forms.CharField(
                label=_("Days of the month, such as 5, 20"), max_length=100, required=False
            ),
            "opens": _hour(pgettext("hour", "from")),
            "pause_from": _hour(_("pause from")),
            "pause_to": _hour(_("pause to")),
            "closes": _hour(pgettext("hour", "to")),
        }
        for name, field in parts.items():
            self.fields[f"{sits}-{name}"] = field

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for sits in Sitter:
            if told.get(f"{sits}-post"):
                self._check_rule(sits, told)
            elif self._days(sits, told):
                self.add_error(f"{sits}-post", _("Say whose days these are."))
        if not self.errors and not told.get("head-post"):
            self.add_error(
                "head-post", _("The head must receive citizens in person: set the days.")
            )
        return told

    def _check_rule(self, sits: Sitter, told: dict[str, Any]) -> None:
        by_week = told.get(f"{sits}-repeats") == Repeats.WEEKLY
        if not self._days(sits, told):
            where = "weekdays" if by_week else "monthdays"
            self.add_error(
                f"{sits}-{where}", _("Choose one day at least; of a month from 1 to 31.")
            )
        hours = [
            told.get(f"{sits}-{name}") for name in ("opens", "pause_from", "pause_to", "closes")
        ]
        given = [hour for hour in hours if hour is not None]
        if hours[0] is None or hours[3] is None:
            self.add_error(f"{sits}-opens", _("Say from when to when."))
        elif (hours[1] is None) != (hours[2] is None):
            self.add_error(f"{sits}-pause_from", _("Say when the pause begins and when it ends."))
        elif given != sorted(set(given)):
            self.add_error(f"{sits}-opens", _("Each hour must come after the one before."))

    def _days(self, sits: Sitter, told: dict[str, Any]) -> list[int]:
        """Return the days that are meant; none where one of the month is no day."""
        if told.get(f"{sits}-repeats") == Repeats.WEEKLY:
            return sorted(told.get(f"{sits}-weekdays") or [])
        words = (told.get(f"{sits}-monthdays") or "").replace(",", " ").replace(";", " ").split()
        numbers = {int(word) for word in words if word.isascii() and word.isdigit()}
        is_fine = len(numbers) == len(set(words)) and all(1 <= one <= 31 for one in numbers)
        return sorted(numbers) if is_fine else []

    def details(self) -> OfficeDetails:
        told = self.cleaned_data
        return OfficeDetails(told["place"], told["phone"], told["registration"], told["bring"])

    def rules(self) -> list[ReceptionRule]:
        told = self.cleaned_data
        return [
            ReceptionRule(
                sits=sits,
                post=nfc(told[f"{sits}-post"]),
                repeats=told[f"{sits}-repeats"],
                days=self._days(sits, told),
                **{
                    name: told[f"{sits}-{name}"]
                    for name in ("opens", "pause_from", "pause_to", "closes")
                },
            )
            for sits in Sitter
            if told[f"{sits}-post"]
        ]

    def general_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in self.base_fields)

    def rule_fields(self) -> Iterator[tuple[str, list[BoundField]]]:
        for sits in Sitter:
            yield str(sits.label), [self[f"{sits}-{name}"] for name in RULE_PARTS]


def initial_rules(
    office: ReceptionOffice | None, rules: list[ReceptionRule], today: date
) -> dict[str, Any]:
    """Return what the form offers: what holds now, or the usual hours where nothing was set."""
    told: dict[str, Any] = {}
    if office is not None:
        told |= {
            name: getattr(office, name) for name in ("place", "phone", "registration", "bring")
        }
    for sits in Sitter:
        told |= {
            f"{sits}-opens": "07:30",
            f"{sits}-pause_from": "11:30",
            f"{sits}-pause_to": "13:30",
            f"{sits}-closes": "17:00",
        }
    for rule in rules:
        if rule.period.upper and rule.period.upper <= today:
            continue
        for name in ("post", "repeats", "opens", "pause_from", "pause_to", "closes"):
            told[f"{rule.sits}-{name}"] = getattr(rule, name)
        if rule.repeats == Repeats.WEEKLY:
            told[f"{rule.sits}-weekdays"] = rule.days
        else:
            told[f"{rule.sits}-monthdays"] = ", ".join(map(str, rule.days))
    return told

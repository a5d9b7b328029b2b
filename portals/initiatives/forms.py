"""Forms of initiatives and workshops."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.form_fields import choice_field
from portals.models import Portal

from .actions.initiatives import WantedAnswer, WantedInitiative
from .actions.workshops import WantedWorkshop
from .enums import ANSWERED, InitiativeState
from .models import (
    LONGEST_PLACE,
    LONGEST_REASON,
    LONGEST_REMARK,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Initiative,
    Workshop,
)
from .queries import could_be_talked_over


def _text(label: Any, most: int, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        **more,
    )


class InitiativeForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    about = _text(gettext_lazy("What it is about"), LONGEST_TEXT, 6)
    gain = _text(
        gettext_lazy("What it would save or improve"),
        LONGEST_REMARK,
        3,
        help_text=gettext_lazy("Such as: half an hour a week of each commune."),
    )

    def wanted(self) -> WantedInitiative:
        return WantedInitiative(**self.cleaned_data)


class RemarkForm(forms.Form):
    text = _text(gettext_lazy("Your remark, under your name"), LONGEST_REMARK, 3)


class HideForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is hidden, as everybody reads it"), max_length=LONGEST_REASON
    )


class InitiativeAnswerForm(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("What becomes of it"), widget=forms.RadioSelect)
    answer = _text(gettext_lazy("Why"), LONGEST_TEXT, 4)
    changed = _text(gettext_lazy("Adopted: what changed"), LONGEST_REMARK, 3, required=False)
    changed_from = _day(gettext_lazy("Adopted: from the day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "state").choices = [
            (state.value, state.label) for state in map(InitiativeState, ANSWERED)
        ]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("state") == InitiativeState.ADOPTED:
            for name, said in (
                ("changed", _("Say what changed.")),
                ("changed_from", _("Say from which day on.")),
            ):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, said)
        return told

    def wanted(self) -> WantedAnswer:
        return WantedAnswer(**self.cleaned_data)


class InitiativeTermForm(forms.Form):
    working_days = forms.IntegerField(
        label=gettext_lazy("Working days"), min_value=1, max_value=250
    )
    since = _day(gettext_lazy("For what is submitted from the day"))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Number, day and issuer of the document."),
    )


class WorkshopForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    held_on = _day(gettext_lazy("Day"))
    begins_at = forms.TimeField(
        label=gettext_lazy("Begins at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=LONGEST_PLACE, required=False)
    online_link = forms.URLField(
        label=gettext_lazy("Link for those who join from elsewhere"),
        max_length=300,
        required=False,
        assume_scheme="https",
    )
    about = _text(gettext_lazy("What it is about"), LONGEST_TEXT, 4, required=False)

    def wanted(self) -> WantedWorkshop:
        return WantedWorkshop(**self.cleaned_data)


class ChooseForm(forms.Form):
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Initiatives"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, workshop: Workshop) -> None:
        found: list[Initiative] = list(could_be_talked_over(workshop))
        own = [str(one.pk) for one in found if one.workshop_id == workshop.pk]
        super().__init__(data, initial={"chosen": own})
        choice_field(self, "chosen").choices = [
            (str(one.pk), f"{one.title} ({one.portal.name})") for one in found
        ]

    def ids(self) -> list[int]:
        return [int(one) for one in self.cleaned_data["chosen"]]


class GuestsForm(forms.Form):
    """How many came of each portal that has an open board; an empty field is nobody."""

    def __init__(self, data: Any, *, workshop: Workshop, portals: list[Portal]) -> None:
        came = dict(workshop.guests.values_list("portal", "people"))
        super().__init__(data)
        for portal in portals:
            self.fields[f"cong-{portal.pk}"] = forms.IntegerField(
                label=portal.name,
                required=False,
                min_value=0,
                max_value=999,
                initial=came.get(portal.pk),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def people(self) -> dict[int, int]:
        return {
            int(name.removeprefix("cong-")): count or 0 for name, count in self.cleaned_data.items()
        }


class FollowUpForm(forms.Form):
    follow_up = _text(gettext_lazy("What followed, as all boards read it"), LONGEST_TEXT, 5)

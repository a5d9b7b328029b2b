"""The forms in which the province enters and revokes decisions of auditing offices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.form_fields import model_field
from portals.boards.actions.people import Person
from portals.models import Portal, Tier
from portals.queries import tiers_in_use
from portals.uploads import Accepts
from portals.uploads.fields import CheckedFileField
from portals.uploads.kinds import MB

DECISIONS = Accepts(endings=("pdf",), largest=20 * MB)
MOST_PEOPLE = 30


class MonthField(forms.DateField):
    """A month, in the browser's own control for it; its first day."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    input_formats = ["%Y-%m", "%m/%Y"]


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class AuditDecisionForm(forms.Form):
    office = forms.CharField(
        label=gettext_lazy("Auditing office"),
        max_length=160,
        help_text=gettext_lazy(
            "As the provincial inspectorate, the state audit, the people's council."
        ),
    )
    number = forms.CharField(label=gettext_lazy("Decision number"), max_length=60)
    decided_on = day_field(gettext_lazy("Date of the decision"))
    file = CheckedFileField(accepts=DECISIONS, label=gettext_lazy("File of the decision"))
    starts_on = day_field(gettext_lazy("First day"))
    last_on = day_field(
        gettext_lazy("Last day"),
        help_text=gettext_lazy("The day before the first, and after the last, they read nothing."),
    )
    first_month = MonthField(label=gettext_lazy("First month that they read"))
    last_month = MonthField(
        label=gettext_lazy("Last month that they read"),
        required=False,
        help_text=gettext_lazy("Empty: all that follow."),
    )
    tiers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Tiers"),
        queryset=Tier.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Neither tier nor portal chosen: all portals."),
    )
    portals = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Portals"),
        queryset=Portal.objects.none(),
        required=False,
        help_text=gettext_lazy("Besides those of the tiers."),
    )
    team = forms.CharField(
        label=gettext_lazy("Team"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "A person a line: full name, semicolon, mail address. The first leads the team."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "tiers").queryset = tiers_in_use()
        model_field(self, "portals").queryset = Portal.objects.order_by("name", "pk")

    def clean_team(self) -> list[Person]:
        lines = [line for line in self.cleaned_data["team"].splitlines() if line.strip()]
        if len(lines) > MOST_PEOPLE:
            raise ValidationError(_("A team has at most %s people.") % MOST_PEOPLE)
        return [_person(line) for line in lines]


def _person(line: str) -> Person:
    name, _semicolon, address = (part.strip() for part in line.partition(";"))
    if len(name.split()) < 2:
        raise ValidationError(
            _("“%(line)s”: write the full name, family name first.") % {"line": line[:80]}
        )
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(
            _("“%(line)s”: write a mail address after a semicolon.") % {"line": line[:80]}
        ) from error
    return Person(name, "", address)

"""Forms of plans, targets, values and promises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.models import OfficialDocumentPage
from editorial.plans.enums import PlanKind
from editorial.plans.models import (
    LONGEST_BODY,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_UNIT,
    LONGEST_WORDS,
    AgencyPromise,
    Plan,
)
from editorial.plans.targets.actions import ToldTarget, documents_of
from portals.models import Portal
from portals.text import nfc

MOST_DOCUMENTS = 200


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        **more,
    )


class AmountField(forms.DecimalField):
    """A number as people write it: "1.250,5" and "1250,5"; a point stands before thousands only."""

    def __init__(self, **told: Any) -> None:
        super().__init__(
            max_digits=18,
            decimal_places=3,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            **told,
        )

    def to_python(self, value: Any) -> Any:
        text = "".join(str(value or "").split())
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        elif text.count(".") > 1 or (text.count(".") == 1 and len(text.rpartition(".")[2]) == 3):
            text = text.replace(".", "")
        return super().to_python(text)


class PlanForm(forms.Form):
    document = forms.ModelChoiceField(
        OfficialDocumentPage.objects.none(),
        label=gettext_lazy("Document of the plan"),
        help_text=gettext_lazy(
            "Of the newest official documents that this portal published itself."
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of plan"), choices=PlanKind.choices)
    first_year = forms.IntegerField(
        label=gettext_lazy("From the year"), min_value=1986, max_value=2150
    )
    last_year = forms.IntegerField(
        label=gettext_lazy("To the year"), min_value=1986, max_value=2150
    )

    def __init__(self, *args: Any, portal: Portal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Any = self.fields["document"]
        plans = Plan.objects.filter(portal=portal).values("document")
        newest = documents_of(portal).exclude(pk__in=plans).order_by("-issued_on", "-pk")
        ids = list(newest.values_list("pk", flat=True)[:MOST_DOCUMENTS])
        document.queryset = OfficialDocumentPage.objects.filter(pk__in=ids).order_by("-issued_on")
        document.label_from_instance = lambda one: f"{one.title}: {one.lead[:80]}"


class TargetForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Target"), max_length=LONGEST_NAME)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=LONGEST_UNIT)
    base = AmountField(
        label=gettext_lazy("At the beginning"),
        required=False,
        help_text=gettext_lazy("Empty where nobody measured it."),
    )
    wanted = AmountField(label=gettext_lazy("To be reached"))
    falls = forms.BooleanField(
        label=gettext_lazy("Less of it is better (poverty, accidents, days of waiting)"),
        required=False,
    )
    due_on = day_field(gettext_lazy("By the day"))
    body = forms.CharField(label=gettext_lazy("Who answers for it"), max_length=LONGEST_BODY)

    def told(self) -> ToldTarget:
        values = self.cleaned_data
        return ToldTarget(
            name=nfc(values["name"]),
            unit=nfc(values["unit"]),
            base=values["base"],
            wanted=values["wanted"],
            rises=not values["falls"],
            due_on=values["due_on"],
            body=nfc(values["body"]),
        )


class ValueForm(forms.Form):
    value = AmountField(label=gettext_lazy("Value"))
    as_of = day_field(gettext_lazy("As of"))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=LONGEST_BODY,
        help_text=gettext_lazy("Such as: Report 45/BC-UBND of 10/07/2026."),
    )


class TargetEndForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it ends, as citizens read it"), max_length=LONGEST_REASON
    )


class ConfirmForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("The promise, as citizens read it"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = day_field(gettext_lazy("By the day"))

    @classmethod
    def of(cls, promise: AgencyPromise, data: Any = None) -> ConfirmForm:
        initial = {"words": promise.words, "due_on": promise.due_on}
        return cls(data, initial=initial, prefix=str(promise.pk))


class PromiseAnswerForm(forms.Form):
    """What became of a promise; which fields are asked for follows from the button."""

    link = forms.CharField(
        label=gettext_lazy("Kept: the address at which it can be seen"),
        max_length=300,
        required=False,
    )
    new_day = day_field(gettext_lazy("Late: the new day"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason, as citizens read it"), max_length=LONGEST_REASON, required=False
    )

    def needs_day(self) -> bool:
        """Say beside the field that a new day is missing; return whether it is."""
        if self.cleaned_data.get("new_day") is None:
            self.add_error("new_day", _("Write the new day."))
            return True
        return False

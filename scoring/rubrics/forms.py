"""Forms by which a draft of a rubric is changed, one part at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.form_fields import choice_field
from scoring.enums import AdjustmentKind, CriterionKind, NoCases, PointsRule
from scoring.forms import coming_months
from scoring.measures.catalogue import PARAMETERS
from scoring.measures.registry import KnownMeasure, known_measure, known_measures

from .editing import bands_by_lines, steps_by_ends
from .spec import AdjustmentSpec, BandSpec, CriterionSpec, GroupSpec, RubricSpec, StepSpec

MORE_ROWS = 3
LIST_TYPE = "tuple[str, ...]"


def _points(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=5, decimal_places=2, min_value=0, **options)


class GeneralForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    starts = forms.ChoiceField(label=gettext_lazy("In force from"))
    bonus_limit = _points(gettext_lazy("Most bonus points"))
    penalty_limit = _points(gettext_lazy("Most penalty points"))

    def __init__(self, *args: Any, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = coming_months(now)
        current = self.initial.get("starts")
        if current and current not in dict(choices):
            choices.insert(0, (current, f"{current[5:]}/{current[:4]}"))
        choice_field(self, "starts").choices = choices


class GroupForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=4)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)


class BandForm(forms.Form):
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=20)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    lowest = _points(gettext_lazy("From the total"), max_value=100)


class StepForm(forms.Form):
    up_to = forms.DecimalField(
        label=gettext_lazy("Values up to"), required=False, max_digits=12, decimal_places=4
    )
    points = _points(gettext_lazy("Points"))


GroupRows = forms.formset_factory(GroupForm, extra=MORE_ROWS, can_delete=True)
BandRows = forms.formset_factory(BandForm, extra=MORE_ROWS, can_delete=True)
StepRows = forms.formset_factory(StepForm, extra=MORE_ROWS, can_delete=True)


def filled_rows(formset: Any) -> list[dict[str, Any]]:
    """Return the rows of a valid formset that were filled in and not struck out."""
    return [
        form.cleaned_data
        for form in formset
        if (form.has_changed() or form.initial) and not form.cleaned_data.get("DELETE")
    ]


def groups_from(formset: Any) -> tuple[GroupSpec, ...]:
    return tuple(GroupSpec(row["code"], row["name"]) for row in filled_rows(formset))


def bands_from(formset: Any) -> tuple[BandSpec, ...]:
    return bands_by_lines((row["code"], row["name"], row["lowest"]) for row in filled_rows(formset))


def steps_from(formset: Any) -> tuple[StepSpec, ...]:
    return steps_by_ends((row["up_to"], row["points"]) for row in filled_rows(formset))


class CriterionForm(forms.Form):
    """One criterion. The fields of its measure's parameters follow the measure that is chosen."""

    group = forms.ChoiceField(label=gettext_lazy("Group"))
    code = forms.CharField(label=gettext_lazy("Code"), max_length=8)
    name = forms.CharField(label=gettext_lazy("Criterion"), max_length=200)
    points = forms.DecimalField(
        label=gettext_lazy("Points"), max_digits=5, decimal_places=2, min_value=Decimal("0.01")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Filled in by"), choices=CriterionKind)
    measure = forms.ChoiceField(label=gettext_lazy("Measure"))
    rule = forms.ChoiceField(
        label=gettext_lazy("Points"), choices=PointsRule, widget=forms.RadioSelect
    )
    no_cases = forms.ChoiceField(label=gettext_lazy("Without a case"), choices=NoCases)
    pools_small_numbers = forms.BooleanField(
        label=gettext_lazy("Small numbers"),
        required=False,
        help_text=gettext_lazy(
            "Fewer than five cases: three months count together, and half is safe."
        ),
    )
    legal_basis = forms.CharField(label=gettext_lazy("Legal basis"), required=False, max_length=300)
    help = forms.CharField(
        label=gettext_lazy("Explanation"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The rule in words, as the scorecard shows it."),
    )

    def __init__(self, *args: Any, spec: RubricSpec, own_code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._spec, self._own_code = spec, own_code
        choice_field(self, "group").choices = [
            (group.code, f"{group.code}. {group.name}") for group in spec.groups
        ]
        choice_field(self, "measure").choices = _measures()
        chosen = self.data.get("measure") if self.is_bound else self.initial.get("measure")
        self.known = known_measure(chosen or "")
        self._add_parameters(self.initial.get("parameters") or {})

    def _add_parameters(self, values: Mapping[str, Any]) -> None:
        for one in fields(self.known.parameters) if self.known else ():
            default = None if one.default is MISSING else one.default
            value = values.get(one.name, default)
            label, help_text = PARAMETERS[one.name]
            if one.type == LIST_TYPE:
                initial: Any = ", ".join(value or ())
                field: forms.Field = forms.CharField(required=False)
            else:
                initial, field = value, forms.IntegerField(min_value=0)
            field.label, field.help_text, field.initial = label, help_text, initial
            self.fields[f"parameter-{one.name}"] = field

    @property
    def parameter_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("parameter-")]

    @property
    def plain_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith("parameter-")]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        _must_be_free(self._spec, code, self._own_code)
        return code

    def criterion(self, steps: tuple[StepSpec, ...]) -> CriterionSpec:
        given = self.cleaned_data
        rule = PointsRule(given["rule"])
        return CriterionSpec(
            group=given["group"],
            code=given["code"],
            name=given["name"],
            points=given["points"],
            kind=CriterionKind(given["kind"]),
            measure=given["measure"],
            rule=rule,
            no_cases=NoCases(given["no_cases"]),
            pools_small_numbers=given["pools_small_numbers"],
            parameters=self._parameters(),
            steps=steps if rule == PointsRule.STEPS else (),
            legal_basis=given["legal_basis"],
            help=given["help"],
        )

    def _parameters(self) -> dict[str, Any]:
        found = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("parameter-"):
                if isinstance(value, str):
                    value = [part.strip() for part in value.split(",") if part.strip()]
                found[name.removeprefix("parameter-")] = value
        return found


class AdjustmentForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=8)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AdjustmentKind)
    points = _points(gettext_lazy("Points each"))
    most_points = _points(gettext_lazy("Most points"))
    measure = forms.ChoiceField(label=gettext_lazy("What is counted"))
    caps_band = forms.ChoiceField(label=gettext_lazy("Best band with it"), required=False)
    help = forms.CharField(
        label=gettext_lazy("Explanation"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, spec: RubricSpec, own_code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._spec, self._own_code = spec, own_code
        choice_field(self, "measure").choices = _measures("adjustment.")
        choice_field(self, "caps_band").choices = [
            ("", _("any")), *((band.code, band.name) for band in spec.bands),
        ]  # fmt: skip

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        _must_be_free(self._spec, code, self._own_code)
        return code

    def adjustment(self) -> AdjustmentSpec:
        given = self.cleaned_data
        return AdjustmentSpec(**{**given, "kind": AdjustmentKind(given["kind"])})


def _measures(prefix: str = "") -> Sequence[tuple[str, str]]:
    def offered(one: KnownMeasure) -> bool:
        return one.code.startswith("adjustment.") == bool(prefix)

    return sorted(
        ((one.code, f"{one.name} ({one.code})") for one in known_measures() if offered(one)),
        key=lambda pair: pair[1],
    )


def _must_be_free(spec: RubricSpec, code: str, own_code: str) -> None:
    taken = {one.code for one in spec.criteria} | {one.code for one in spec.adjustments}
    if code in taken - {own_code}:
        raise forms.ValidationError(_("The code %(code)s stands more than once.") % {"code": code})

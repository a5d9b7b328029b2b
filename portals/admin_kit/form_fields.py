"""Fields of a form as what they are: `form.fields` says only that each is a field."""

from __future__ import annotations

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """Text whose lines end as they are stored, however a browser sends them: else all text of two lines is changed."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field whose choices the form sets as it is made."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choices")
    return field


def model_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """The field whose rows the form sets as it is made."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} offers no rows")
    return field

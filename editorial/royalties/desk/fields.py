"""Units and sums as people write them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class UnitsField(forms.DecimalField):
    """Units with one decimal: "2", "2,5" or "2.5"."""

    def __init__(self, **told: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 5, "autocomplete": "off"})
        super().__init__(max_digits=4, decimal_places=1, widget=widget, **told)

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").strip().replace(",", "."))

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else _said(value)


# As much as a column of the smallest kind holds.
MOST_DONG = 2_000_000_000
_WHOLE_DONG = re.compile(r"-?(\d+|\d{1,3}([.,]\d{3})+)")


class DongField(forms.IntegerField):
    """A sum in whole đồng: "1.500.000", "1500000" or "1 500 000 đ"."""

    default_error_messages = {"invalid": _("Write a sum in whole đồng, such as 1.500.000.")}

    def __init__(self, **told: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(widget=widget, **{"max_value": MOST_DONG, "min_value": -MOST_DONG} | told)

    def to_python(self, value: Any) -> Any:
        text = "".join(str(value or "").split()).rstrip("đĐ")
        # "1.500.000,00" is no hundredfold of it.
        if text and not _WHOLE_DONG.fullmatch(text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text.replace(".", "").replace(",", ""))


def _said(units: Any) -> str:
    return f"{units.normalize():f}".replace(".", ",")

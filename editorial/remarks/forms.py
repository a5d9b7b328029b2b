"""The form of a remark."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.admin_kit.form_fields import LinesField

from .models import LONGEST_REMARK


class MissedForm(forms.Form):
    use_required_attribute = False

    text = LinesField(
        label=_("What did you look for, and did not find?"),
        help_text=_(
            "In short. Do not write names, telephone numbers or addresses: nobody answers here."
        ),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

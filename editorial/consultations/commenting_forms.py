"""The form of a comment: what a person types, judged kindly and never lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .commenting import ToldComment
from .models import LONGEST_COMMENT, LONGEST_NAME


class CommentForm(forms.Form):
    use_required_attribute = False

    text = forms.CharField(
        label=_("Your comment"),
        help_text=_("What should stay, what should change, and why. Name no other people."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    name = forms.CharField(label=_("Your name"), max_length=LONGEST_NAME, required=False)
    email = forms.EmailField(label=_("Your mail address"), max_length=200, required=False)
    wants_name = forms.BooleanField(
        label=_("My name may stand beside my comment where it is shown to the public"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wants_name") and not cleaned.get("name"):
            self.add_error("name", _("Write your name, or do not have it shown."))
        return cleaned

    def told(self, article: int) -> ToldComment:
        return ToldComment(article=article, **self.cleaned_data)

"""The field of a form that takes a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazystr
from django.utils.text import format_lazy

from .accepts import Accepts
from .examining import examined
from .refusal import UploadRefused


class CheckedFileField(forms.FileField):
    """Says before what it takes, and gives the form only what passed the examination."""

    def __init__(self, *, accepts: Accepts, **kwargs: Any) -> None:
        said = kwargs.pop("help_text", "")
        words = lazystr(accepts)
        kwargs["help_text"] = format_lazy("{} {}", words, said) if said else words
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": accepts.attribute}))
        super().__init__(**kwargs)
        self.accepts = accepts

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not data or not file:
            return file
        try:
            return examined(file, accepts=self.accepts)
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

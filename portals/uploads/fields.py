"""The field of a form that takes a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import ngettext, ngettext_lazy

from .accepts import Accepts
from .apart import UploadDeadline
from .examining import examined
from .refusal import UploadRefused


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


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


class CheckedFilesField(CheckedFileField):
    """Gives the form a list: all files pass the examination, within the time of one, or none is taken."""

    def __init__(self, *, accepts: Accepts, most: int, **kwargs: Any) -> None:
        said = kwargs.pop("help_text", "")
        bound = lazystr(ngettext_lazy("Up to %d file.", "Up to %d files.", most) % most)
        kwargs["help_text"] = format_lazy("{} {}", bound, said) if said else bound
        kwargs["widget"] = SeveralFiles(attrs={"accept": accepts.attribute})
        super().__init__(accepts=accepts, **kwargs)
        self.most = most

    def accepts_for(self, _file: Any) -> Accepts:
        """Return by what one of the files is judged: for fields that take several kinds."""
        return self.accepts

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = [one for one in data or [] if one]
        if not given:
            forms.FileField.clean(self, None, initial)
            return []
        if len(given) > self.most:
            raise forms.ValidationError(
                ngettext("Choose no more than %d file.", "Choose no more than %d files.", self.most)
                % self.most
            )
        until = UploadDeadline()
        kept = []
        for one in given:
            file = forms.FileField.clean(self, one, initial)
            try:
                kept.append(examined(file, accepts=self.accepts_for(file), until=until))
            except UploadRefused as refusal:
                raise forms.ValidationError(f"{one.name}: {refusal}") from refusal
        return kept

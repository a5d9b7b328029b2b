"""The field of a form that takes a PDF and says how it is signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from portals.uploads.apart import UploadDeadline
from portals.uploads.examining import examined
from portals.uploads.fields import CheckedFileField
from portals.uploads.refusal import UploadRefused

from .checking import Unfinished, check_at_once
from .findings import SignatureReport


@dataclass(frozen=True)
class SignedPdf:
    """A PDF that passed the examination of uploads, with what was found of its signatures; None: a job has to look."""

    file: Any
    report: SignatureReport | None


class SignedPdfField(CheckedFileField):
    """Gives the form a `SignedPdf`. Both examinations together take a second at most."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = forms.FileField.clean(self, data, initial)
        if not data or not file:
            return file
        until = UploadDeadline()
        try:
            kept = examined(file, accepts=self.accepts, until=until)
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        try:
            return SignedPdf(kept, check_at_once(kept, now=timezone.now(), until=until))
        except Unfinished:
            return SignedPdf(kept, None)

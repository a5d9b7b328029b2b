"""The form in which a finding is confirmed."""

from __future__ import annotations

from django import forms

from portals.admin_kit.fields import ReasonForm


class ConfirmFindingForm(ReasonForm):
    code = forms.CharField(widget=forms.HiddenInput)
    mark = forms.CharField(widget=forms.HiddenInput)

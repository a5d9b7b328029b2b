"""The forms of the admin's own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm


class SignInForm(LoginForm):
    """Wagtail's, which names the field of the password in English only."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=LoginForm.base_fields["password"].widget
    )

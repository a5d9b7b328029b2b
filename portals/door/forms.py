"""The forms of the door, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """Username and password; the name of the first field is the one that password managers know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["username"] = self.fields.pop("login")
        self.order_fields(["username", "password", "remember"])
        login.label = _("Username")
        login.widget.attrs |= {"placeholder": "", "autofocus": True, "autocapitalize": "none"}
        password = self.fields["password"]
        password.label = _("Password")
        password.help_text = ""
        password.widget.attrs["placeholder"] = ""
        self.fields["remember"].label = _("Stay signed in on this device")

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"]).strip()
        # Under the name by which allauth's own steps look it up.
        self.cleaned_data["login"] = name
        return name


class ConfirmPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs["placeholder"] = ""


def name_the_code(field: forms.Field) -> None:
    field.label = _("Six-digit code, or a recovery code")
    field.widget.attrs |= {"placeholder": "", "inputmode": "numeric", "autofocus": True}


class CodeForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_the_code(self.fields["code"])


class ConfirmCodeForm(ReauthenticateByCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_the_code(self.fields["code"])


class AddAppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_the_code(self.fields["code"])
        self.fields["code"].label = _("Six-digit code that the app shows")


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this device")
        self.fields["name"].help_text = _("For example: phone, office computer.")
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = _("Sign in without a password")
            self.fields["passwordless"].help_text = _(
                "The device itself asks for a fingerprint, a face or its code."
            )


class RenamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this device")

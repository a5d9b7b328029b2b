"""The forms of the door, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NameEmailForm

from .guessing import are_too_many, count_failure, forget_count, of_codes


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


class OwnNameForm(NameEmailForm):
    """Family name first. Who has no mail address may change the password; a known address is not taken away."""

    field_order = ["last_name", "first_name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = bool(self.instance.email)


class ConfirmPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs["placeholder"] = ""


def name_the_code(field: forms.Field) -> None:
    field.label = _("Six-digit code, or a recovery code")
    field.widget.attrs |= {"placeholder": "", "inputmode": "numeric", "autofocus": True}


class CountedCode:
    """A code of a person that is counted in the database too: while the cache is away, allauth counts none."""

    def clean_code(self) -> str:
        counted, now = of_codes(self.user), timezone.now()  # type: ignore[attr-defined]  # of allauth's form it is mixed into
        if are_too_many(counted, now):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            code = str(super().clean_code())  # type: ignore[misc]  # the same
        except forms.ValidationError:
            count_failure(counted, now)
            raise
        forget_count(counted)
        return code


class OneTimeCodeForm(CountedCode, AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_the_code(self.fields["code"])


class ConfirmCodeForm(CountedCode, ReauthenticateByCodeForm):
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

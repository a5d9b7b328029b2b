"""What the door leaves to a worker."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django_rq import job
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import PasswordResetView


@job("default")  # type: ignore[untyped-decorator]  # django-rq has no types
def mail_password_link(email: str, **_: Any) -> None:
    """Mail a link for a new password to whoever has an account with the address `email`.

    Not while the page waits: how long that takes would tell who has an account.
    """
    form = PasswordResetForm({"email": email})
    if form.is_valid():
        form.save(
            domain_override=settings.PORTALS_ADMIN_HOST,
            email_template_name=PasswordResetView.email_template_name,
            subject_template_name=PasswordResetView.subject_template_name,
        )

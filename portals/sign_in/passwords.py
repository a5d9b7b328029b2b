"""Mailing a link for a new password, to whoever has an account with the address that somebody typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import PasswordResetView

from portals.jobs.queueing import enqueue
from portals.mail.actions import post
from portals.mail.enums import MailKind

from .models import PasswordRequest


class LinkForm(PasswordResetForm):
    """Django's form, which finds the accounts and makes the links; the mail goes the way of all mail."""

    now: datetime

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        post(
            kind=MailKind.PASSWORD,
            person=context["user"],
            address=to_email,
            subject=render_to_string(subject_template_name, context),
            text=render_to_string(email_template_name, context),
            useful_until=self.now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
            now=self.now,
        )


def ask_for_link(*, email: str, now: datetime) -> PasswordRequest:
    """Have a link mailed to whoever has an account with the address `email`.

    Not while the page waits: how long that takes would tell who has an account.
    """
    asked = PasswordRequest.objects.create(email=email, asked_at=now)
    enqueue("portals.sign_in.jobs.answer_password_requests")
    return asked


def answer_requests(*, now: datetime) -> int:
    """Write the mails that were asked for, and forget who asked; return how many asked."""
    count = 0
    with transaction.atomic():
        for asked in PasswordRequest.objects.select_for_update(skip_locked=True).order_by("pk"):
            _answer(asked, now)
            count += 1
    return count


def _answer(asked: PasswordRequest, now: datetime) -> None:
    form = LinkForm({"email": asked.email})
    form.now = now
    if form.is_valid():
        form.save(
            domain_override=settings.PORTALS_ADMIN_HOST,
            email_template_name=PasswordResetView.email_template_name,
            subject_template_name=PasswordResetView.subject_template_name,
        )
    asked.delete()

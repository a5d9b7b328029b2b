"""What django-allauth asks us: who may come in, by which address, and in which words."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from portals import cache
from portals.boards.models import User
from portals.framework_patches.login_failures import forget_login_failures
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.visitors import client_address, client_site

from .devices import device_of
from .guessing import are_too_many, count_failure, of_device
from .mail import send_notice
from .queries import must_have_second_factor, passwords_of

logger = structlog.get_logger(__name__)

# What a person is told after a step, and by mail; allauth names them by the file that would hold the words.
MESSAGES = {
    "mfa/messages/totp_activated.txt": _("The authenticator app is now asked for at sign-in."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is no longer asked for."),
    "mfa/messages/webauthn_added.txt": _("The passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "usersessions/messages/sessions_logged_out.txt": _("All other sessions were ended."),
}
NOTICES = {
    "mfa/email/totp_activated": _("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by appointment only, and the visitor's address is the one behind our own proxies."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask the standing editors of the province."),
        "username_password_mismatch": _(
            "The username or the password is not right. Check the keyboard and the capital letters."
        ),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("The code is not right. Enter the one that the app shows now."),
        "too_many_login_attempts": _(
            "Too many failed attempts for this account. Wait 15 minutes, or set a new password by mail."
        ),
        "rate_limited": _("Too many attempts. Wait a minute and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        address = client_address(request)
        if address is None:
            raise PermissionDenied
        return address

    def is_safe_url(self, url: str | None) -> bool:
        """Whether one may be led on to `url`; allauth stumbles over an address that is none."""
        try:
            return bool(super().is_safe_url(url or ""))
        except ValueError:
            return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse the attempt where there were too many, before the password is looked at.

        A browser from which the person has signed in before has a count of its own: strangers cannot use it up. Nor
        does one customer of a provider use up that of the strangers, with all the networks that are theirs.
        """
        username = str(credentials.get("username", ""))
        device = device_of(request, username, timezone.now())
        if device is not None:
            if are_too_many(of_device(device), timezone.now()):
                raise self.validation_error("too_many_login_attempts")
            return
        if not self._consume_of_site(request, username, dry_run=True):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)
        self._count_without_cache(username)

    def _count_without_cache(self, username: str) -> None:
        """While the cache that counts strangers is away, their failures in the database count alike."""
        if cache.is_away() and are_too_many(username, timezone.now()):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        username = str(credentials.get("username", ""))
        device = device_of(request, username, timezone.now())
        if device is not None:
            count_failure(of_device(device), timezone.now())
        else:
            self._consume_of_site(request, username)

    def _consume_of_site(
        self, request: HttpRequest, username: str, *, dry_run: bool = False
    ) -> bool:
        key = f"{username.casefold()} {client_site(request)} {passwords_of(username)}"
        found = ratelimit.consume(request, action="login_failed_site", key=key, dry_run=dry_run)
        return bool(found)

    def forget_failures(self, request: HttpRequest, username: str) -> None:
        """Let an account be tried again from everywhere. The counts of sites ended with the password before."""
        forget_login_failures(self, request, username=username)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = message or MESSAGES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave a mail of allauth's own to the sender of all mail."""
        found = {"request": self.request, "email": email} | context
        message = self.render_mail(template_prefix, email, found)
        post(
            kind=MailKind.ACCOUNT,
            person=context.get("user"),
            address=email,
            subject=message.subject,
            text=message.body,
            now=timezone.now(),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person by mail what was changed, and put it into the log of the province."""
        if template_prefix not in NOTICES:
            logger.warning("door.unnamed_notice", notice=template_prefix)
            return
        log(
            instance=user,
            action="door.second_factor",
            user=user,
            data={"what": template_prefix.rpartition("/")[2]},
        )
        send_notice(
            user=user, request=self.request, what=str(NOTICES[template_prefix]), now=timezone.now()
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    """The last factor of somebody who must have one stays until another is there."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your post requires a second factor. Add another one before you remove this one."
        ),
        "cannot_generate_recovery_codes": _(
            "Recovery codes can be made once an authenticator app or a passkey is set up."
        ),
        "incorrect_code": _("The code is not right. Enter the one that the app shows now."),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        others = (
            Authenticator.objects.filter(user=authenticator.user)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
        )
        return others.exists() or not must_have_second_factor(authenticator.user, timezone.now())


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """A provincial sign-on opens accounts that exist; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect the sign-on to the account whose username it names; turn away whoever has none."""
        said = sociallogin.account.extra_data
        token, claims = said.get("id_token", {}), said.get("userinfo", said)
        # The signed token and what the server says beside it must be about one person.
        if token and token.get("sub") != claims.get("sub"):
            raise self._turned_away(request)
        if sociallogin.is_existing:
            return
        username = claims.get("preferred_username")
        person = (
            User.objects.filter(username=username, is_active=True).first() if username else None
        )
        if person is None:
            raise self._turned_away(request)
        sociallogin.connect(request, person)

    def _turned_away(self, request: HttpRequest) -> ImmediateHttpResponse:
        logger.warning("door.unknown_sign_on", address=client_address(request))
        return ImmediateHttpResponse(render(request, "portals/sign_in/no_account.html", status=403))

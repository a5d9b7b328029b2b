"""What the door has beside allauth's own pages."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
    PasswordResetConfirmView,
    PasswordResetView,
)

from portals.boards.models import User
from portals.boards.queries import next_post
from portals.requests import DeskRequest
from portals.visitors import client_network, client_site

from .actions import end_session as end
from .actions import unlock
from .devices import is_device_of_mail, note_device
from .forms import OwnNameForm
from .guessing import mail_key
from .passwords import ask_for_link


def sign_in(request: HttpRequest) -> HttpResponse:
    """The page to sign in, or for whoever has done so and holds no post today, what there is to say.

    The admin sends such a person here, and the page to sign in would send them back, without an end.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        # What Wagtail says of it would wait for the next page.
        list(get_messages(request))
        context = {"coming": next_post(request.user, timezone.now())}
        return TemplateResponse(request, "portals/sign_in/without_post.html", context, status=403)
    response: HttpResponse = account.login(request)
    return response


class AskForPassword(PasswordResetView):
    """The page that mails a link for a new password: to one address not more often than its owner needs it.

    Counted by what was typed, and mailed by a worker, so neither the answer nor its time says who has an account.
    Each network has a count of its own for an address, so that a stranger does not use up the owner's way back. Where
    all networks together would flood a mailbox, it still gets a link in every quarter of an hour, whoever asked; the
    browser from which its owner has signed in gets one at once.
    """

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        address = mail_key(form.cleaned_data["email"])
        for action, network in (
            ("reset_password", client_network(self.request)),
            ("reset_password_site", client_site(self.request)),
        ):
            if not ratelimit.consume(self.request, action=action, key=f"{address} {network}"):
                return ratelimit.respond_429(self.request)
        if self._may_be_mailed(address):
            ask_for_link(email=form.cleaned_data["email"], now=timezone.now())
        return redirect("wagtailadmin_password_reset_done")

    def _may_be_mailed(self, address: str) -> bool:
        return bool(
            is_device_of_mail(self.request, address, timezone.now())
            or ratelimit.consume(self.request, action="reset_password_mail", key=address)
            or ratelimit.consume(self.request, action="reset_password_slow", key=address)
        )


class SetPassword(PasswordResetConfirmView):
    """The page behind a mailed link; whoever sets a new password is no longer locked out for guessing the old one.

    Nor by who goes on guessing: the browser that had the link is known from then on.
    """

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        now = timezone.now()
        unlock(user=form.user, request=self.request, now=now)
        note_device(user=form.user, request=cast("DeskRequest", self.request), now=now)
        return response


class OwnAccount(AccountView):
    """Without Wagtail's switches for its own mail, which is not sent here: the inbox has switches of its own."""

    def get_panels(self) -> list[Any]:
        panels: list[Any] = super().get_panels()
        for panel in panels:
            if isinstance(panel, NameEmailSettingsPanel):
                panel.form_class = OwnNameForm
        return [panel for panel in panels if not isinstance(panel, NotificationsSettingsPanel)]


_account = require_admin_access(reauthentication_required(OwnAccount.as_view()))


def own_account(request: HttpRequest) -> HttpResponse:
    """Name, mail address and password, for who has shown a moment ago who they are.

    Whoever sits down at an open screen could else give the account another address, and by that a new password.
    """
    try:
        response: HttpResponse = _account(request)
    except ReauthenticationRequired:
        if request.method == "POST":
            # allauth would keep the form, and the passwords in it, in the session meanwhile.
            return redirect("wagtailadmin_account")
        raise
    return response


@login_required
@require_POST
def end_session(request: DeskRequest, session_pk: int) -> HttpResponse:
    """End one of the person's own sessions."""
    session = get_object_or_404(UserSession, pk=session_pk, user=request.user)
    end(session=session, actor=session.user, now=timezone.now())
    messages.success(request, _("The session was ended."))
    return redirect("usersessions_list")

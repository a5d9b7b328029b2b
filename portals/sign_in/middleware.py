"""Nobody who publishes works without a second factor."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from portals.requests import DeskRequest

from .devices import keep_token
from .queries import has_second_factor, must_have_second_factor
from .seen import SEEN

# Where somebody goes who is about to set one up, or to leave.
OPEN_WITHOUT = (
    "mfa_",
    "usersessions_",
    "account_",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    # It tells how one is set up.
    "handbook_",
)


class SecondFactor:
    """Send one of the standing editors without a second factor to the page that sets one up.

    A session that was seen to have one is not asked again until one is removed (`receivers.forget_second_factor`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: DeskRequest, *_args: object) -> HttpResponse | None:
        if (
            not settings.PORTALS_SECOND_FACTOR_REQUIRED
            or not request.on_admin_host
            or not request.user.is_authenticated
            or request.session.get(SEEN)
        ):
            return None
        if not must_have_second_factor(request.user, timezone.now()):
            return None
        if has_second_factor(request.user):
            request.session[SEEN] = True
            return None
        match = request.resolver_match
        if match is not None and (match.view_name or "").startswith(OPEN_WITHOUT):
            return None
        messages.warning(
            request,
            _("Your post requires a second factor at sign-in. Set one up; it takes a minute."),
        )
        return redirect("mfa_index")


class Devices:
    """Give a browser that has just signed in the token by which it is known from then on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: DeskRequest) -> HttpResponse:
        response = self.get_response(request)
        keep_token(request, response)
        return response

"""Which portal a request is for, and what the admin host has that public hosts do not know.

Public hosts know no session, no login and no cookies: the middleware of Django that needs them runs on the admin
host only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axes.middleware import AxesMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.encoding import iri_to_uri

from .addresses import address_at, led_on_from_another_host
from .framework_patches.marks import give_policy, settle_site
from .process_cache import process_cache
from .requests import HostedRequest

GetResponse = Callable[[HostedRequest], HttpResponse]


class PortalHost:
    """Set `request.portal` (None on the admin host) and choose the addresses of that kind of host.

    An unknown host gets 404; a host name that is not the portal's main one redirects there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HostedRequest) -> HttpResponse:
        hostname = request.get_host().partition(":")[0].lower()
        request.on_admin_host = hostname == settings.PORTALS_ADMIN_HOST
        request.portal = None
        if request.on_admin_host:
            # It is no site, which Wagtail would find out by reading all of them.
            settle_site(request, None)
            response = self.get_response(request)
            # Pages of our own without Wagtail's frame ask for the strict policy themselves.
            give_policy(response, settings.ADMIN_CSP)
            return response
        address = process_cache.get(
            ("address", hostname), request=request, read=lambda day: address_at(hostname, day)
        )
        if address is None:
            return render(request, "portals/pages/unknown_host.html", status=404)
        if not address.is_main:
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(
                led_on_from_another_host(address.portal, iri_to_uri(request.path), query)
            )
        request.portal = address.portal
        request.urlconf = "portals.urls.public"
        # What Wagtail would look up again, once more per request.
        settle_site(request, address.portal.site)
        response = self.get_response(request)
        for name, value in settings.PORTALS_PUBLIC_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def on_admin_host(middleware: type[MiddlewareMixin]) -> type[MiddlewareMixin]:
    """Return `middleware` made to do nothing on public hosts."""

    class AdminHostOnly(middleware):  # type: ignore[misc, valid-type]  # the base is known when it runs
        def __call__(self, request: HostedRequest) -> Any:
            if request.on_admin_host:
                return super().__call__(request)
            return self.get_response(request)

        def process_view(self, request: HostedRequest, *args: Any, **kwargs: Any) -> Any:
            if request.on_admin_host and hasattr(middleware, "process_view"):
                return super().process_view(request, *args, **kwargs)
            return None

    AdminHostOnly.__name__ = f"Admin{middleware.__name__}"
    return AdminHostOnly


AdminSession = on_admin_host(SessionMiddleware)
AdminCsrf = on_admin_host(CsrfViewMiddleware)
AdminAuthentication = on_admin_host(AuthenticationMiddleware)
AdminMessages = on_admin_host(MessageMiddleware)


class AdminLockOut(AxesMiddleware):
    """Lock an address out of the admin after repeated failures to sign in."""

    def __call__(self, request: HostedRequest) -> HttpResponse:
        if request.on_admin_host:
            response: HttpResponse = super().__call__(request)
            return response
        return self.get_response(request)

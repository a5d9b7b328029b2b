"""What a visitor sees when there is nothing to see, or no longer."""

from __future__ import annotations

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portals.database.gate import gate
from portals.operations import failures
from portals.requests import PublicRequest
from portals.uploads.storage import is_for_want_of_storage

from .frame import render_page


def not_found(request: PublicRequest, exception: Exception | None = None) -> HttpResponse:
    return render_page(request, request.portal, "editorial/public/not_found.html", status=404)


def gone(request: PublicRequest, context: dict[str, Any]) -> HttpResponse:
    """Say that what was here was withdrawn: 410, so that search engines forget it too."""
    return render_page(request, request.portal, "editorial/public/gone.html", context, status=410)


def being_scanned(request: PublicRequest) -> HttpResponse:
    """Say that the file is there and may be had in a few minutes."""
    page = render_page(
        request, request.portal, "editorial/public/file_being_scanned.html", status=503
    )
    page["Retry-After"] = "120"
    page["Cache-Control"] = "no-store"
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something failed here. Reads nothing but what the request already holds: the database may be why."""
    is_away = gate.is_shut or is_for_want_of_storage(sys.exc_info()[1])
    status = 503 if is_away else 500
    page = render(request, "editorial/public/server_error.html", {"status": status}, status=status)
    if is_away:
        page["Retry-After"] = "10"
    return page


def server_error_of_host(request: HttpRequest) -> HttpResponse:
    """The same where the failure came before it was known which portal is meant, and on the admin host."""
    if getattr(request, "on_admin_host", False):
        return failures.server_error(request)
    return server_error(request)

"""Auditors stay on the pages that are theirs, and everything that they ask for is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin.auth import permission_denied

from .models import Auditor, AuditorAccess
from .open_pages import HOME, first_page, is_of_the_account, page_called
from .queries import audits_of

if TYPE_CHECKING:
    from portals.models import Portal
    from portals.requests import HostedRequest

READING = {"GET", "HEAD", "OPTIONS"}
LONGEST_ADDRESS = 500
SUBJECT = "auditors_subject"


class AuditorsWay:
    """Middleware of the admin host, behind the walls and the second factor.

    What is asked for is written after the page was made and before it is sent: where that fails, nothing is shown.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if seats := _seats(request):
            _write_down(request, seats, response.status_code)
        return response

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        if not _seats(request):
            return None
        match = request.resolver_match
        name = (match.view_name if match else "") or ""
        if is_of_the_account(name):
            return None
        start = first_page()
        if name == HOME and start is not None:
            return redirect(start.name)
        page = page_called(name)
        if page is None or (request.method not in READING and not page.takes_orders):
            return permission_denied(request)
        return None


def note_subject(
    request: HttpRequest, *, portal: Portal | None = None, month: date | None = None
) -> None:
    """Say what the page is about, for the line that is written of it."""
    setattr(request, SUBJECT, (portal, month))


def _seats(request: HttpRequest) -> list[Auditor]:
    if not cast("HostedRequest", request).on_admin_host or not request.user.is_authenticated:
        return []
    # Who sits on a board has none (`audits_of`), and the walls have read the boards where an address names a thing: so
    # a page that they refuse asks for no rights of groups.
    if getattr(request, "desk_portals", None):
        return []
    return audits_of(request.user, timezone.now())


def _write_down(request: HttpRequest, seats: list[Auditor], status: int) -> None:
    match = request.resolver_match
    name = (match.view_name if match else "") or ""
    if is_of_the_account(name) or (name == HOME and status == HTTPStatus.FOUND):
        return
    portal, month = getattr(request, SUBJECT, (None, None))
    AuditorAccess.objects.bulk_create(
        AuditorAccess(
            auditor=seat,
            at=timezone.now(),
            page=name[:80],
            address=request.get_full_path()[:LONGEST_ADDRESS],
            method=(request.method or "")[:10],
            status=status,
            portal=portal,
            month=month,
        )
        for seat in seats
    )

"""What a portal states of itself, as pages; and security.txt (RFC 9116), for whoever found a weakness."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.public.views.frame import overseers_above, render_page
from portals.addresses import main_origin
from portals.clock import local_date
from portals.requests import PublicRequest

from .facts import facts_of, security_contacts
from .texts import statement_of

# RFC 9116 wants less than a year.
EXPIRES_AFTER_MONTHS = 6


@require_safe
def accessibility(request: PublicRequest) -> HttpResponse:
    return _stated(request, "accessibility")


@require_safe
def privacy(request: PublicRequest) -> HttpResponse:
    return _stated(request, "privacy")


@require_safe
def terms_of_use(request: PublicRequest) -> HttpResponse:
    return _stated(request, "terms")


@require_safe
def security(request: PublicRequest) -> HttpResponse:
    return _stated(request, "security")


@require_safe
def security_txt(request: PublicRequest) -> HttpResponse:
    """Whom to tell, in the words of RFC 9116. It expires half a year from the month in which it is asked for."""
    portal = request.portal
    origin = main_origin(portal)
    policy = reverse("security_policy", urlconf="portals.urls.public")
    lines = [
        *(f"Contact: {contact}" for contact in security_contacts(portal)),
        f"Expires: {expiry(local_date(timezone.now())):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {origin}{reverse('security_txt', urlconf='portals.urls.public')}",
        f"Policy: {origin}{policy}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def expiry(today: date) -> datetime:
    """Return the first moment of the month half a year after that of `today`."""
    months = today.year * 12 + today.month - 1 + EXPIRES_AFTER_MONTHS
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def _stated(request: PublicRequest, code: str) -> HttpResponse:
    portal = request.portal
    facts = facts_of(portal, overseers_above(request, portal))
    return render_page(
        request,
        portal,
        "editorial/statements/statement.html",
        {"statement": statement_of(code, facts)},
    )

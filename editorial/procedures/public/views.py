"""Addresses beside the section's own: a procedure, the paper to take along, and the centres."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.clock import local_date
from portals.pagecache.freshness import fresh_until
from portals.requests import PublicRequest

from .centres import CENTRES_A_PAGE, centre_of, centres_named
from .counted import PROCEDURE
from .page import ended_procedure, procedure_on, section_of_procedures, shown_procedure
from .schema_org import describe_procedure
from .section import LAST_PAGE, LONGEST_QUERY

TEMPLATES = "editorial/procedures"


@require_safe
def procedure(request: PublicRequest, procedure_code: str) -> HttpResponse:
    """A procedure of this portal; 410 for one that ended, 404 for one that others handle."""
    return _procedure(request, procedure_code, f"{TEMPLATES}/page.html")


@require_safe
def procedure_checklist(request: PublicRequest, procedure_code: str) -> HttpResponse:
    """The papers as a list to tick, which prints on one sheet."""
    return _procedure(request, procedure_code, f"{TEMPLATES}/checklist.html")


def _procedure(request: PublicRequest, code: str, template: str) -> HttpResponse:
    found = procedure_on(request.portal, code)
    if found is None:
        return _gone(request, code)
    now = timezone.now()
    shown = shown_procedure(request.portal, found, now)
    response = render_page(
        request,
        request.portal,
        template,
        {
            "shown": shown,
            "counted_as": f"{PROCEDURE}-{code}",
            "procedure": found,
            "section": shown.section,
            "described": [describe_procedure(request.portal, shown)],
            "today": local_date(now),
        },
    )
    if shown.service.changes_at is not None:
        fresh_until(response, shown.service.changes_at)
    return response


def _gone(request: PublicRequest, code: str) -> HttpResponse:
    last = ended_procedure(code)
    if last is None or last.ended_on is None:
        return not_found(request)
    context = {"procedure": last, "section": section_of_procedures(request.portal)}
    return render_page(request, request.portal, f"{TEMPLATES}/gone.html", context, status=410)


@require_safe
def service_points(request: PublicRequest) -> HttpResponse:
    """All centres of the province, that of this portal first."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    page = request.GET.get("trang", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    number = min(max(number, 1), LAST_PAGE)
    centres, total = centres_named(text, number)
    return render_page(
        request,
        request.portal,
        f"{TEMPLATES}/centres.html",
        {
            "centres": centres,
            "total": total,
            "text": text,
            "kept": urlencode({"q": text}) if text else "",
            "own": None if text or number > 1 else centre_of(request.portal),
            "previous": number - 1,
            "next": number + 1 if number * CENTRES_A_PAGE < total else 0,
            "number": number,
            "section": section_of_procedures(request.portal),
        },
    )

"""A section: its standing pages, and its stories from the newest on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from editorial.models import SectionPage
from editorial.queries.origins import name_sources
from editorial.queries.sections import (
    ListMark,
    UnreadableMark,
    information_in,
    section_at,
    stories_in,
)
from portals.requests import PublicRequest

from .errors import not_found
from .frame import render_page
from .information import information

OLDER_THAN, NEWER_THAN = "truoc", "sau"


@require_safe
def section(request: PublicRequest, slug: str) -> HttpResponse:
    page = section_at(request.portal, slug)
    if page is None:
        return information(request, path=f"{slug}/")
    try:
        older_than, newer_than = (_mark(request, name) for name in (OLDER_THAN, NEWER_THAN))
    except UnreadableMark:
        return not_found(request)
    return render_section(request, page, older_than=older_than, newer_than=newer_than)


def render_section(
    request: HttpRequest,
    section_page: SectionPage,
    *,
    older_than: ListMark | None = None,
    newer_than: ListMark | None = None,
) -> HttpResponse:
    listing = stories_in(section_page, older_than=older_than, newer_than=newer_than)
    name_sources(listing.placements)
    first_page = older_than is None and newer_than is None
    context = {
        "section": section_page,
        "listing": listing,
        "first_page": first_page,
        "information_pages": information_in(section_page) if first_page else [],
    }
    portal = getattr(request, "portal", None) or section_page.portal_of_page()
    return render_page(request, portal, "editorial/pages/section.html", context)


def _mark(request: HttpRequest, name: str) -> ListMark | None:
    text = request.GET.get(name)
    return ListMark.read(text) if text else None

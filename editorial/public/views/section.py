"""A section: its standing pages, and its stories from the newest on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.models import InformationPage, SectionPage
from editorial.public.queries.origins import name_sources
from editorial.public.queries.section_months import by_year, month_named, months_with_stories
from editorial.public.queries.sections import (
    ListMark,
    SectionListing,
    UnreadableMark,
    holding_sections,
    information_in,
    section_at,
    stories_in,
)
from editorial.public.section_contents import missing_in_section
from editorial.public.section_lists import list_of
from editorial.public.section_parts import parts_of
from editorial.standing.staleness import CONFIRMED_SECTIONS, SectionAge, age_limits, age_of
from portals.addresses import main_origin
from portals.models import Portal
from portals.organisation.enums import Subject
from portals.organisation.queries import checked_on
from portals.pagecache.freshness import fresh_until
from portals.process_cache import process_cache
from portals.requests import PublicRequest

from .errors import not_found
from .frame import known_sections, overseers_above, render_page
from .information import information
from .moved_sections import led_on_from_section
from .plain_address import plainer

OLDER_THAN, NEWER_THAN, MONTH = "truoc", "sau", "thang"
# Leads to all that stands in a section which lists something else by itself.
FROM_THE_NEWEST = ListMark(datetime(2200, 1, 1, tzinfo=UTC), 0)


@require_safe
def section(request: PublicRequest, slug: str) -> HttpResponse:
    page = section_at(request.portal, slug)
    if page is None:
        return information(request, path=f"{slug}/")
    if (led := led_on_from_section(page, request)) is not None:
        return led
    own = list_of(page.section_type_id)
    reads = {OLDER_THAN, NEWER_THAN, MONTH, *(own.query if own else ())}
    if (plain := plainer(request, view="section", reads=reads)) is not None:
        return plain
    try:
        older_than, newer_than = (_mark(request, name) for name in (OLDER_THAN, NEWER_THAN))
        month = _month(request)
    except UnreadableMark:
        return not_found(request)
    return render_section(request, page, older_than=older_than, newer_than=newer_than, month=month)


def render_section(
    request: HttpRequest,
    section_page: SectionPage,
    *,
    older_than: ListMark | None = None,
    newer_than: ListMark | None = None,
    month: date | None = None,
) -> HttpResponse:
    listing = stories_in(section_page, older_than=older_than, newer_than=newer_than, month=month)
    name_sources(listing.placements)
    first_page = older_than is None and newer_than is None and month is None
    portal = getattr(request, "portal", None) or section_page.portal_of_page()
    now = timezone.now()
    context: dict[str, Any] = {
        "section": section_page,
        "listing": listing,
        "first_page": first_page,
        "month_shown": month,
        "months_by_year": by_year(_months(request, section_page, portal)),
        "names_organisation": section_page.section_type_id in CONFIRMED_SECTIONS,
    }
    moments = [item.ends_at for item in listing.placements if item.ends_at]
    if first_page:
        pages = information_in(section_page)
        age = _age(request, section_page, portal, listing, pages, now)
        context |= {
            "information_pages": pages,
            "age": age,
            "is_stale": age.is_stale(now),
            "parts": list(parts_of(section_page.section_type_id, request, portal)),
            **_what_is_lacking(request, section_page, portal),
        }
        if age.stale_since is not None:
            moments.append(age.stale_since)
    template = "editorial/public/section.html"
    if first_page and (own := list_of(section_page.section_type_id)):
        shown = own.read(request, portal)
        if shown is not None:
            template, context = (
                own.template,
                {**context, **shown, "from_the_newest": FROM_THE_NEWEST},
            )
    response = render_page(request, portal, template, context)
    for moment in moments:
        if moment > now:
            fresh_until(response, moment)
    return response


def _what_is_lacking(
    request: HttpRequest, section_page: SectionPage, portal: Portal
) -> dict[str, Any]:
    """Tell of a section that holds nothing where such content is, and what is owed there and missing.

    A query for each of the two, and none where neither is so.
    """
    known = next(
        (one for one in known_sections(request, portal) if one.pk == section_page.pk), None
    )
    found: dict[str, Any] = {}
    if known is None:
        return found
    kind = section_page.section_type_id
    if known.is_owed:
        found["missing"] = missing_in_section(portal, kind)
    if not known.has_content:
        above = [one for one in overseers_above(request, portal) if one.site is not None]
        holding = {one.portal_id: one for one in holding_sections(kind, above)}
        found["names_organisation"] = False
        found["is_empty"] = True
        # The nearest first.
        found["elsewhere"] = [
            (one, f"{main_origin(one)}/{holding[one.pk].slug}/")
            for one in reversed(above)
            if one.pk in holding
        ]
    return found


def _age(
    request: HttpRequest,
    section_page: SectionPage,
    portal: Portal,
    listing: SectionListing,
    pages: list[InformationPage],
    now: datetime,
) -> SectionAge:
    """Tell how old the newest content is that the page shows anyway. At most two queries, kept by the process."""
    moments = [page.last_published_at for page in pages]
    moments += [placement.placed_at for placement in listing.placements[:1]]
    if section_page.section_type_id in CONFIRMED_SECTIONS:
        checked = process_cache.get(
            ("checked", portal.pk), request=request, read=lambda _day: checked_on(portal)
        )
        moments.append((checked or {}).get(Subject.ORGANISATION))
    limits = process_cache.get(
        ("ages", portal.pk), request=request, read=lambda _day: age_limits(now)
    )
    return age_of(section_page, portal, max(filter(None, moments), default=None), limits or {})


def _months(request: HttpRequest, section_page: SectionPage, portal: Portal) -> list[date]:
    """The months to choose from, kept by the process; none where there is nothing to choose, or a list of its own."""
    if list_of(section_page.section_type_id) is not None:
        return []
    months = process_cache.get(
        ("months", portal.pk, section_page.pk),
        request=request,
        read=lambda _day: months_with_stories(section_page),
    )
    return months if months and len(months) > 1 else []


def _month(request: HttpRequest) -> date | None:
    text = request.GET.get(MONTH)
    if not text:
        return None
    month = month_named(text)
    if month is None:
        raise UnreadableMark(text)
    return month


def _mark(request: HttpRequest, name: str) -> ListMark | None:
    text = request.GET.get(name)
    return ListMark.read(text) if text else None

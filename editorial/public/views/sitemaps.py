"""What search engines are told: robots.txt, and the portal's own pages and stories as sitemaps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from editorial.public.more_pages import more_pages, pages_for_people
from editorial.public.queries.feeds import MappedPage, mapped_stories, standing_pages, story_maps
from portals.addresses import main_origin
from portals.clock import local_date
from portals.requests import PublicRequest

from .errors import not_found
from .frame import render_page

MAP_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE_SPACE = "http://www.google.com/schemas/sitemap-image/1.1"
XML = "application/xml; charset=utf-8"
LAST_MAP = 10_000
# What every portal has.
FIXED = (
    *("/", "/to-chuc/", "/lien-he/", "/cac-cong/"),
    *("/kha-nang-tiep-can/", "/quyen-rieng-tu/", "/dieu-khoan-su-dung/", "/bao-mat-thong-tin/"),
)
NO_ATTRIBUTES = AttributesImpl({})


@require_safe
def robots(request: PublicRequest) -> HttpResponse:
    """Let everybody read everything but searches, of which there is no end.

    Of practice all: each answer forbids there to keep it and to follow its links. Who is shut out never reads that,
    and may list the address all the same.
    """
    if settings.PORTALS_PRACTICE_OF:
        return HttpResponse("User-agent: *\nDisallow:\n", content_type="text/plain; charset=utf-8")
    lines = (
        "User-agent: *",
        "Disallow: /tim-kiem/",
        "Disallow: /huu-ich/",
        "",
        f"Sitemap: {main_origin(request.portal)}/sitemap.xml",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: PublicRequest) -> HttpResponse:
    """Lead those who ask by guess to the icon."""
    return redirect(static("portals/favicon-32.png"), permanent=True)


@require_safe
def sitemap_index(request: PublicRequest) -> HttpResponse:
    origin = main_origin(request.portal)
    maps: list[tuple[str, datetime | None]] = [(f"{origin}/sitemap-trang.xml", None)]
    maps += [
        (f"{origin}/sitemap-tin-{one.number}.xml", one.changed_at)
        for one in story_maps(request.portal)
    ]
    text = StringIO()
    xml = _begin(text)
    xml.startElement("sitemapindex", AttributesImpl({"xmlns": MAP_SPACE}))
    for address, changed_at in maps:
        xml.startElement("sitemap", NO_ATTRIBUTES)
        _address(xml, address, changed_at)
        xml.endElement("sitemap")
    xml.endElement("sitemapindex")
    xml.endDocument()
    return HttpResponse(text.getvalue(), content_type=XML)


@require_safe
def sitemap_pages(request: PublicRequest) -> HttpResponse:
    """Home, the fixed pages, sections and standing pages."""
    fixed = [MappedPage(path, None) for path in FIXED]
    pages = [
        MappedPage(page.public_path(), page.last_published_at)
        for page in standing_pages(request.portal, local_date(timezone.now()))
    ]
    more = [MappedPage(one.path, None) for one in more_pages(request.portal)]
    return _pages(main_origin(request.portal), [*fixed, *more, *pages])


@require_safe
def sitemap_stories(request: PublicRequest, number: int) -> HttpResponse:
    stories = mapped_stories(request.portal, number) if 1 <= number <= LAST_MAP else []
    if not stories:
        return not_found(request)
    return _pages(main_origin(request.portal), stories)


@require_safe
def site_map(request: PublicRequest) -> HttpResponse:
    """The sections and standing pages for people."""
    pages = standing_pages(request.portal, local_date(timezone.now()))
    below: dict[str, list[Any]] = {}
    for page in pages:
        if page.depth > 3:
            below.setdefault(page.path[: -page.steplen], []).append(page)
    tops = [(page, below.get(page.path, [])) for page in pages if page.depth == 3]
    context = {"tops": tops, "more": pages_for_people(request.portal)}
    return render_page(request, request.portal, "editorial/public/site_map.html", context)


def _pages(origin: str, pages: Iterable[MappedPage]) -> HttpResponse:
    text = StringIO()
    xml = _begin(text)
    xml.startElement("urlset", AttributesImpl({"xmlns": MAP_SPACE, "xmlns:image": IMAGE_SPACE}))
    for page in pages:
        xml.startElement("url", NO_ATTRIBUTES)
        _address(xml, origin + page.path, page.changed_at)
        if page.image is not None:
            xml.startElement("image:image", NO_ATTRIBUTES)
            xml.addQuickElement("image:loc", origin + page.image.url)
            xml.endElement("image:image")
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return HttpResponse(text.getvalue(), content_type=XML)


def _begin(text: StringIO) -> SimplerXMLGenerator:
    xml = SimplerXMLGenerator(text, "utf-8", short_empty_elements=True)
    xml.startDocument()
    return xml


def _address(xml: SimplerXMLGenerator, address: str, changed_at: datetime | None) -> None:
    xml.addQuickElement("loc", address)
    if changed_at is not None:
        xml.addQuickElement("lastmod", changed_at.isoformat(timespec="seconds"))

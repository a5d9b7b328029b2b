"""What every answer of a practice install says of itself: to people a band, to search engines that it is not theirs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _

_HEAD = re.compile(rb"</head\s*>", re.IGNORECASE)
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_TITLE = re.compile(rb"<title>")
_SHARED_AS = re.compile(rb'<title>|<meta property="og:title" content="')
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")


class PracticeBand:
    """Put the band on each whole page, whichever template made it, and have no answer kept by a search engine.

    Titles under which pages are shared and feeds are read say so, too; papers bear `portals.typeset.practice_mark`.

    Here and not in the templates: a page that somebody adds has it, too. Parts of pages have no body, and stay.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if isinstance(response, HttpResponse) and "Content-Encoding" not in response.headers:
            if kind == "text/html":
                _put_band(request, response)
            elif kind in _FEEDS:
                _mark_feed(response, kind)
        return response


def _put_band(request: HttpRequest, response: HttpResponse) -> None:
    head = _HEAD.search(response.content)
    body = _BODY.search(response.content)
    if head is None or body is None or body.start() < head.end():
        return
    signs = format_html(
        '<meta name="robots" content="noindex, nofollow"><link rel="stylesheet" href="{}">',
        static("portals/practice/band.css"),
    )
    on_desk = getattr(request, "on_admin_host", False)
    band = render_to_string(
        "portals/practice/band.html", {"real_desk": settings.PORTALS_PRACTICE_OF if on_desk else ""}
    )
    # What a page is shared under is seen without the page.
    page = _SHARED_AS.sub(lambda found: found[0] + _tag().encode(), response.content)
    head, body = _HEAD.search(page), _BODY.search(page)
    if head is None or body is None:
        return
    response.content = b"".join(
        (
            page[: head.start()],
            signs.encode(),
            page[head.start() : body.end()],
            band.encode(),
            page[body.end() :],
        )
    )
    _tell_length(response)


def _mark_feed(response: HttpResponse, kind: str) -> None:
    """Say in each title what it is of: who reads a feed sees neither band nor address."""
    if kind == "application/feed+json":
        feed = json.loads(response.content)
        for one in (feed, *feed.get("items", ())):
            one["title"] = f"{_tag()}{one.get('title', '')}"
        response.content = json.dumps(feed, ensure_ascii=False).encode()
    else:
        response.content = _TITLE.sub(lambda found: found[0] + _tag().encode(), response.content)
    _tell_length(response)


def _tag() -> str:
    return f"[{_('Practice copy')}] "


def _tell_length(response: HttpResponse) -> None:
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))

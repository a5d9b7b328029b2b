"""What every answer of a practice install says of itself: to people a band, to search engines that it is not theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html

_HEAD = re.compile(rb"</head\s*>", re.IGNORECASE)
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)


class PracticeBand:
    """Put the band on each whole page, whichever template made it, and have no answer kept by a search engine.

    Here and not in the templates: a page that somebody adds has it, too. Parts of pages have no body, and stay.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if (
            isinstance(response, HttpResponse)
            and is_page
            and "Content-Encoding" not in response.headers
        ):
            _put_band(request, response)
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
    page = response.content
    response.content = b"".join(
        (
            page[: head.start()],
            signs.encode(),
            page[head.start() : body.end()],
            band.encode(),
            page[body.end() :],
        )
    )
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))

"""Where the links of a preview lead: a preview is shown on the admin host, which has none of a portal's addresses."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse

_LINK = re.compile(r'(<a\b[^>]*?\shref=")(/(?!/)[^"]*|https?://[^"]*)"')


def lead_out(response: HttpResponse, origin: str) -> HttpResponse:
    """Let links lead to the portal at `origin`, in a window of their own: the frame shows nothing but the preview."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
        response.content = _LINK.sub(
            lambda found: (
                f'{found[1]}{origin if found[2].startswith("/") else ""}{found[2]}"'
                ' target="_blank" rel="noopener"'
            ),
            response.content.decode(),
        ).encode()
    return response

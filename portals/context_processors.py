"""What the frame of every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal_chrome(request: HttpRequest) -> dict[str, Any]:
    return {
        "portal": getattr(request, "portal", None),
        "notice_strip": getattr(settings, "PORTALS_NOTICE_STRIP", ""),
    }

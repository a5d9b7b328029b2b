"""Who tries out links: counted by network, for an hour. A right link opens however many were wrong before it."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portals.clock import local_date
from portals.visitors import client_network

MOST_WRONG = 60
WINDOW_SECONDS = 3600


def knocks_too_often(request: HttpRequest, now: datetime) -> bool:
    """Count a wrong link and say whether the network had too many. Without the cache nobody is counted."""
    seen = f"{local_date(now)} {client_network(request)}"
    digest = salted_hmac("editorial.asking.knocking", seen, algorithm="sha256").hexdigest()[:24]
    key = f"theo-doi:{digest}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return int(cache.incr(key)) > MOST_WRONG
    except ValueError:
        # It ran out in between, or nothing is kept at the moment.
        return False

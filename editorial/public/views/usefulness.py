"""Was this information useful? A form without script, cookie or login; the answer is a number of the day.

Public hosts know no session, so there is no token to check and nothing that a forged form could do in another's name:
it could only add to a number. That is made dear by a limit for each address a visitor comes from, and a form that
another site sends is refused where the browser says so. Of the address only a digest is kept, in the cache, for an
hour; its key changes with the day.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from ipaddress import ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from editorial.enums import Usefulness
from editorial.public.rating import NothingToRate, count_answer
from portals.clock import local_date
from portals.requests import PublicRequest
from portals.visitors import client_address

from .errors import not_found
from .frame import render_page

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 3600
# An office or a school shares one address, so some answers about one story are let through, and many about all.
MOST_A_STORY = 5
MOST_AT_ALL = 60
THANKS = "da-ghi-nhan"


@require_POST
def usefulness(request: PublicRequest, story_id: int) -> HttpResponse:
    """Count the answer and lead back to the story, where a line says thanks, or on to the page that asks what was
    missing.
    """
    answer = request.POST.get("tra-loi", "")
    if answer not in Usefulness.values or _comes_from_elsewhere(request):
        return HttpResponseBadRequest(_("This form was not filled in on this portal."))
    try:
        allowed = _is_allowed(request, story_id)
    except RedisError:
        # Without a limit nothing is counted: the number must mean something.
        logger.warning("usefulness not counted", extra={"event": "editorial.usefulness.no_limit"})
        return _refused(request, status=503)
    if not allowed:
        return _refused(request, status=429)
    try:
        placement = count_answer(
            portal=request.portal,
            story_id=story_id,
            answer=Usefulness(answer),
            now=timezone.now(),
        )
    except NothingToRate:
        return not_found(request)
    further = f"{placement.path}#{THANKS}"
    if answer == Usefulness.NO:
        further = reverse("leave_remark", args=[story_id])
    response = HttpResponseRedirect(further)
    response.status_code = 303
    return response


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}


def _is_allowed(request: HttpRequest, story_id: int) -> bool:
    visitor = _digest(request)
    return _counted(f"huu-ich:{visitor}") <= MOST_AT_ALL and (
        _counted(f"huu-ich:{visitor}:{story_id}") <= MOST_A_STORY
    )


def _counted(key: str) -> int:
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return int(cache.incr(key))
    except ValueError:
        # It ran out in between.
        cache.set(key, 1, WINDOW_SECONDS)
        return 1


def _digest(request: HttpRequest) -> str:
    key = f"{settings.SECRET_KEY}{local_date(timezone.now())}".encode()
    address = client_address(request) or ""
    if ":" in address:
        # A household has a whole network of these.
        address = str(ip_network(f"{address}/64", strict=False))
    return hmac.new(key, address.encode(), hashlib.blake2s).hexdigest()[:24]


def _refused(request: PublicRequest, *, status: int) -> HttpResponse:
    response = render_page(
        request, request.portal, "editorial/public/not_counted.html", status=status
    )
    response["Cache-Control"] = "no-store"
    return response

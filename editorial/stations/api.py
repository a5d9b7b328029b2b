"""What a station's system asks of the portal, and tells it: bulletins to air, and when each was aired.

docs/bulletins.md describes it for whoever builds such a system.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from editorial.models import StoryPage
from portals.addresses import main_origin
from portals.clock import local_date
from portals.refusals import Refusal
from portals.visitors import client_network

from .airing_actions import report_airing
from .keys import asks_too_often, key_named
from .queries import station_of
from .receipts import to_air

if TYPE_CHECKING:
    from portals.requests import PublicRequest

    from .models import StationKey

LARGEST_BODY = 2_000
MOST_LISTED = 50


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def station_system(request: PublicRequest) -> JsonResponse:
    """GET lists what is to be aired; POST tells that one was: {"ban_tin": 12, "phat_luc": "2026-11-28T17:00+07:00"}."""
    secret = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    now, portal = timezone.now(), request.portal
    key = key_named(secret, portal.pk) if secret else None
    # Whoever tries keys out is one, however many keys that are.
    if asks_too_often(f"key {key.pk}" if key else client_network(request)):
        return _refused(HTTPStatus.TOO_MANY_REQUESTS, _("Too many questions. Wait a minute."))
    if key is None or station_of(portal, local_date(now)) != key.station:
        return _refused(HTTPStatus.UNAUTHORIZED, _("This key opens nothing any more."))
    if request.method == "GET":
        return JsonResponse({"can_phat": _listed(key, now)})
    return _reported(request, key, now)


def _listed(key: StationKey, now: datetime) -> list[dict[str, Any]]:
    portal = key.station.portal
    placed: Iterable[Any] = (
        to_air(now).filter(portal=portal).select_related("story", "section")[:MOST_LISTED]
    )
    return [
        {
            "ban_tin": one.story_id,
            "tieu_de": one.story.title,
            "khan": one.is_urgent,
            "dia_chi": f"{main_origin(portal)}{one.path}",
            "dang_luc": timezone.localtime(one.placed_at).isoformat(),
            "phat_truoc": one.air_by and timezone.localtime(one.air_by).isoformat(),
        }
        for one in placed
    ]


def _reported(request: PublicRequest, key: StationKey, now: datetime) -> JsonResponse:
    try:
        told = json.loads(request.read(LARGEST_BODY))
        story_id, aired_at = int(told["ban_tin"]), datetime.fromisoformat(told["phat_luc"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return _refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            _("Send “ban_tin” (a number) and “phat_luc” (an hour with its zone) as JSON."),
        )
    if aired_at.tzinfo is None:
        return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, _("The hour has no zone: add +07:00."))
    story = StoryPage.objects.filter(pk=story_id).first()
    try:
        if story is None:
            raise Refusal(_("This bulletin does not stand on the portal."))
        airing, is_new = report_airing(key=key, story=story, aired_at=aired_at, now=now)
    except Refusal as refusal:
        return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(refusal))
    return JsonResponse(
        {"ban_tin": story_id, "phat_luc": timezone.localtime(airing.aired_at).isoformat()},
        status=HTTPStatus.CREATED if is_new else HTTPStatus.OK,
    )


def _refused(status: HTTPStatus, words: str) -> JsonResponse:
    return JsonResponse({"loi": words}, status=status)

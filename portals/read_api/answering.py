"""What all answers of the API have in common: the language, the limit, tags, and that any page may read them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portals.requests import PublicRequest

from .limits import count_question
from .problems import ReadProblem

ALLOWED = "GET, HEAD, OPTIONS"
# As public pages have it (docs/page-cache.md), but for outages: a program can wait, and a recall holds.
CACHE_CONTROL = "public, max-age=0, s-maxage=1"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "If-None-Match, Accept",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Retry-After",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
LANGUAGES = ("vi", "en")

type ApiView = Callable[..., HttpResponseBase]


def api_view(view: ApiView) -> ApiView:
    """Answer as the API does: refusals raised as `ReadProblem` become answers, and nobody needs a token to read."""

    @wraps(view)
    def answered(request: PublicRequest, **named: Any) -> HttpResponseBase:
        language = request.GET.get("lang", "")
        with translation.override(language if language in LANGUAGES else "vi"):
            response = _answer(view, request, named)
        for name, value in CORS.items():
            response[name] = value
        return response

    return csrf_exempt(answered)


def _answer(view: ApiView, request: PublicRequest, named: dict[str, Any]) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": ALLOWED})
    try:
        if request.method not in {"GET", "HEAD"}:
            raise ReadProblem(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "read_only",
                _("This API is read only"),
                _("Ask with GET."),
                headers={"Allow": ALLOWED},
            )
        count_question(request, timezone.now())
        return view(request, **named)
    except ReadProblem as problem:
        return problem.answer()


def json_answer(request: PublicRequest, told: Any, *, next_address: str = "") -> HttpResponseBase:
    """Return what is told with its tag; 304 where the asker has it.

    Only the tag is compared, never a date: what was taken off leaves no newer date behind.
    """
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    response["Cache-Control"] = CACHE_CONTROL
    if next_address:
        response["Link"] = f'<{next_address}>; rel="next"'
    if request.headers.get("If-None-Match"):
        return get_conditional_response(request, etag=tag, response=response) or response
    return response

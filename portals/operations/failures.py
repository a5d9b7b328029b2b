"""What the desk says where something failed: in Vietnamese, with the request's id and a way on.

Asks nothing of the database or the session, which may be why; so it does not know who reads it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portals.database.gate import gate
from portals.uploads.storage import is_for_want_of_room, is_for_want_of_storage


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 while the database or the storage of files is away, 507 where a disk is full."""
    if is_for_want_of_room(sys.exc_info()[1]):
        return _page(
            request,
            507,
            _("There is no room for the file"),
            _(
                "The disk of the system is full. Nothing was saved, and nothing of yours is lost:"
                " keep the file, and tell the standing editors of the province, who will have room made."
            ),
        )
    if is_for_want_of_storage(sys.exc_info()[1]):
        page = _page(
            request,
            503,
            _("Files cannot be reached"),
            _(
                "The storage of files does not answer, so nothing can be uploaded or opened. Nothing was saved; what"
                " you typed is still in your browser: go back one page and try again in a few minutes."
            ),
        )
        page["Retry-After"] = "10"
        return page
    if gate.is_shut:
        page = _page(
            request,
            503,
            _("The system is being mended"),
            _(
                "The database does not answer. Readers still see the portals. Try again in a few"
                " minutes; what you typed is still in your browser: go back one page."
            ),
        )
        page["Retry-After"] = "10"
        return page
    return _page(
        request,
        500,
        _("Something went wrong"),
        _(
            "This is our fault, not yours. What you typed is still in your browser: go back one"
            " page and try again. If it fails again, call the standing editors of the province and name the code below."
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("You may not do this"),
        _("Your post does not allow this, or the page belongs to another portal's board."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        400,
        _("The request was not understood"),
        _("The address or the form is damaged. Begin again from the desk."),
    )


def wrong_way(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """405 with words, in place of an empty page: mostly a button that a sign-in came between."""
    page = _page(
        request,
        405,
        _("This is done by a button"),
        _(
            "The address does nothing by itself. If you signed in anew meanwhile, nothing was done:"
            " go back to the desk and press the button once more."
        ),
    )
    page["Allow"] = response["Allow"]
    return page


class WordsForWrongWays:
    """Middleware: no answer of the admin host is an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_empty = response.status_code == 405 and not response.streaming and not response.content
        if is_empty and getattr(request, "on_admin_host", False):
            return wrong_way(response, request)
        return response


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the sign of ours: mostly a page that was open since before the last sign-in."""
    return _page(
        request,
        403,
        _("The page was open for too long"),
        _(
            "For your safety nothing was sent. Go back one page: the editor and quick writing still have what"
            " you typed; elsewhere copy it, load the page again and send it once more."
        ),
    )


def _page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    context = {
        "status": status,
        "title": title,
        "words": words,
        # What the person was about, where it is theirs to do otherwise.
        "task": match.view_name if (match := request.resolver_match) and status < 500 else "",
        # Told by the browser alone: whoever brings a session is not asked to sign in, or meets the sign-in at the desk.
        "is_stranger": settings.SESSION_COOKIE_NAME not in request.COOKIES,
        "request_id": request.META.get("HTTP_X_REQUEST_ID", ""),
    }
    text = render_to_string("portals/operations/desk_failure.html", context)
    return HttpResponse(text, status=status, headers={"Cache-Control": "no-store"})

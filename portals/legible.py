"""What a request says, as far as it can be read at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpResponse
from django.utils.datastructures import MultiValueDictKeyError

from .operations import without_secret
from .requests import HostedRequest

logger = structlog.get_logger(__name__)

# No text of PostgreSQL holds it, and no keyboard types it.
NUL = "\x00"
# Where a page of the desk says where its form leads on to.
ONWARD = "next"
OURS = {"portals", "editorial", "syndication", "scoring"}
FIELDS = "django.db.models.fields"


class Legible:
    """Refuse what no page of ours sends and no database keeps: 400, with a page that says how to go on.

    Views need not look for it, those of the framework do not.
    """

    def __init__(self, get_response: Callable[[HostedRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HostedRequest) -> HttpResponse:
        # Public views see only the names that they read, and each reads what it is given as words.
        if request.on_admin_host and any(NUL in part for part in _asked(request)):
            raise BadRequest("The request holds a NUL.")
        if request.on_admin_host and not all(map(_leads_on, request.GET.getlist(ONWARD))):
            raise BadRequest("The request leads on to no address.")
        return self.get_response(request)

    def process_view(self, request: HostedRequest, *_: Any) -> None:
        if request.method == "POST" and any(NUL in part for part in _sent(request)):
            raise BadRequest("The form holds a NUL.")
        if request.on_admin_host and not all(map(_leads_on, request.POST.getlist(ONWARD))):
            raise BadRequest("The form leads on to no address.")

    def process_exception(self, request: HostedRequest, error: Exception) -> None:
        """A number or a day that the database cannot hold came from whoever asked: we compute none so large.

        Views of the framework hand on what they were sent, also what is no number, and read what was not sent; in one
        of ours that is a fault.
        """
        if isinstance(error, DataError) or (_is_of_the_framework(request) and _is_no_value(error)):
            logger.warning(
                "request.unfit_for_the_database", path=without_secret(request.path), exc_info=error
            )
            raise BadRequest("The database cannot hold what was asked.") from error


def _leads_on(address: str) -> bool:
    """Whether a redirect can be made of it. What is no address is taken for the name of a view, which does not exist.

    An address elsewhere is left to who redirects: it is refused there, and the person stays here.
    """
    return not address or address.startswith(("/", "http://", "https://"))


def _is_of_the_framework(request: HostedRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.func.__module__.partition(".")[0] not in OURS


def _is_no_value(error: Exception) -> bool:
    """Whether a field of a model was given what is no value of its kind, or a form came without a part of it."""
    if isinstance(error, MultiValueDictKeyError):
        return True
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    at = trace.tb_frame.f_globals.get("__name__", "") if trace else ""
    return isinstance(error, ValueError) and at.startswith(FIELDS)


def _asked(request: HostedRequest) -> Iterator[str]:
    """The words of the address and the cookies. A cookie may hold a NUL by an escape of its own."""
    yield request.path
    yield from request.COOKIES.values()
    for name, values in request.GET.lists():
        yield from (name, *values)


def _sent(request: HostedRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        yield from (name, *map(str, values))

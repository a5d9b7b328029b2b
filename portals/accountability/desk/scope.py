"""Whose request an address of the desk names, and that who opens it is noted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views import View
from wagtail.models import ModelLogEntry

from portals.admin_kit.pages import own_portal, person
from portals.boards.enums import EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.models import Portal

from ..actions.acting import logged, may_open
from ..models import CitizenCase

# Who reads a request twice within this time is noted once.
ONE_LOOK = timedelta(hours=1)


def opened_case(request: HttpRequest, case_id: int, now: datetime) -> CitizenCase:
    """Return a request that the person may open, and note the look; 404 for all others, whether they are or not."""
    case = (
        CitizenCase.objects.select_related(
            "portal", "received_by__site", "assigned_to", "joined_into"
        )
        .filter(pk=case_id)
        .first()
    )
    if case is None or not may_open(person(request), case, now):
        raise Http404
    note_look(case, person(request), now)
    return case


def note_look(case: CitizenCase, user: User, now: datetime) -> None:
    """Write into the log that `user` read a request; once an hour. Two queries."""
    seen = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(CitizenCase),
        object_id=str(case.pk),
        action="case.look",
        user=user,
        timestamp__gt=now - ONE_LOOK,
    )
    if not seen.exists():
        logged(case, "look", user)


def desk_portal(request: HttpRequest, portal_id: int, now: datetime) -> Portal:
    """Return a portal whose requests the person handles; 404 for any other."""
    portal = own_portal(request, portal_id)
    if not holds_post(person(request), portal, now, EDITORS):
        raise Http404
    return portal


def unstored[Response: HttpResponseBase](response: Response) -> Response:
    """Have nobody keep a page with what a person wrote: no browser, no proxy."""
    add_never_cache_headers(response)
    patch_cache_control(response, no_store=True, private=True)
    return response


class Unstored(View):
    """A view whose every answer is kept by nobody."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return unstored(super().dispatch(request, *args, **kwargs))

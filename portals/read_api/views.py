"""The addresses of the API: lists, single items, and the description of all of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _

from portals.addresses import address_at, main_origin
from portals.clock import local_date
from portals.models import Portal
from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER

from .answering import api_view, json_answer
from .asking import NUL, ApiQuestion, ListQuery, OneQuery, read_query, wanted_fields
from .cursors import question_digest, read_cursor, write_cursor
from .description import openapi_document
from .problems import ReadProblem
from .registry import resources
from .resources import ReadResource, dumped

URLCONF = "portals.urls.public"


@api_view
def read_list(request: PublicRequest, read_resource: str) -> HttpResponseBase:
    """One page of a list, and where it goes on."""
    resource = _resource_named(read_resource)
    query = read_query(resource.query, request.GET)
    asked = ApiQuestion(
        portal=request.portal,
        scope=_scope(request.portal, query.portal),
        query=query,
        now=timezone.now(),
        fields=wanted_fields(query, resource.known_fields, resource.listed_fields),
    )
    question = _question(resource, asked)
    after = read_cursor(query.cursor, question) if query.cursor else None
    found = resource.page(asked, after, query.limit + 1)
    shown = found[: query.limit]
    cursor = write_cursor(question, shown[-1][0]) if len(found) > len(shown) else None
    return json_answer(
        request,
        {"data": [dumped(item, asked.fields) for _key, item in shown], "next": cursor},
        next_address=_next_address(request, cursor) if cursor else "",
    )


@api_view
def read_one(request: PublicRequest, read_resource: str, read_item: str) -> HttpResponseBase:
    """One item with all its fields."""
    resource = _resource_named(read_resource)
    query = read_query(OneQuery, request.GET)
    asked = ApiQuestion(
        portal=request.portal,
        scope=_scope(request.portal, None),
        query=query,
        now=timezone.now(),
        fields=wanted_fields(query, resource.known_fields, resource.known_fields),
    )
    item = None if NUL in read_item else resource.one(asked, read_item)
    if item is None:
        raise _nothing(_("There is no such item here, or it is not public any more."))
    response = json_answer(request, dumped(item, asked.fields))
    changed_at = getattr(item, "changed_at", None)
    if changed_at is not None:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response


@api_view
def read_description(request: PublicRequest) -> HttpResponseBase:
    """The whole API as OpenAPI 3.1."""
    read_query(OneQuery, request.GET)
    return json_answer(request, openapi_document(main_origin(request.portal)))


@api_view
def read_resources(request: PublicRequest) -> HttpResponseBase:
    """What there is, for whoever has nothing but the address."""
    read_query(OneQuery, request.GET)
    origin = main_origin(request.portal)
    return json_answer(
        request,
        {
            "version": "1",
            "openapi": origin + reverse("read_description", urlconf=URLCONF),
            "resources": [
                {"name": one.name, "title": str(one.title), "url": list_address(origin, one.name)}
                for one in resources().values()
            ],
        },
    )


def list_address(origin: str, name: str) -> str:
    return origin + reverse("read_list", urlconf=URLCONF, args=[name])


def _resource_named(name: str) -> ReadResource[Any]:
    found = resources().get(name)
    if found is None:
        raise _nothing(_("There is no such resource. Known ones: %s.") % ", ".join(resources()))
    return found


def _scope(portal: Portal, hostname: str | None) -> Portal | None:
    """The portal that is asked about: the one at hand; on the province's any, or all."""
    gathers = portal.tier_id == INSTALL_TIER
    if hostname is None:
        return None if gathers else portal
    address = address_at(hostname, local_date(timezone.now()))
    if address is None or not (gathers or address.portal_id == portal.pk):
        raise _nothing(
            _("No portal has this host name here. That of the province knows those of all portals.")
        )
    return address.portal


def _nothing(detail: str) -> ReadProblem:
    return ReadProblem(HTTPStatus.NOT_FOUND, "not_found", _("Nothing here"), detail)


def _question(resource: ReadResource[Any], asked: ApiQuestion[ListQuery]) -> str:
    filters = asked.query.model_dump(mode="json", exclude={"cursor", "limit", "fields", "lang"})
    scope = asked.scope.pk if asked.scope else None
    return question_digest(resource.name, asked.portal.pk, scope, sorted(filters.items()))


def _next_address(request: PublicRequest, cursor: str) -> str:
    query = {**request.GET.dict(), "cursor": cursor}
    return f"{main_origin(request.portal)}{request.path}?{urlencode(query)}"

"""The read API for people: what there is, with what it can be asked, and examples; made of its own description."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from editorial.public.views.frame import render_page
from portals.addresses import main_origin
from portals.read_api.asking import OneQuery
from portals.read_api.description import query_parameters
from portals.read_api.registry import resources
from portals.read_api.resources import ReadResource
from portals.requests import PublicRequest

URLCONF = "portals.urls.public"


@dataclass(frozen=True, slots=True)
class ShownParameter:
    name: str
    words: str
    example: str


@dataclass(frozen=True, slots=True)
class ShownResource:
    name: str
    title: str
    description: str
    address: str
    example: str
    item_example: str
    parameters: list[ShownParameter]
    fields: list[ShownParameter]


@require_safe
def read_api_explorer(request: PublicRequest) -> HttpResponse:
    """Render the description without script. No query but those of the frame."""
    origin = main_origin(request.portal)
    shared = {one["name"] for one in query_parameters(OneQuery)} | {"limit", "cursor", "portal"}
    return render_page(
        request,
        request.portal,
        "editorial/read_api/explorer.html",
        {
            "origin": origin,
            "resources": [_shown(one, origin, shared) for one in resources().values()],
            "shared": _shared_parameters(),
            "a_minute": settings.PORTALS_READ_API_A_MINUTE,
        },
    )


def _shared_parameters() -> list[ShownParameter]:
    from portals.read_api.asking import ListQuery

    return [_parameter(one) for one in query_parameters(ListQuery)]


def _shown(resource: ReadResource[Any], origin: str, shared: set[str]) -> ShownResource:
    address = origin + reverse("read_list", urlconf=URLCONF, args=[resource.name])
    own = [one for one in query_parameters(resource.query) if one["name"] not in shared]
    examples = [f"{one['name']}={one['example']}" for one in own if one.get("example")][:1]
    fields = resource.item.model_fields
    return ShownResource(
        name=resource.name,
        title=str(resource.title),
        description=str(resource.description),
        address=address,
        example="&".join([f"{address}?limit=5", *examples]),
        item_example=f"{address}/{resource.example_id}",
        parameters=[_parameter(one) for one in own],
        fields=[
            ShownParameter(name, field.description or "", "") for name, field in fields.items()
        ],
    )


def _parameter(told: Mapping[str, Any]) -> ShownParameter:
    return ShownParameter(told["name"], told["description"], str(told.get("example", "")))

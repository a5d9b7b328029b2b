"""What the frame of the admin host says about the person and their portals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from editorial.desk.scope import portals_of_request
from portals.models import Portal

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_portals(context: dict[str, Any]) -> list[Portal]:
    """The portals on whose boards the signed-in person holds a post now."""
    request = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    return portals_of_request(request)


@register.filter
def entry(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """The entry of `mapping` under `key`; None where there is none, and where there is no mapping."""
    return mapping.get(key) if mapping else None

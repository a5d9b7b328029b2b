"""What the frame of the admin host says about the person and their portals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import template

from portals.admin_kit import current
from portals.admin_kit.scope import portal_shown, portals_of_request
from portals.templatetags.handbook import help_url

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portals.models import Portal

register = template.Library()


@register.simple_tag(takes_context=True)
def current_portal(context: dict[str, Any]) -> Portal | None:
    """The portal that the person works on now, if any."""
    request = _signed_in(context)
    return current.current_portal(request) if request else None


@register.inclusion_tag("portals/boards/portal_bar.html", takes_context=True)
def portal_bar(context: dict[str, Any]) -> dict[str, Any]:
    """The bar over every page: the portal it is about, and the way to another of the person's portals."""
    request = _signed_in(context)
    if request is None:
        return {}
    return {
        "shown": portal_shown(request),
        "current": current.current_portal(request),
        "portals": portals_of_request(request),
        "csrf_token": context.get("csrf_token"),
        "help": help_url(context),
    }


def _signed_in(context: dict[str, Any]) -> HttpRequest | None:
    request: HttpRequest | None = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    return request


@register.filter
def entry(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """The entry of `mapping` under `key`; None where there is none, and where there is no mapping."""
    return mapping.get(key) if mapping else None

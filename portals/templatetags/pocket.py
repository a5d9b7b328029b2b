"""What pages of the desk that are made for a phone share: the bar below, and what the device may forget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import template

from portals.admin_kit import pocket
from portals.admin_kit.kept_typed import take_arrival

if TYPE_CHECKING:
    from django.http import HttpRequest

register = template.Library()


@register.simple_tag
def pocket_pages() -> list[pocket.PocketPage]:
    return pocket.pages()


@register.simple_tag(takes_context=True)
def typed_arrived(context: Mapping[str, Any]) -> str:
    """The names of what the person's browser kept of texts that were saved just now, told once."""
    request: HttpRequest | None = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return ""
    return take_arrival(request)

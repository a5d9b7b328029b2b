"""The ways by which a reader passes a page on."""

from __future__ import annotations

from django import template

from editorial.public.sharing import SHARE_WAYS

register = template.Library()


@register.simple_tag
def ways_to_share(address: str) -> list[tuple[str, str]]:
    """Return the services, each with the address that passes `address` on to it."""
    return [(way.service, way.address_for(address)) for way in SHARE_WAYS]

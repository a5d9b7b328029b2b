"""The duty for which a page of the desk was opened, above the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import template

from portals.duties.in_hand import duty_in_hand

if TYPE_CHECKING:
    from django.http import HttpRequest

register = template.Library()


@register.inclusion_tag("portals/duties/in_hand.html", takes_context=True)
def owed_in_hand(context: Mapping[str, Any]) -> dict[str, Any]:
    request: HttpRequest | None = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"owed": None}
    return {"owed": duty_in_hand(request)}
